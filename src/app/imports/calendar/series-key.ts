import type { Temporal } from "temporal-polyfill";

/** A meeting of a series is known by the instant at which it was planned at first. */
export function seriesKey(uid: string, original: Temporal.Instant): string {
  return `${uid} @ ${original}`;
}

/** The UID of the series whose meeting has this key; null for a meeting by itself. */
export function seriesOf(key: string): string | null {
  return /^(.+) @ \d{4}-\d\d-\d\dT[\d:.]+Z$/su.exec(key)?.[1] ?? null;
}
