import type { Outbox, OutboxEntry } from "./outbox.ts";

/** An outbox for tests and simulations: it keeps its entries as long as the object lives, and no longer. */
export function createMemoryOutbox(): Outbox {
  const entries = new Map<string, OutboxEntry>();
  return {
    async open() {
      return [...entries.values()];
    },
    async add(entry) {
      entries.set(entry.scan.event_id, entry);
    },
    async remove(eventIds) {
      for (const id of eventIds) entries.delete(id);
    },
    async close() {},
  };
}
