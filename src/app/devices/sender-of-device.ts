import { addressAsked, type DeviceKind } from "../../sources/device-rules.ts";

/** The sender that a device is, where it is one alone; null for one that speaks for several. */
export function senderOfDevice(kind: DeviceKind, address: string): string | null {
  if (kind === "native") return address;
  const several = kind === "generic" || kind === "generic-http" || kind === "home-assistant";
  return addressAsked(kind) === null || several ? null : `${kind}:${address}`;
}
