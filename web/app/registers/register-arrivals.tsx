import type { RegisterView } from "../../../src/contract/http/sessions.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { arrivalsOfSession } from "./arrivals-of-session.ts";

interface RegisterArrivalsProps {
  readonly register: RegisterView;
  /** The server's clock in epoch milliseconds: the curve goes so far. */
  readonly now: number;
}

const width = 1000;
const height = 100;

/** Who had come by when, against everybody who is expected, with the bounds that decide about being late. */
export function RegisterArrivals({ register, now }: RegisterArrivalsProps) {
  const arrivals = arrivalsOfSession(register);
  if (arrivals === null) return null;
  const { from, to, expected, at, bounds } = arrivals;
  const { minute } = clockfaceOf(register.session.timeZone);
  const time = (ms: number) => minute(new Date(ms).toISOString());
  const x = (ms: number) => (width * (Math.min(Math.max(ms, from), to) - from)) / Math.max(1, to - from);
  const y = (people: number) => height * (1 - people / Math.max(1, expected, at.length));
  const steps = at.map((ms, before) => `H ${x(ms).toFixed(1)} V ${y(before + 1).toFixed(2)}`).join(" ");
  const curve = `M 0 ${height} ${steps} H ${x(now).toFixed(1)}`;
  const half = at[Math.ceil(at.length / 2) - 1] ?? from;
  const drawn = bounds.filter(({ at: bound }) => bound > from && bound < to);
  return (
    <figure className="border-b border-line px-4 pt-3 pb-2 print:hidden">
      <figcaption className="flex flex-wrap justify-between gap-x-4 text-xs text-muted">
        <span>Arrivals</span>
        <span>
          {at.length} of {expected} came, the first at {time(at[0] ?? from)}
          {at.length > 1 && `, half of them by ${time(half)}`}
        </span>
      </figcaption>
      <div className="relative mt-1 h-16">
        <svg
          aria-hidden
          viewBox={`0 0 ${width} ${height}`}
          preserveAspectRatio="none"
          className="absolute inset-0 size-full overflow-visible"
        >
          <line
            x1={0}
            x2={width}
            y1={y(expected)}
            y2={y(expected)}
            strokeDasharray="4 3"
            vectorEffect="non-scaling-stroke"
            className="stroke-line-strong"
          />
          {drawn.map(({ at: bound, word }) => (
            <line
              key={word}
              x1={x(bound)}
              x2={x(bound)}
              y1={0}
              y2={height}
              vectorEffect="non-scaling-stroke"
              className="stroke-line-strong"
            />
          ))}
          <path d={`${curve} V ${height} Z`} className="fill-good opacity-25" />
          <path
            d={curve}
            fill="none"
            strokeWidth={1.5}
            vectorEffect="non-scaling-stroke"
            className="stroke-good"
          />
        </svg>
      </div>
      {/* Bounds lie minutes apart in a picture of hours: their words stand in a row, never on one another. */}
      <p aria-hidden className="flex justify-between gap-x-3 pt-0.5 text-2xs text-muted">
        <span>{time(from)}</span>
        <span className="text-center">
          {drawn.map(({ at: bound, word }) => `${word} ${time(bound)}`).join(" · ")}
        </span>
        <span>{time(to)}</span>
      </p>
    </figure>
  );
}
