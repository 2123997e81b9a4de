import { arrivalParts } from "../../../src/contract/http/today.ts";
import type { LiveCard } from "./use-today.ts";

interface ArrivalsShapeProps {
  readonly card: LiveCard;
  /** Epoch milliseconds: later is not drawn. */
  readonly now: number;
  readonly className?: string;
}

const width = 100;
const height = 100;

/**
 * Who was here when, as a share of those expected: a rising shape over the session's own time. A picture only; the
 * figures stand beside it in words.
 */
export function ArrivalsShape({ card, now, className = "" }: ArrivalsShapeProps) {
  const { from, to, points } = shapeOf(card, now);
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

interface Shape {
  readonly from: number;
  readonly to: number;
  readonly points: readonly { readonly at: number; readonly share: number }[];
}

/** The cumulated arrivals at the end of each part, those before the start at the start. */
function shapeOf(card: LiveCard, now: number): Shape {
  const [opens, from, to] = [card.opens, card.start, card.end].map((text) => Date.parse(text));
  if (
    opens === undefined ||
    from === undefined ||
    to === undefined ||
    now < opens ||
    card.stand.expected === 0
  ) {
    return { from: 0, to: 1, points: [] };
  }
  const until = Math.min(now, to);
  const points: { at: number; share: number }[] = [];
  let sum = 0;
  for (let part = 0; part < arrivalParts; part += 1) {
    const before = opens + ((to - opens) * part) / arrivalParts;
    if (before > until) break;
    if (before >= from && points.length === 0) points.push({ at: from, share: sum / card.stand.expected });
    sum += card.arrivals[part] ?? 0;
    const at = Math.min(until, opens + ((to - opens) * (part + 1)) / arrivalParts);
    if (at >= from) points.push({ at, share: sum / card.stand.expected });
  }
  return { from, to, points };
}
