// What the browser test loads into its page: a device, and what it told.
import { createDevice } from "../../device/create-device.ts";
import { systemClock } from "../../device/device-clock.ts";
import { createMemoryOutbox } from "../../device/memory-outbox.ts";

/** Records scans and resolves with the ids recorded and the ids receipted, once they are as many. */
export async function deliver(
  url: string,
  count: number,
): Promise<{ recorded: string[]; receipted: string[] }> {
  const recorded: string[] = [];
  const receipted: string[] = [];
  let check = (): void => {};
  const device = createDevice({
    site: "school",
    device: "kiosk",
    url,
    outbox: createMemoryOutbox(),
    clock: systemClock("ntp"),
    onReceipt: (ids) => {
      receipted.push(...ids);
      check();
    },
  });
  await device.start();
  for (let each = 0; each < count; each += 1) {
    recorded.push(await device.record({ subject: { scheme: "student_id", value: "CSAI1001" } }));
  }
  await new Promise<void>((done) => {
    check = () => receipted.length === count && done();
    check();
  });
  await device.stop();
  return { recorded, receipted };
}
