import { dayOf } from "../../domain/timetable/standing-session.ts";
import { musterItself } from "../actor.ts";
import type { Clock } from "../ports.ts";
import type { ErasureStore } from "./erasure.ts";
import type { ListedErasure } from "./erasure-list.ts";

/** What came of erasing people again whom a backup had brought back. */
export interface ErasedAgain {
  /** Erasures that were made again. */
  readonly again: number;
  /** Those of people whom the store does not hold. */
  readonly absent: number;
  /** `table.column` with in how many rows a search found any of them afterwards. */
  readonly found: Readonly<Record<string, number>>;
}

/**
 * Makes every erasure of a list that the store does not know: whoever was erased after a backup was made is in what it
 * restores. Made under the ids that they had, so that doing it twice does it once.
 */
export async function eraseAgain(
  store: Pick<ErasureStore, "missing" | "findRecords" | "dropWaitingImports" | "erase">,
  listed: readonly ListedErasure[],
  { clock, timeZone }: { readonly clock: Clock; readonly timeZone: string },
): Promise<ErasedAgain> {
  const missing = new Set(await store.missing(listed.map(({ id }) => id)));
  let [again, absent] = [0, 0];
  const found: Record<string, number> = {};
  for (const { id, records, reason } of listed.filter((one) => missing.has(one.id))) {
    const person = await store.findRecords(records);
    if (person === null) {
      absent += 1;
      continue;
    }
    const now = clock.now();
    await store.dropWaitingImports(person, musterItself, now);
    const erasure = await store.erase(person, {
      id,
      actor: musterItself,
      doer: { id: musterItself.id, role: musterItself.role, address: "after a restore" },
      reason: `again, after a restore: ${reason}`,
      now,
      today: dayOf(now, timeZone).toString(),
    });
    again += 1;
    for (const [place, rows] of Object.entries(erasure.found)) found[place] = (found[place] ?? 0) + rows;
  }
  return { again, absent, found };
}
