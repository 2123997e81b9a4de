import { Temporal } from "temporal-polyfill";
import type { DecisionsView } from "../../contract/http/scans.ts";
import type { ScanStore } from "./scan-store.ts";

const mostDays = 92;

/** Days that make no period. */
export class InvalidPeriod extends Error {
  override readonly name = "InvalidPeriod";
}

/**
 * What was decided on some local days, both inclusive.
 *
 * @param location a device's text, or null for all
 * @throws InvalidPeriod for days that do not make a period of at most 92 days
 */
export async function readDecisions(
  store: Pick<ScanStore, "decisions">,
  from: string,
  to: string,
  location: string | null,
  timeZone: string,
): Promise<DecisionsView> {
  const days = Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to)).days;
  if (days < 0) throw new InvalidPeriod(`from: ${from} is after to: ${to}`);
  if (days >= mostDays) throw new InvalidPeriod(`from, to: at most ${mostDays} days at once`);
  return { from, to, timeZone, ...(await store.decisions(from, to, location)) };
}
