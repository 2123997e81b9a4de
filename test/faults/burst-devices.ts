import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import mqtt from "mqtt";
import { createDevice } from "../../device/create-device.ts";
import { systemClock } from "../../device/device-clock.ts";
import { createFileOutbox } from "../../device/file-outbox.ts";
import { between, createRandom } from "../../simulator/random.ts";
import { type Burst, createLedger } from "./burst.ts";
import { drawScan, type Place } from "./draw-scan.ts";

/** A backlog at which a burst waits: what is at stake is each scan, not how many fit an outbox. */
const mostWaiting = 400;

/**
 * Reference devices, which count on a scan once their outbox holds it and forget it at its receipt. Half of them
 * speak MQTT 5, as a client of others may, half 3.1.1.
 */
export async function startBurstDevices(options: {
  readonly url: string;
  readonly seed: number;
  readonly devices: number;
  readonly places: readonly Place[];
}): Promise<Burst> {
  const ledger = createLedger();
  const folder = await mkdtemp(join(tmpdir(), "muster-burst-"));
  let over = false;

  const devices = await Promise.all(
    Array.from({ length: options.devices }, async (_, at) => {
      const random = createRandom(options.seed, 200 + at);
      const protocolVersion = at % 2 === 0 ? 4 : 5;
      const device = createDevice({
        site: "school",
        device: `burst-${at}`,
        url: options.url,
        outbox: createFileOutbox({ folder: join(folder, String(at)) }),
        clock: systemClock("ntp"),
        connect: (url, how) => mqtt.connect(url, { ...how, protocolVersion }),
        random,
        reconnect: { firstMs: 50, mostMs: 500 },
        receiptTimeoutMs: 2_000,
        // Sent again at ever greater intervals, as devices do: at an even pace a server that is slow for a while gets
        // more of what it has already than it can take, and so never anything new.
        retry: { firstMs: 500, mostMs: 60_000 },
        onReceipt: ledger.settle,
      });
      await device.start();

      async function recordBursts(): Promise<void> {
        while (!over) {
          const size = 1 + Math.floor(random() * 60);
          const burst = Array.from({ length: size }, () =>
            device.record(drawScan(random, options.places)).then(ledger.send),
          );
          await Promise.all(burst);
          while (device.outboxSize() > mostWaiting && !over) await ledger.moreSafe(1);
          await pause(between(random, 0, 20));
        }
      }
      return { device, done: recordBursts() };
    }),
  );
  const done = Promise.all(devices.map((device) => device.done));
  // A rejection is told by `drain`.
  done.catch(() => undefined);

  return {
    sent: ledger.sent,
    safe: ledger.safe,
    // Where the senders have given up, nothing more is sent, and why they did is what is to be told.
    moreSafe: (count) => Promise.race([ledger.moreSafe(count), done.then(() => ledger.moreSafe(count))]),
    async drain() {
      over = true;
      await done;
      await ledger.allSafe();
    },
    async close() {
      over = true;
      await Promise.allSettled(devices.map(({ done }) => done));
      await Promise.all(devices.map(({ device }) => device.stop()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
