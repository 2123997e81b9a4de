import { type Span, shapeOfArrivals } from "./shape-of-arrivals.ts";
import type { LiveCard } from "./use-today.ts";

interface ArrivalsShapeProps {
  readonly card: LiveCard;
  /** Epoch milliseconds: later is not drawn. */
  readonly now: number;
  /** What of the session's time is drawn, where it is not all of it. */
  readonly seen?: Span;
  readonly className?: string;
}

const width = 100;
const height = 100;

/**
 * Who was here when, as a share of those expected: a rising shape over the session's own time, or over what of it
 * is seen. A picture only; the figures stand beside it in words.
 */
export function ArrivalsShape({ card, now, seen, className = "" }: ArrivalsShapeProps) {
  const { from, to, points } = shapeOfArrivals(card, now, seen);
  if (points.length === 0) return null;
  const x = (at: number) => (width * (at - from)) / Math.max(1, to - from);
  const y = (share: number) => height * (1 - share);
  const line = points.map(({ at, share }) => `${x(at).toFixed(2)} ${y(share).toFixed(2)}`).join(" L ");
  const last = points.at(-1);
  return (
    <svg
      aria-hidden
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      className={`block size-full overflow-visible ${className}`}
    >
      <path
        d={`M ${x(points[0]?.at ?? from).toFixed(2)} ${height} L ${line} L ${x(last?.at ?? from).toFixed(2)} ${height} Z`}
        className="fill-good opacity-25"
      />
      <path
        d={`M ${line}`}
        fill="none"
        strokeWidth={1.5}
        vectorEffect="non-scaling-stroke"
        className="stroke-good"
      />
    </svg>
  );
}
