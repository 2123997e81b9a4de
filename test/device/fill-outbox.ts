// Adds entries to the outbox in the folder named by the first argument until well after it is full, then makes
// room by removing some and adds a few more. Says which ids were confirmed, refused, removed and added later.
import { v7 as uuidv7 } from "uuid";
import { createFileOutbox } from "../../device/file-outbox.ts";

const [, , folder] = process.argv;
if (folder === undefined) throw new Error("fill-outbox takes a folder");
const outbox = createFileOutbox({ folder });
await outbox.open();
const stored: string[] = [];
const refused: string[] = [];
async function add(confirmed: string[]): Promise<void> {
  const id = uuidv7();
  const scan = { v: 1 as const, event_id: id, occurred_at: "2026-11-23T09:03:07Z" };
  await outbox.add({ scan, recordedAt: 0 }).then(
    () => confirmed.push(id),
    () => refused.push(id),
  );
}
for (let count = 0; count < 500; count += 1) await add(stored);
const removed = stored.slice(0, 50);
await outbox.remove(removed);
const later: string[] = [];
for (let count = 0; count < 20; count += 1) await add(later);
await outbox.close();
console.log(JSON.stringify({ stored, refused, removed, later }));
