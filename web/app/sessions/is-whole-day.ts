import type { SessionRow } from "../../../src/contract/http/sessions.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";

/** Whether a session is of a whole local day, as those of classes that stand in a room are. */
export function isWholeDay({
  start,
  end,
  timeZone,
}: Pick<SessionRow, "start" | "end" | "timeZone">): boolean {
  const { minute } = clockfaceOf(timeZone);
  return start !== end && minute(start) === "00:00" && minute(end) === "00:00";
}
