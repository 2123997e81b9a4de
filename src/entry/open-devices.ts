import { hostname } from "node:os";
import type { BrokerAccess } from "../adapters/broker/guard-devices.ts";
import type { DeviceParts } from "../adapters/http/device-routes.ts";
import { createDeviceBook } from "../app/devices/create-device-book.ts";
import { createDeviceTraffic } from "../app/devices/create-device-traffic.ts";
import { createDevices } from "../app/devices/create-devices.ts";
import type { DeviceStore } from "../app/devices/device-store.ts";
import type { BrokerPlace } from "../app/devices/settings-to-paste.ts";
import type { Log, Timekeeper } from "../app/ports.ts";
import type { Settings } from "../config/settings.ts";
import { senderOfMessage } from "../sources/read-message.ts";
import type { SourceMessage, SourceSettings } from "../sources/source.ts";
import type { OpenBroker } from "./open-broker.ts";
import { placeOfPages } from "./place-of-pages.ts";
import { readDeviceTable } from "./read-device-table.ts";

export interface OpenDevices {
  /** Whom the broker lets in, and to what. */
  readonly access: BrokerAccess;
  /** What arrived of all devices last. */
  lastMessages(): readonly SourceMessage[];
  /**
   * What the pages ask, once there is a broker.
   *
   * @param onChanged awaited after each change that was asked for, once it is in force
   */
  http(broker: OpenBroker, onChanged: () => Promise<void>): DeviceParts;
  close(): void;
}

/**
 * Opens what is known of devices and their keys.
 *
 * @param parts.reading how messages are read, where one does not say in its topic whose it is
 */
export async function openDevices(parts: {
  readonly store: DeviceStore;
  readonly settings: Settings;
  readonly reading: SourceSettings;
  readonly clock: Timekeeper;
  readonly log: Log;
  readonly onRefused: () => void;
}): Promise<OpenDevices> {
  const { store, settings, reading, clock, log, onRefused } = parts;
  const { site, mqttAnonymous: anonymous } = settings;
  const book = await createDeviceBook({ store, clock, log });
  const traffic = createDeviceTraffic({ clock, log, settings: reading, onRefused });
  return {
    access: {
      book,
      traffic,
      anonymous,
      senderOf({ payload, ...packet }) {
        const bytes = typeof payload === "string" ? Buffer.from(payload) : payload;
        return senderOfMessage({ ...packet, payload: bytes, receivedAt: clock.now() }, reading);
      },
    },
    lastMessages: () => traffic.lastMessages(),
    http: (broker, onChanged) => ({
      devices: createDevices({
        store,
        site,
        made: reading.made ?? [],
        clock,
        log,
        async onChanged() {
          await book.refresh();
          await onChanged();
        },
      }),
      traffic,
      place: () => placeOf(broker, settings),
      anonymous: () => (broker.kind === "embedded" ? anonymous === "loopback" : null),
      connections: (name) => broker.connections(name),
      readTable: readDeviceTable,
    }),
    close: () => book.stop(),
  };
}

/** Where devices find the broker, as far as this machine knows its own name. */
function placeOf(broker: OpenBroker, settings: Settings): BrokerPlace {
  const { mqttHost } = settings;
  const pages = placeOfPages(settings);
  const at = new URL(broker.address);
  if (broker.kind !== "embedded") {
    const tls = at.protocol === "mqtts:" || at.protocol === "wss:";
    return { host: at.hostname, port: Number(at.port || (tls ? 8883 : 1883)), tls, pages };
  }
  const host = ["0.0.0.0", "::", "[::]"].includes(mqttHost) ? hostname() : mqttHost;
  return broker.tlsPort === null
    ? { host, port: Number(at.port || 1883), tls: false, pages }
    : { host, port: broker.tlsPort, tls: true, pages };
}
