import { Temporal } from "temporal-polyfill";
import { daysOfQuarantine, type QuarantineGroups } from "../../contract/http/quarantine.ts";
import { spanOfDay } from "../../domain/timetable/standing-session.ts";
import type { QuarantineStore } from "./quarantine-store.ts";

/** What lies in quarantine, by reason and sender, of the last five weeks up to a local day. */
export async function readQuarantineGroups(
  store: Pick<QuarantineStore, "quarantineGroups">,
  today: string,
  timeZone: string,
): Promise<QuarantineGroups> {
  const since = spanOfDay(
    Temporal.PlainDate.from(today).subtract({ days: daysOfQuarantine }),
    timeZone,
  ).start;
  return { groups: [...(await store.quarantineGroups(since.toString()))] };
}
