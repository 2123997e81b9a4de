import type { SessionCard } from "../../../src/contract/http/today.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";

interface ReaderTimelineProps {
  /** Sessions of the room, of one day. */
  readonly sessions: readonly SessionCard[];
  readonly room: string;
  readonly timeZone: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

const height = 40;

/** The day of a room as a line: its sessions, and where within them a reader was blind. */
export function ReaderTimeline({ sessions, room, timeZone, now }: ReaderTimelineProps) {
  const first = Math.min(now, ...sessions.map(({ opens }) => Date.parse(opens)));
  const last = Math.max(now, ...sessions.map(({ closes }) => Date.parse(closes)));
  const whole = Math.max(last - first, 1);
  const at = (instant: number): number => (1000 * (instant - first)) / whole;
  const spells = sessions.flatMap(({ blind }) => blind.filter((one) => one.room === room));
  const { minute } = clockfaceOf(timeZone);
  return (
    <figure className="px-4 py-3">
      <svg
        role="img"
        aria-label={`${sessions.length} sessions; ${spells.length === 0 ? "no reader was blind" : `a reader was blind ${spells.length} times`}`}
        viewBox={`0 0 1000 ${height}`}
        preserveAspectRatio="none"
        className="h-10 w-full"
      >
        {sessions.map(({ id, start, end }) => (
          <rect
            key={id}
            x={at(Date.parse(start))}
            width={Math.max(at(Date.parse(end)) - at(Date.parse(start)), 2)}
            y={4}
            height={height - 8}
            className="fill-good opacity-30"
          />
        ))}
        {spells.map(({ reader, from, to }) => (
          <rect
            key={`${reader} ${from}`}
            x={at(Math.max(Date.parse(from), first))}
            width={Math.max(
              at(to === null ? now : Date.parse(to)) - at(Math.max(Date.parse(from), first)),
              2,
            )}
            y={0}
            height={height}
            className="fill-late"
          />
        ))}
        <line
          x1={at(now)}
          x2={at(now)}
          y1={0}
          y2={height}
          vectorEffect="non-scaling-stroke"
          className="stroke-accent"
        />
      </svg>
      <figcaption className="mt-1 flex flex-wrap justify-between gap-x-4 text-xs text-muted">
        <span>{minute(new Date(first).toISOString())}</span>
        <span>
          {spells.length === 0
            ? "No reader of this room was blind in a session today."
            : spells
                .map(
                  ({ reader, from, to }) =>
                    `${reader} blind from ${minute(from)} ${to === null ? "on" : `to ${minute(to)}`}`,
                )
                .join("; ")}
        </span>
        <span>{minute(new Date(last).toISOString())}</span>
      </figcaption>
    </figure>
  );
}
