import type { SessionRow } from "../../../src/contract/http/sessions.ts";

const minuteMs = 60_000;

/**
 * How long until a session starts or ends: "starts in 12 min", "35 min left", "over".
 *
 * @param now epoch milliseconds
 */
export function writeLeft({ start, end }: Pick<SessionRow, "start" | "end">, now: number): string {
  const untilStart = Date.parse(start) - now;
  if (untilStart > 0) return `starts in ${writeMinutes(untilStart)}`;
  const untilEnd = Date.parse(end) - now;
  return untilEnd > 0 ? `${writeMinutes(untilEnd)} left` : "over";
}

function writeMinutes(ms: number): string {
  const minutes = Math.ceil(ms / minuteMs);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}
