import type { ScanView } from "../../../src/contract/http/api.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";

/** A point of a day's picture. */
export interface DayPoint {
  readonly scan: ScanView;
  /** 0 to 1 from the left edge to the right. */
  readonly at: number;
}

export interface DayPicture {
  /** One line for each location, by name; those of scans without one last. */
  readonly lanes: readonly { readonly location: string | null; readonly points: readonly DayPoint[] }[];
  /** Full hours with their place, from the left edge to the right. */
  readonly hours: readonly { readonly hour: number; readonly at: number }[];
}

const minutesOfDay = 24 * 60;
const usualFrom = 8;
const usualTo = 18;

/**
 * Where the scans of one local day stand in its picture. The picture spans the usual hours, and more where scans are
 * outside of them; a clock that is put back shows the hour twice on the same place.
 *
 * @param locations that have a line though nobody was scanned there
 */
export function placeOnDay(
  scans: readonly ScanView[],
  locations: readonly string[],
  timeZone: string,
): DayPicture {
  const minutes = scans.map(({ occurredAt }) => minuteOfDay(occurredAt, timeZone));
  const from = Math.min(usualFrom, ...minutes.map((minute) => Math.floor(minute / 60)));
  const to = Math.max(usualTo, ...minutes.map((minute) => Math.floor(minute / 60) + 1));
  const place = (minute: number): number => (Math.min(minute, minutesOfDay) - from * 60) / ((to - from) * 60);
  const names: (string | null)[] = [
    ...new Set([...locations, ...scans.flatMap(({ location }) => location ?? [])]),
  ].sort();
  if (scans.some(({ location }) => location === null)) names.push(null);
  return {
    lanes: names.map((location) => ({
      location,
      points: scans.flatMap((scan, index) =>
        scan.location === location ? [{ scan, at: place(minutes[index] ?? 0) }] : [],
      ),
    })),
    hours: Array.from({ length: to - from + 1 }, (_, index) => ({
      hour: from + index,
      at: index / (to - from),
    })),
  };
}

function minuteOfDay(instant: string, timeZone: string): number {
  const [hour = 0, minute = 0] = clockfaceOf(timeZone).minute(instant).split(":").map(Number);
  return hour * 60 + minute;
}
