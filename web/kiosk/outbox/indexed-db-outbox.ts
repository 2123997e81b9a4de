import { type Outbox, type OutboxEntry, outboxEntry } from "../../../device/outbox.ts";
import { committed, settled } from "../store/settled.ts";

/**
 * An outbox in the browser's database. UUIDv7 keys begin with their time, so that the store's own order is the order in
 * which scans were recorded.
 *
 * @param onDamage told at `open` of entries that cannot be read; they stay where they are, for a person to look at
 */
export function createIndexedDbOutbox(
  database: IDBDatabase,
  onDamage: (ids: readonly string[]) => void = () => {},
): Outbox {
  const write = () => database.transaction("outbox", "readwrite", { durability: "strict" });
  return {
    async open() {
      const store = database.transaction("outbox").objectStore("outbox");
      const [keys, values] = await Promise.all([settled(store.getAllKeys()), settled(store.getAll())]);
      const entries: OutboxEntry[] = [];
      const damaged: string[] = [];
      for (const [at, value] of values.entries()) {
        const parsed = outboxEntry.safeParse(value);
        if (parsed.success) entries.push(parsed.data);
        else damaged.push(String(keys[at]));
      }
      if (damaged.length > 0) onDamage(damaged);
      return entries;
    },
    async add(entry) {
      const transaction = write();
      transaction.objectStore("outbox").put(entry, entry.scan.event_id);
      await committed(transaction);
    },
    async remove(eventIds) {
      const transaction = database.transaction("outbox", "readwrite");
      for (const id of eventIds) transaction.objectStore("outbox").delete(id);
      await committed(transaction);
    },
    async close() {
      // The database is the kiosk's, which closes it.
    },
  };
}
