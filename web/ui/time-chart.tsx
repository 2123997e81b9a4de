import { lazy, Suspense } from "react";
import type { Tone } from "./looks.ts";
import { Skeleton } from "./skeleton.tsx";

export interface TimeSeries {
  readonly name: string;
  readonly tone: Tone;
  /** One for each time; null where there is nothing, which leaves a gap. */
  readonly values: readonly (number | null)[];
}

export interface TimeChartProps {
  /** For those who listen, with the gist of it; the figures themselves are in the panel's table. */
  readonly label: string;
  /** Epoch seconds, rising. */
  readonly times: readonly number[];
  readonly series: readonly TimeSeries[];
  /** IANA name: the times of the axis are the institution's. */
  readonly timeZone: string;
  /** Days, where the times are those of whole days; default: clock times. */
  readonly by?: "day" | "time";
  /** Fixed ends of the scale, such as 0 and 100 for per cent; default: from 0 to the largest value. */
  readonly range?: readonly [number, number];
  /** Behind each figure: " %". */
  readonly unit?: string;
}

// Drawing comes with a library of its own, which pages without a course of time do not load.
const TimePicture = lazy(() => import("./time-picture.tsx"));

/** The course of figures over time, as lines. Place it in a `ChartPanel`, which gives the table and the file. */
export function TimeChart(props: TimeChartProps) {
  return (
    <div className="h-full min-h-56 p-4">
      <Suspense fallback={<Skeleton className="h-full min-h-48 w-full" />}>
        <TimePicture {...props} />
      </Suspense>
    </div>
  );
}
