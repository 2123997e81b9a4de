import type { AttendanceReport } from "../../../src/contract/http/reports.ts";
import { type Look, markLooks } from "../../ui/looks.ts";
import { type Bar, StackedBars } from "../../ui/stacked-bars.tsx";
import { arrivalBars, sumOfArrivals } from "./arrival-bars.ts";

interface ArrivalsHistogramProps {
  readonly arrivals: AttendanceReport["arrivals"];
  /** Minutes after the start: until the first one is on time, until the second late. */
  readonly onTimeGrace: number;
  readonly registerClose: number;
}

const looks: readonly Look[] = [
  { ...markLooks.present, word: "On time" },
  markLooks.late,
  { ...markLooks.absent, word: "After the register closed", icon: markLooks.late_after_close.icon },
];

/** By how many minutes people came after the start, split where a rule of the policy splits them. */
export function ArrivalsHistogram({ arrivals, onTimeGrace, registerClose }: ArrivalsHistogramProps) {
  const rules = { onTimeGrace, registerClose };
  const rows = arrivalBars(arrivals, rules);
  const { onTime, late, after } = sumOfArrivals(arrivals, rules);
  const bars = rows.map(
    ({ from, to, word, values }): Bar => ({
      key: String(from),
      label: word,
      tick: from % 10 === 0 || to === null ? (to === null ? `${from}+` : String(from)) : undefined,
      values,
    }),
  );
  return (
    <div className="flex flex-col">
      <div className="h-64">
        <StackedBars
          label={`Arrivals by minutes after the start: ${onTime} on time, ${late} late, ${after} after the register closed`}
          looks={looks}
          bars={bars}
        />
      </div>
      <p className="px-4 pb-3 text-sm text-muted">
        With {onTimeGrace} minutes of grace {share(onTime, onTime + late + after)} of{" "}
        {(onTime + late + after).toLocaleString("en-GB")} arrivals were on time;{" "}
        {late.toLocaleString("en-GB")} came up to minute {registerClose} and were late,{" "}
        {after.toLocaleString("en-GB")} later still. Minutes that have begun count whole.
      </p>
    </div>
  );
}

const share = (part: number, whole: number): string =>
  whole === 0 ? "none" : `${((100 * part) / whole).toFixed(1)} %`;
