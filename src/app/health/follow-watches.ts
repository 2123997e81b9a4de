import type { Temporal } from "temporal-polyfill";
import type { OpenWatch } from "./health-transaction.ts";

/** A watch as a fact tells it. */
export interface ToldWatch extends OpenWatch {
  /** null while the reader watches the room. */
  readonly to: Temporal.Instant | null;
}

/** A scan of the reader, and the room that it names. */
export interface PlacedScan {
  readonly room: string;
  readonly at: Temporal.Instant;
}

/**
 * Which rooms rely on a reader, as its scans tell it: a room does from its first scan there, until a scan in another
 * room. What a backlog tells of the time before the reader came to its room moves it nowhere. A watch of which health is
 * told begins when it is first told.
 *
 * @param open the watch that lasts, null for none
 * @param scans in any order
 * @param aliveFrom the first sign of life that the reader ever gave, null for none
 * @returns the watches that began, ended or changed, in order, and the one that lasts now
 */
export function followWatches(
  reader: string,
  open: OpenWatch | null,
  scans: readonly PlacedScan[],
  aliveFrom: Temporal.Instant | null,
  newId: () => string,
): { readonly told: readonly ToldWatch[]; readonly open: OpenWatch | null } {
  const told: ToldWatch[] = [];
  let now = open;

  function begin(room: string, from: Temporal.Instant): void {
    now = { reader, watch: newId(), room, from, health: false };
    const healthy = healthyFrom();
    if (healthy === null) told.push({ ...now, to: null });
    else takeHealth(now, healthy);
  }

  function healthyFrom(): Temporal.Instant | null {
    if (aliveFrom === null || now === null || now.health) return null;
    return aliveFrom.epochMilliseconds > now.from.epochMilliseconds ? aliveFrom : now.from;
  }

  function takeHealth(watch: OpenWatch, from: Temporal.Instant): void {
    if (from.epochMilliseconds === watch.from.epochMilliseconds) now = { ...watch, health: true };
    else {
      told.push({ ...watch, to: from });
      now = { ...watch, watch: newId(), from, health: true };
    }
    told.push({ ...now, to: null });
  }

  const healthy = healthyFrom();
  if (now !== null && healthy !== null) takeHealth(now, healthy);
  const inOrder = [...scans].sort((a, b) => a.at.epochMilliseconds - b.at.epochMilliseconds);
  for (const { room, at } of inOrder) {
    if (now === null) {
      begin(room, at);
      continue;
    }
    if (now.room === room || at.epochMilliseconds < now.from.epochMilliseconds) continue;
    told.push({ ...now, to: at });
    begin(room, at);
  }
  return { told, open: now };
}
