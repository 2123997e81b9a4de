import type { SessionRow } from "../../../src/contract/http/sessions.ts";
import { isOn } from "../../../src/domain/timetable/is-on.ts";

/**
 * Whether a session is on: what every page means by it.
 *
 * @param now the server's clock, epoch milliseconds
 */
export const isOnNow = (
  { state, start, end }: Pick<SessionRow, "state" | "start" | "end">,
  now: number,
): boolean => isOn({ state, start: Date.parse(start), end: Date.parse(end) }, now);
