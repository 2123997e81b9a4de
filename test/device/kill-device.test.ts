import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createDevice } from "../../device/create-device.ts";
import { systemClock } from "../../device/device-clock.ts";
import { createFileOutbox } from "../../device/file-outbox.ts";
import { buildForNode } from "../parts/build-for-node.ts";
import { startAedes, type TestBroker } from "./start-broker.ts";
import { startReceiver } from "./start-receiver.ts";

let folder = "";
let broker: TestBroker;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "outbox-"));
  broker = await startAedes();
});
afterEach(async () => {
  await broker.kill();
  await rm(folder, { recursive: true, force: true });
});

/** Runs a device that records a burst, kills it with SIGKILL, and returns the ids that it had confirmed. */
async function burst(confirmed: number): Promise<string[]> {
  const script = await buildForNode(new URL("record-burst.ts", import.meta.url));
  const child = spawn(process.execPath, [script, broker.url, folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "close");
  const ids: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    // The last line may be cut short by the kill itself.
    if (line.length === 36) ids.push(line);
    if (ids.length === confirmed) child.kill("SIGKILL");
  }
  expect(await exited).toEqual([null, "SIGKILL"]);
  return ids;
}

test("after kill -9 in a burst every scan that was recorded is sent, under the id it was recorded with", async () => {
  const receiver = await startReceiver(broker.url, ({ event_id }) =>
    // Some receipts are lost, so that the outbox still holds scans that the server has.
    event_id.endsWith("0") ? "silence" : "stored",
  );
  const recorded = new Set<string>();
  for (const confirmed of [40, 150, 500]) for (const id of await burst(confirmed)) recorded.add(id);
  expect(recorded.size).toBeGreaterThanOrEqual(690);

  const settled = new Set<string>();
  await receiver.stop();
  const heard = new Set(receiver.scans.map(({ event_id }) => event_id));
  const next = await startReceiver(broker.url);
  let check = () => {};
  const device = createDevice({
    site: "school",
    device: "camera",
    url: broker.url,
    outbox: createFileOutbox({ folder }),
    clock: systemClock("ntp"),
    onReceipt: (ids) => {
      for (const id of ids) settled.add(id);
      check();
    },
  });
  await device.start();
  expect(device.outboxSize()).toBeGreaterThan(0);
  await new Promise<void>((done) => {
    check = () => device.outboxSize() === 0 && done();
    check();
  });
  await device.stop();
  await next.stop();
  for (const { event_id } of next.scans) heard.add(event_id);
  expect([...recorded].filter((id) => !heard.has(id))).toEqual([]);

  const left = createFileOutbox({ folder });
  expect(await left.open()).toEqual([]);
  await left.close();
}, 30_000);
