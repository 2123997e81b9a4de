import type { WeekRate } from "../../../src/contract/http/students.ts";
import { Sparkline } from "../../ui/sparkline.tsx";

/** A rate week by week, small enough for a row. */
export function WeekSpark({ weeks }: { weeks: readonly WeekRate[] }) {
  const known = weeks.flatMap(({ percent }) => percent ?? []);
  if (known.length < 2) return null;
  const [first, last] = [known[0] ?? 0, known.at(-1) ?? 0];
  return (
    <Sparkline
      label={`Attendance of ${known.length} weeks, from ${first.toFixed(0)} to ${last.toFixed(0)} %`}
      values={weeks.map(({ percent }) => percent)}
    />
  );
}
