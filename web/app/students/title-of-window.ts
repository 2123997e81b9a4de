import type { StudentPage } from "../../../src/contract/http/students.ts";
import { writeShortDay } from "../../../src/domain/kernel/write-short-day.ts";
import { writeDay } from "../../time/write-day.ts";

/** What the days of a figure are called, where nobody asked for days: a term, or today in a school without terms. */
export function titleOfWindow({ title, from, to }: StudentPage["window"]): string {
  if (title !== null) return title;
  return from === to ? "today, since no term has begun" : `${writeDay(from)} to ${writeDay(to)}`;
}

/**
 * The days of a rate, for beside the rate itself: where no term has begun those of pages and those of alerts are not the same,
 * and nobody is to have two bands without a word. null for a term, which both look at.
 */
export function daysBesideRate({ title, from, to }: StudentPage["window"]): string | null {
  if (title !== null) return null;
  return from === to ? "today" : `since ${writeShortDay(from)}`;
}

/** Which days alerts look at, where rates beside them are of others; null where they are of the same. */
export function daysOfAlerts({ title }: StudentPage["window"]): string | null {
  return title === null ? "alerts look at the last half a year, as no term has begun" : null;
}
