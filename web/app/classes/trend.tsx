import type { ClassSummaryRow } from "../../../src/contract/http/dashboard.ts";
import { writePercent } from "../../../src/domain/attendance/shown-percent.ts";
import { Sparkline } from "../../ui/sparkline.tsx";

/** The course of attendance over the last days that had a session. */
export function Trend({ trend }: { trend: ClassSummaryRow["trend"] }) {
  if (trend.length < 2) return <span className="text-xs text-muted">First day</span>;
  return <Sparkline label={describeTrend(trend)} values={trend.map(({ percent }) => percent)} />;
}

/** "Attendance of 10 days, from 91.0 % to 84.5 %." */
export function describeTrend(trend: ClassSummaryRow["trend"]): string {
  const known = trend.flatMap(({ percent }) => (percent === null ? [] : [percent]));
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined)
    return `Attendance of ${trend.length} days: nothing to count.`;
  return `Attendance of ${trend.length} days, from ${writePercent(first)} to ${writePercent(last)}.`;
}
