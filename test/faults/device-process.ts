// A device that records bursts until it is killed, or until it is told to drain on standard input; then it ends when
// its outbox is empty. It says `recorded <id>` when the outbox has confirmed a scan, `receipted <id>` when the server
// has, and `online` when it is connected. Arguments: the broker's URL, the folder of the outbox, a seed, the file of
// the places at which it sees people.
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { createDevice } from "../../device/create-device.ts";
import { systemClock } from "../../device/device-clock.ts";
import { createFileOutbox } from "../../device/file-outbox.ts";
import { between, createRandom } from "../../simulator/random.ts";
import { drawScan, type Place } from "./draw-scan.ts";

const mostWaiting = 400;
const [, , url = "", folder = "", seed = "0", placesFile = ""] = process.argv;
const places: readonly Place[] = JSON.parse(await readFile(placesFile, "utf8"));
const random = createRandom(Number(seed), 300);
const receipts = new EventTarget();
const say = (word: string, ids: readonly string[]): boolean =>
  process.stdout.write(ids.map((id) => `${word} ${id}\n`).join(""));

const device = createDevice({
  site: "school",
  device: "killed",
  url,
  outbox: createFileOutbox({ folder }),
  clock: systemClock("ntp"),
  random,
  reconnect: { firstMs: 50, mostMs: 500 },
  receiptTimeoutMs: 2_000,
  retry: { firstMs: 500, mostMs: 2_000 },
  onReceipt(ids) {
    say("receipted", ids);
    receipts.dispatchEvent(new Event("receipt"));
  },
  onState({ connection }) {
    if (connection === "online") process.stdout.write("online\n");
  },
});

let draining = false;
process.stdin.once("data", () => {
  draining = true;
  receipts.dispatchEvent(new Event("receipt"));
});

await device.start();
while (!draining) {
  const size = 1 + Math.floor(random() * 60);
  await Promise.all(
    Array.from({ length: size }, async () =>
      say("recorded", [await device.record(drawScan(random, places))]),
    ),
  );
  while (device.outboxSize() > mostWaiting && !draining) await once(receipts, "receipt");
  await pause(between(random, 0, 20));
}
while (device.outboxSize() > 0) await once(receipts, "receipt");
await device.stop();
process.exit(0);
