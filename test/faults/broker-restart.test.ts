import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createDevice } from "../../device/create-device.ts";
import { systemClock } from "../../device/device-clock.ts";
import { createFileOutbox } from "../../device/file-outbox.ts";
import { createRandom } from "../../simulator/random.ts";
import { startMosquitto } from "../parts/mosquitto.ts";
import { startServer } from "../parts/server.ts";
import { createLedger } from "./burst.ts";
import { closeAfterTest } from "./closing.ts";
import { drawScan } from "./draw-scan.ts";
import { readStored } from "./read-stored.ts";
import { untilReadiness } from "./readiness.ts";

test("a broker that is restarted is told as away, and found again by server and device without help", async () => {
  const mosquitto = await startMosquitto({ persistence: true });
  closeAfterTest(mosquitto.remove);
  const server = await startServer({ env: { MQTT_URL: mosquitto.url } });
  closeAfterTest(server.stop);
  const folder = await mkdtemp(join(tmpdir(), "muster-outbox-"));
  closeAfterTest(() => rm(folder, { recursive: true, force: true }));
  const ledger = createLedger();
  const device = createDevice({
    site: "school",
    device: "restart",
    url: mosquitto.url,
    outbox: createFileOutbox({ folder }),
    clock: systemClock("ntp"),
    reconnect: { firstMs: 100, mostMs: 500 },
    receiptTimeoutMs: 1_000,
    retry: { firstMs: 500, mostMs: 2_000 },
    onReceipt: ledger.settle,
  });
  await device.start();
  closeAfterTest(() => device.stop());
  const random = createRandom(3);
  const record = async (count: number): Promise<void> => {
    for (let at = 0; at < count; at += 1) ledger.send(await device.record(drawScan(random)));
  };
  await record(50);
  await ledger.allSafe();

  await mosquitto.stop();
  await record(50);
  expect((await untilReadiness(server, 503)).detail).toMatch(/broker is not reachable/);
  await mosquitto.start();
  await untilReadiness(server, 200);
  await record(50);
  await ledger.allSafe();

  const { rows } = await readStored(server);
  expect([...rows.keys()].sort()).toEqual([...ledger.sent].sort());
  expect([...rows.values()].every((n) => n === 1)).toBe(true);
}, 60_000);
