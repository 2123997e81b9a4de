import type { DeviceView } from "../../../src/contract/http/devices.ts";
import { type SourceName, sourceNames } from "../../../src/domain/attendance/source-names.ts";

const words: Readonly<Record<SourceName, string>> = {
  original: "Camera of the original",
  native: "Device",
  "room-code": "Codes shown in rooms",
  hfsecurity: "HFSecurity terminal",
  frigate: "Frigate",
  "double-take": "Double Take",
  "esp-rfid": "esp-rfid board",
  tasmota: "Tasmota reader",
  esphome: "ESPHome reader",
  zkteco: "ZKTeco terminal",
  hikvision: "Hikvision terminal",
  dahua: "Dahua terminal",
  generic: "Sender of your own description",
};

/** What kind of sender it is, in words; the name itself for one that a later version knows. */
export function describeSource(source: string): string {
  const known = sourceNames.find((name) => name === source);
  return known === undefined ? source : words[known];
}

/** The same for a kind of device with a key. */
export const describeKind = (kind: DeviceView["kind"]): string =>
  kind === "generic-http"
    ? `${words.generic}, over HTTP`
    : kind === "home-assistant"
      ? "Home Assistant, which reads of rooms and readers"
      : describeSource(kind);
