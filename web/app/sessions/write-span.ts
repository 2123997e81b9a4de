import type { SessionRow } from "../../../src/contract/http/sessions.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";

/** 09:00–10:00, by the clocks of the session's own zone. */
export function writeSpan({ start, end, timeZone }: Pick<SessionRow, "start" | "end" | "timeZone">): string {
  const { minute } = clockfaceOf(timeZone);
  return `${minute(start)}–${minute(end)}`;
}
