import { Temporal } from "temporal-polyfill";
import { daysOfQuarantine, type QuarantineGroups } from "../../contract/http/quarantine.ts";
import { spanOfDay } from "../../domain/timetable/standing-session.ts";
import type { QuarantineStore } from "./quarantine-store.ts";

/** The first instant of the time over which quarantine is counted and searched, up to a local day. */
export const quarantineSince = (today: string, timeZone: string): Temporal.Instant =>
  spanOfDay(Temporal.PlainDate.from(today).subtract({ days: daysOfQuarantine }), timeZone).start;

/** What lies in quarantine, by reason and sender, of the last five weeks up to a local day. */
export async function readQuarantineGroups(
  store: Pick<QuarantineStore, "quarantineGroups">,
  today: string,
  timeZone: string,
): Promise<QuarantineGroups> {
  return { groups: [...(await store.quarantineGroups(quarantineSince(today, timeZone).toString()))] };
}
