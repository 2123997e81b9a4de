import { useMemo } from "react";
import type { TodayView } from "../../../src/contract/http/today.ts";
import { ChartPanel } from "../../ui/chart-panel.tsx";
import { niceTicks } from "../../ui/nice-ticks.ts";
import { arrivalsOfDay, arrivalsTable, type DaySlot, slotOf, writeSlot } from "./arrivals-of-day.ts";
import type { LiveCard } from "./use-today.ts";

interface ArrivalsPanelProps {
  readonly cards: readonly LiveCard[];
  readonly arrivals: TodayView["arrivals"];
  readonly day: string;
  readonly timeZone: string;
  /** The server's clock in epoch milliseconds: arrivals are drawn up to it. */
  readonly now: number;
  readonly className?: string;
}

/** Seats taken against seats expected, summed up over the day: who is expected in two sessions has two. */
export function ArrivalsPanel({ cards, arrivals, day, timeZone, now, className = "" }: ArrivalsPanelProps) {
  const slots = useMemo(() => arrivalsOfDay(cards, arrivals, timeZone), [cards, arrivals, timeZone]);
  return (
    <ChartPanel
      title="Arrivals"
      note="seats, by quarter hour"
      table={arrivalsTable(slots)}
      fileName={`arrivals-${day}`}
      className={className}
    >
      <ArrivalsPicture slots={slots} until={slotOf(now, timeZone) + 1} />
    </ChartPanel>
  );
}

const height = 100;
const number = new Intl.NumberFormat("en-GB");
const writeSeats = (seats: number): string => `${number.format(seats)} ${seats === 1 ? "seat" : "seats"}`;

/** @param until the slot after now */
function ArrivalsPicture({ slots, until }: { readonly slots: readonly DaySlot[]; readonly until: number }) {
  const arrived = cumulate(slots, ({ arrived: n }) => n);
  const expected = cumulate(slots, ({ expected: n }) => n);
  const last = { arrived: arrived.at(-1)?.sum ?? 0, expected: expected.at(-1)?.sum ?? 0 };
  const first = Math.max(0, (slots[0]?.slot ?? 32) - 1);
  const end = Math.min(96, Math.max((slots.at(-1)?.slot ?? 64) + 2, until, first + 8));
  const ticks = niceTicks(Math.max(1, last.arrived, last.expected));
  const top = ticks.at(-1) ?? 1;
  const steps = (points: readonly Point[], reach: number): string => {
    const drawn = points.flatMap(({ slot, sum }, index) => {
      const y = height * (1 - sum / top);
      const before = height * (1 - (points[index - 1]?.sum ?? 0) / top);
      return [`${slot - first} ${before}`, `${slot - first} ${y}`];
    });
    const y = height * (1 - (points.at(-1)?.sum ?? 0) / top);
    return [`0 ${height}`, ...drawn, `${reach - first} ${y}`].join(" L ");
  };
  const arrivedUntil = Math.max(first, until, arrived.at(-1)?.slot ?? first);
  return (
    <div className="flex h-56 flex-col gap-2 p-4 desk:h-full desk:min-h-40">
      <p className="flex flex-wrap gap-x-4 text-xs">
        <span className="inline-flex items-center gap-1.5">
          <span aria-hidden className="h-2.5 w-4 rounded-full bg-good" /> {writeSeats(last.arrived)} taken
        </span>
        <span className="inline-flex items-center gap-1.5">
          <span aria-hidden className="w-4 border-t-2 border-dashed border-ink" /> {writeSeats(last.expected)}{" "}
          expected by the end of the day
        </span>
      </p>
      <div className="grid min-h-0 flex-1 grid-cols-[auto_minmax(0,1fr)] grid-rows-[minmax(0,1fr)_auto] gap-x-2">
        <div aria-hidden className="flex flex-col-reverse justify-between text-right text-2xs text-muted">
          {ticks.map((tick) => (
            <span key={tick} className="h-0 leading-none">
              <span className="relative -top-1.5">{number.format(tick)}</span>
            </span>
          ))}
        </div>
        <svg
          role="img"
          aria-label={`${last.arrived} seats taken of ${last.expected} expected over the day. The figures are in the table.`}
          viewBox={`0 0 ${end - first} ${height}`}
          preserveAspectRatio="none"
          className="size-full min-h-0 overflow-visible"
        >
          {ticks.map((tick) => (
            <line
              key={tick}
              x1={0}
              x2={end - first}
              y1={height * (1 - tick / top)}
              y2={height * (1 - tick / top)}
              vectorEffect="non-scaling-stroke"
              className="stroke-line"
            />
          ))}
          <path
            d={`M ${steps(arrived, arrivedUntil)} L ${arrivedUntil - first} ${height} Z`}
            className="fill-good opacity-25"
          />
          <path
            d={`M ${steps(arrived, arrivedUntil)}`}
            fill="none"
            strokeWidth={2}
            vectorEffect="non-scaling-stroke"
            className="stroke-good"
          />
          <path
            d={`M ${steps(expected, end)}`}
            fill="none"
            strokeWidth={1.5}
            strokeDasharray="4 3"
            vectorEffect="non-scaling-stroke"
            className="stroke-ink"
          />
        </svg>
        <div aria-hidden className="relative col-start-2 mt-1 h-4 text-2xs text-muted">
          {hoursBetween(first, end).map((slot) => (
            <span
              key={slot}
              className="absolute -translate-x-1/2 whitespace-nowrap"
              style={{ left: `${(100 * (slot - first)) / (end - first)}%` }}
            >
              {writeSlot(slot)}
            </span>
          ))}
        </div>
      </div>
    </div>
  );
}

interface Point {
  readonly slot: number;
  readonly sum: number;
}

function cumulate(slots: readonly DaySlot[], of: (slot: DaySlot) => number): Point[] {
  let sum = 0;
  return slots
    .filter((slot) => of(slot) > 0)
    .map((slot) => {
      sum += of(slot);
      return { slot: slot.slot, sum };
    });
}

/** Full hours to write below, at most about eight of them. */
function hoursBetween(first: number, end: number): number[] {
  const step = Math.max(1, Math.ceil((end - first) / 4 / 8)) * 4;
  const hours: number[] = [];
  for (let slot = Math.ceil(first / step) * step; slot < end; slot += step) hours.push(slot);
  return hours;
}
