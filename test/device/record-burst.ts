// A device that records scans as fast as its outbox takes them, and says each id as soon as it is confirmed.
// Arguments: the broker's URL, the folder of the outbox. It runs until it is killed.
import { createDevice } from "../../device/create-device.ts";
import { systemClock } from "../../device/device-clock.ts";
import { createFileOutbox } from "../../device/file-outbox.ts";

const [, , url, folder] = process.argv;
if (url === undefined || folder === undefined) throw new Error("record-burst takes a URL and a folder");
const device = createDevice({
  site: "school",
  device: "camera",
  url,
  outbox: createFileOutbox({ folder }),
  clock: systemClock("ntp"),
});
await device.start();

async function recordForever(): Promise<void> {
  for (;;) {
    const id = await device.record({
      subject: { scheme: "student_id", value: "CSAI1001" },
      decision: "granted",
    });
    process.stdout.write(`${id}\n`);
  }
}
await Promise.all(Array.from({ length: 16 }, recordForever));
