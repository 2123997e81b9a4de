import type { SessionRow } from "../../../src/contract/http/sessions.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { isWholeDay } from "./is-whole-day.ts";

/** 09:00–10:00, by the clocks of the session's own zone. */
export function writeSpan(session: Pick<SessionRow, "start" | "end" | "timeZone">): string {
  const { start, end, timeZone } = session;
  const { minute } = clockfaceOf(timeZone);
  if (isWholeDay(session)) return "All day";
  return `${minute(start)}–${minute(end)}`;
}
