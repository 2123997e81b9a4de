import { Temporal } from "temporal-polyfill";
import { writeShortDay } from "./write-short-day.ts";

/** A text with its ISO dates as people write them: `2026-11-25` is `Wed 25 Nov 2026`. What is no day stays as it is. */
export const withWrittenDays = (text: string): string =>
  text.replace(/\b(\d{4})-(\d{2})-(\d{2})\b(?!T\d)/g, (found, year: string, month: string, day: string) => {
    if (Number(month) === 0 || Number(day) === 0) return found;
    const date = Temporal.PlainDate.from({ year: Number(year), month: Number(month), day: Number(day) });
    return date.toString() === found ? writeShortDay(found) : found;
  });
