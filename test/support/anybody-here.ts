import { Temporal } from "temporal-polyfill";
import type { BrokerAccess } from "../../src/adapters/broker/guard-devices.ts";
import { createDeviceBook } from "../../src/app/devices/create-device-book.ts";
import { createDeviceTraffic } from "../../src/app/devices/create-device-traffic.ts";
import { systemClock } from "../../src/entry/system-clock.ts";
import { memoryDeviceStore } from "./memory-device-store.ts";

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A broker's access where nobody has a key, and whoever runs on this machine is let in. */
export async function anybodyHere(): Promise<BrokerAccess> {
  const book = await createDeviceBook({ store: memoryDeviceStore(), clock: systemClock, log });
  book.stop();
  const traffic = createDeviceTraffic({
    clock: { now: () => Temporal.Now.instant() },
    log,
    settings: { timeZone: "UTC", maxSkewSeconds: 120 },
    onRefused: () => undefined,
  });
  return { book, traffic, anonymous: "loopback", senderOf: () => null };
}
