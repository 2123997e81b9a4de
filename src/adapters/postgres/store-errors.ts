import pg from "pg";
import { StoreRefused, StoreUnavailable } from "../../app/ingest/ingest-transaction.ts";

/** PostgreSQL error classes after which the same work may succeed later. */
const passing: ReadonlyMap<string, string> = new Map([
  ["08", "the connection to the store broke"],
  ["40", "another transaction was in the way"],
  ["53", "the store is out of a resource"],
  ["55", "the store is busy"],
  ["57", "the store is stopping or starting"],
  ["58", "the store's disk or system failed"],
  ["25", "the store takes no writes"],
]);

const diskFull = "53100";
const diskFullTold = "the store's disk is full: free some space, and recording goes on by itself";

/** Sorts what a query threw: the store is away, the store refuses the data, or a fault, given back as it is. */
export function toStoreError(error: unknown): unknown {
  if (error instanceof StoreUnavailable || error instanceof StoreRefused) return error;
  if (error instanceof pg.DatabaseError && error.code !== undefined) {
    if (error.code === diskFull) {
      return new StoreUnavailable(diskFullTold, { cause: error });
    }
    const group = error.code.slice(0, 2);
    const meaning = passing.get(group);
    if (meaning !== undefined) return new StoreUnavailable(`${meaning}: ${error.message}`, { cause: error });
    // 22 data exception, 23 integrity constraint, 54 program limit
    if (group === "22" || group === "23" || group === "54")
      return new StoreRefused(error.message, { cause: error });
    return error;
  }
  if (
    error instanceof Error &&
    (hasSystemCode(error) || /connection|timeout exceeded/i.test(error.message))
  ) {
    return new StoreUnavailable(`the store cannot be reached: ${error.message}`, { cause: error });
  }
  return error;
}

/** An embedded store that could not be started again: it is away, whatever the reason, and the next try may succeed. */
export function toStartError(error: unknown): StoreUnavailable {
  const told = error instanceof Error ? error.message : String(error);
  // PostgreSQL goes down when its log finds no room; what it wrote last is in the message of the failed start.
  if (/no space left on device/i.test(told)) return new StoreUnavailable(diskFullTold, { cause: error });
  return new StoreUnavailable(`the store does not start again: ${told.split("\n", 1)[0]}`, { cause: error });
}

function hasSystemCode(error: Error): boolean {
  return "code" in error && typeof error.code === "string" && /^E[A-Z]+$/.test(error.code);
}
