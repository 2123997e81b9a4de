import type { AttendanceReport } from "../../../src/contract/http/reports.ts";

/** Minutes after the start: until the first one is on time, until the second late. */
export interface ArrivalRules {
  readonly onTimeGrace: number;
  readonly registerClose: number;
}

export interface ArrivalBar {
  /** Whole minutes, inclusive; `to` is null where everything later is in it. */
  readonly from: number;
  readonly to: number | null;
  readonly word: string;
  /** On time, late, after the register closed. */
  readonly values: readonly [number, number, number];
}

/** What comes later stands together: nobody reads a picture of hours. */
const lastMinute = 45;

/** Arrivals minute by minute, each on its side of the grace and of the close. */
export function arrivalBars(arrivals: AttendanceReport["arrivals"], rules: ArrivalRules): ArrivalBar[] {
  const counts = new Map(arrivals.map(({ minutes, arrivals: count }) => [minutes, count]));
  const bars: ArrivalBar[] = Array.from({ length: lastMinute }, (_, minute) => ({
    from: minute,
    to: minute,
    word: minute === 0 ? "by the start" : `minute ${minute}`,
    values: splitBy(minute, counts.get(minute) ?? 0, rules),
  }));
  const rest = arrivals.filter(({ minutes }) => minutes >= lastMinute);
  const sums = sumOfArrivals(rest, rules);
  const values = [sums.onTime, sums.late, sums.after] as const;
  return [...bars, { from: lastMinute, to: null, word: `minute ${lastMinute} and later`, values }];
}

/** How many arrivals are on each side of the rules. */
export function sumOfArrivals(
  arrivals: AttendanceReport["arrivals"],
  rules: ArrivalRules,
): { readonly onTime: number; readonly late: number; readonly after: number } {
  const sums = { onTime: 0, late: 0, after: 0 };
  for (const { minutes, arrivals: count } of arrivals) {
    const [onTime, late, after] = splitBy(minutes, count, rules);
    sums.onTime += onTime;
    sums.late += late;
    sums.after += after;
  }
  return sums;
}

function splitBy(minute: number, count: number, rules: ArrivalRules): [number, number, number] {
  if (minute <= rules.onTimeGrace) return [count, 0, 0];
  return minute <= rules.registerClose ? [0, count, 0] : [0, 0, count];
}
