import { z } from "zod";
import { nativeScan } from "../src/contract/mqtt/native-scan.ts";

/** A scan as it waits on the device: all of the wire's fields but `live`, which is known when it is sent. */
export const outboxEntry = z.object({
  scan: nativeScan.omit({ live: true }),
  /** When the outbox was given it, by the device's clock: milliseconds since 1970 UTC. */
  recordedAt: z.number(),
});
export type OutboxEntry = z.infer<typeof outboxEntry>;

/**
 * Where scans wait until the server has told that they are safe. Law: an entry that `add` confirmed is among
 * those that `open` gives after any crash, until it has been removed.
 */
export interface Outbox {
  /** Makes the outbox ready and gives what waits in it, oldest first. Called once, before anything else. */
  open(): Promise<readonly OutboxEntry[]>;
  /**
   * Resolves once the entry would survive a crash. Calls may overlap. A rejection means that this is unknown:
   * the entry may still be there at the next `open`.
   */
  add(entry: OutboxEntry): Promise<void>;
  /**
   * Forgets entries; ids that are not there are passed over. A removal may be lost in a crash, for an entry
   * that is sent again is only answered again.
   */
  remove(eventIds: readonly string[]): Promise<void>;
  /** Finishes what was begun and lets go of the storage. */
  close(): Promise<void>;
}
