import type { Tone } from "./looks.ts";
import { toneInk } from "./looks.ts";

interface SparklineProps {
  /** What is drawn, with its figures, for those who listen: "Attendance of 10 days, from 91 % to 84 %". */
  readonly label: string;
  /** Oldest first; null where there is nothing to count, which leaves a gap. */
  readonly values: readonly (number | null)[];
  /** Of the whole scale. Default: per cent. */
  readonly max?: number;
  readonly tone?: Tone;
}

const width = 96;
const height = 24;
const inset = 2.5;

/** The course of a figure, small enough for a row; its last value is a dot. */
export function Sparkline({ label, values, max = 100, tone = "quiet" }: SparklineProps) {
  const step = values.length < 2 ? 0 : (width - 2 * inset) / (values.length - 1);
  const points = values.map((value, index) =>
    value === null
      ? null
      : { x: inset + index * step, y: inset + (1 - value / Math.max(max, 1e-9)) * (height - 2 * inset) },
  );
  const path = points
    .map((point, index) =>
      point === null
        ? ""
        : `${index === 0 || points[index - 1] === null ? "M" : "L"}${point.x.toFixed(1)} ${point.y.toFixed(1)}`,
    )
    .join("");
  const last = points.findLast((point) => point !== null);
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${width} ${height}`}
      className={`h-6 w-24 shrink-0 ${toneInk[tone]}`}
    >
      <path d={path} fill="none" stroke="currentColor" strokeWidth={1.5} strokeLinejoin="round" />
      {last != null && <circle cx={last.x} cy={last.y} r={2.25} fill="currentColor" />}
    </svg>
  );
}
