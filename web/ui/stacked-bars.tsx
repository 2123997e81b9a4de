import { useState } from "react";
import { Legend } from "./legend.tsx";
import { type Look, toneFill } from "./looks.ts";
import { niceTicks } from "./nice-ticks.ts";

export interface Bar {
  readonly key: string;
  /** As it is read out: "09:15 to 09:30". */
  readonly label: string;
  /** Below the axis; left out for most bars. */
  readonly tick?: string | undefined;
  /** One for each of the looks. */
  readonly values: readonly number[];
}

interface StackedBarsProps {
  /** For those who listen, with the sum of it: the figures themselves are in the panel's table. */
  readonly label: string;
  readonly looks: readonly Look[];
  readonly bars: readonly Bar[];
  readonly onPick?: (bar: Bar) => void;
}

const height = 100;
const number = new Intl.NumberFormat("en-GB");

/** Counts over an even scale, split by what happened. Pointing at a bar reads it out in the line above. */
export function StackedBars({ label, looks, bars, onPick }: StackedBarsProps) {
  const [pointed, setPointed] = useState<string | null>(null);
  const sums = bars.map(({ values }) => values.reduce((sum, value) => sum + value, 0));
  const ticks = niceTicks(Math.max(1, ...sums));
  const top = ticks.at(-1) ?? 1;
  const read = bars.find(({ key }) => key === pointed);
  return (
    <div className="flex h-64 flex-col gap-2 p-4 desk:h-full desk:min-h-48">
      <div className="flex min-h-5 flex-wrap items-baseline justify-between gap-x-4 text-xs">
        <Legend looks={looks} />
        <span aria-hidden className="font-medium">
          {read && writeBar(read, looks)}
        </span>
      </div>
      <div className="grid min-h-0 flex-1 grid-cols-[auto_minmax(0,1fr)] grid-rows-[minmax(0,1fr)_auto] gap-x-2">
        <div aria-hidden className="flex flex-col-reverse justify-between text-right text-2xs text-muted">
          {ticks.map((tick) => (
            <span key={tick} className="h-0 leading-none">
              <span className="relative -top-1.5">{number.format(tick)}</span>
            </span>
          ))}
        </div>
        {/* Out of the flow: the few bars of a wide panel would make it as tall as their shape asks. */}
        <div className="relative min-h-0">
          <svg
            role="img"
            aria-label={label}
            viewBox={`0 0 ${Math.max(bars.length, 1)} ${height}`}
            preserveAspectRatio="none"
            className="absolute inset-0 size-full overflow-visible"
            onPointerLeave={() => setPointed(null)}
          >
            {ticks.map((tick) => (
              <line
                key={tick}
                x1={0}
                x2={bars.length}
                y1={height * (1 - tick / top)}
                y2={height * (1 - tick / top)}
                vectorEffect="non-scaling-stroke"
                className="stroke-line"
              />
            ))}
            {bars.map((bar, index) => (
              // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut for the pointer; the table has the links
              <g
                key={bar.key}
                onPointerEnter={() => setPointed(bar.key)}
                onClick={onPick && (() => onPick(bar))}
                className={onPick && "cursor-pointer"}
              >
                <rect
                  x={index}
                  y={0}
                  width={1}
                  height={height}
                  className={pointed === bar.key ? "fill-sunken" : "fill-transparent"}
                />
                {stack(bar.values).map(({ from, to }, part) => (
                  <rect
                    key={looks[part]?.word}
                    x={index + 0.12}
                    width={0.76}
                    y={height * (1 - to / top)}
                    height={(height * (to - from)) / top}
                    className={toneFill[looks[part]?.tone ?? "quiet"]}
                  />
                ))}
              </g>
            ))}
          </svg>
        </div>
        <div aria-hidden className="relative col-start-2 mt-1 h-4 text-2xs text-muted">
          {bars.map(
            (bar, index) =>
              bar.tick !== undefined && (
                <span
                  key={bar.key}
                  className="absolute -translate-x-1/2 whitespace-nowrap first:translate-x-0"
                  style={{ left: `${(100 * index) / bars.length}%` }}
                >
                  {bar.tick}
                </span>
              ),
          )}
        </div>
      </div>
    </div>
  );
}

function stack(values: readonly number[]): { from: number; to: number }[] {
  let below = 0;
  return values.map((value) => {
    const from = below;
    below += value;
    return { from, to: below };
  });
}

function writeBar({ label, values }: Bar, looks: readonly Look[]): string {
  const parts = looks.flatMap(({ word }, index) =>
    (values[index] ?? 0) > 0 ? [`${number.format(values[index] ?? 0)} ${word.toLowerCase()}`] : [],
  );
  return `${label}: ${parts.length === 0 ? "none" : parts.join(", ")}`;
}
