// Adds entries to the outbox in the folder named by the first argument until well after it is full, and says
// which were confirmed and which refused.
import { v7 as uuidv7 } from "uuid";
import { createFileOutbox } from "../../dist/device/file-outbox.js";

const outbox = createFileOutbox({ folder: process.argv[2] });
await outbox.open();
const stored = [];
const refused = [];
for (let count = 0; count < 500; count += 1) {
  const id = uuidv7();
  const scan = { v: 1, event_id: id, occurred_at: "2026-11-23T09:03:07Z" };
  await outbox.add({ scan, recordedAt: 0 }).then(
    () => stored.push(id),
    () => refused.push(id),
  );
}
console.log(JSON.stringify({ stored, refused }));
