import type { SessionRow } from "../../../src/contract/http/sessions.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";

/** 09:00–10:00, by the clocks of the session's own zone. */
export function writeSpan(session: Pick<SessionRow, "kind" | "start" | "end" | "timeZone">): string {
  const { kind, start, end, timeZone } = session;
  const { minute } = clockfaceOf(timeZone);
  if (kind === "standing") return "All day";
  return `${minute(start)}–${minute(end)}`;
}
