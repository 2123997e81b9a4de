import type { ExpectedSilence } from "../../../src/contract/http/senders.ts";
import { writeShortDay } from "../../../src/domain/kernel/write-short-day.ts";

export const weekDays = [
  "Monday",
  "Tuesday",
  "Wednesday",
  "Thursday",
  "Friday",
  "Saturday",
  "Sunday",
] as const;

/** When silence is expected, in words: `Mon to Fri 18:00 to 07:00; Sat and Sun all day; until Sun 3 Jan 2027`. */
export function writeSilence({ weekly, until }: Pick<ExpectedSilence, "weekly" | "until">): string {
  const parts = weekly.map(
    ({ days, from, to }) => `${writeDays(days)} ${from === to ? writeWhole(from) : `${from} to ${to}`}`,
  );
  if (until !== null) parts.push(`until the end of ${writeShortDay(until)}`);
  return parts.join("; ");
}

const writeWhole = (from: string): string => (from === "00:00" ? "all day" : `from ${from} for a day`);

function writeDays(days: readonly number[]): string {
  const sorted = [...new Set(days)].sort((a, b) => a - b);
  if (sorted.length === 7) return "every day";
  const runs: number[][] = [];
  for (const day of sorted) {
    const last = runs.at(-1);
    if (last?.at(-1) === day - 1) last.push(day);
    else runs.push([day]);
  }
  return runs
    .map((run) => {
      const names = [run[0] ?? 1, run.at(-1) ?? 1].map((day) => (weekDays[day - 1] ?? "").slice(0, 3));
      return run.length === 1 ? names[0] : `${names[0]} ${run.length === 2 ? "and" : "to"} ${names[1]}`;
    })
    .join(", ");
}
