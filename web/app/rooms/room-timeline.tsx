import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { decisionsView } from "../../../src/contract/http/scans.ts";
import { senderDetail } from "../../../src/contract/http/senders.ts";
import type { TodayView } from "../../../src/contract/http/today.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { Panel } from "../../ui/panel.tsx";
import { read } from "../api/call-api.ts";
import { type DayPart, partsOfDay } from "../devices/silences-of.ts";
import { writeAgo } from "../devices/write-ago.ts";
import { useLiveQuery } from "../live/use-live-query.ts";
import type { RoomNow } from "./arrange-rooms.ts";
import { hoursOf } from "./hours-of.ts";

interface RoomTimelineProps {
  readonly of: RoomNow;
  readonly today: TodayView;
  /** Epoch milliseconds. */
  readonly now: number;
}

const everyMs = 10_000;
const height = 28;
const number = new Intl.NumberFormat("en-GB");

/** A day of a room from midnight to midnight: its sessions, the scans of each hour, and how its readers were. */
export function RoomTimeline({ of, today, now }: RoomTimelineProps) {
  const { room, readers } = of;
  const start = Date.parse(today.from);
  const whole = Date.parse(today.to) - start;
  const share = (at: number): number => Math.min(1, Math.max(0, (at - start) / whole));
  const sessions = today.sessions.filter(
    ({ rooms, state }) => rooms.includes(room.code) && state !== "cancelled",
  );
  // One that stands here all day lies behind those of the timetable.
  const standing = sessions.filter(({ kind }) => kind === "standing");
  const planned = sessions.filter(({ kind }) => kind === "timetabled");
  const names = [room.code, ...room.aliases];
  const scans = useLiveQuery(
    ["scans by hour", ...names],
    async (signal) =>
      hoursOf(
        await Promise.all(
          names.map((location) =>
            read(decisionsView, `decisions?${new URLSearchParams({ location })}`, signal),
          ),
        ),
      ),
    everyMs,
  );
  const hours = scans.data ?? [];
  const total = hours.reduce((sum, each) => sum + each.scans, 0);
  const busiest = Math.max(1, ...hours.map((each) => each.scans));
  const { minute } = clockfaceOf(today.timeZone);
  const line = <Now at={share(now)} />;
  return (
    <Panel title="Today" note="from midnight to midnight" className="shrink-0">
      <div className="flex flex-col gap-2 px-4 py-3">
        <Row
          word="Sessions"
          note={
            [
              ...(standing.length === 0 ? [] : [`${standing.length} all day`]),
              ...(planned.length === 0 ? [] : [`${planned.length} of the timetable`]),
            ].join(", ") || "none"
          }
        >
          {standing.map((session) => (
            <rect
              key={session.id}
              x={0}
              width={1000}
              y={8}
              height={height - 16}
              className="fill-accent opacity-20"
            >
              <title>{`${session.title || session.classes.join(", ")}, all day`}</title>
            </rect>
          ))}
          {planned.map((session) => (
            <rect
              key={session.id}
              x={share(Date.parse(session.start)) * 1000}
              width={Math.max(
                2,
                (share(Date.parse(session.end)) - share(Date.parse(session.start))) * 1000 - 1,
              )}
              y={2}
              height={height - 4}
              className="fill-accent opacity-40"
            >
              <title>
                {`${session.title || session.classes.join(", ")}, ${minute(session.start)} to ${minute(session.end)}`}
              </title>
            </rect>
          ))}
          {line}
        </Row>
        <Row
          word="Scans"
          note={
            scans.data !== undefined
              ? `${number.format(total)} ${total === 1 ? "scan" : "scans"}`
              : scans.error === null
                ? "being read"
                : "could not be read"
          }
        >
          {hours.map((each) => (
            <rect
              key={each.hour}
              x={(each.hour * 1000) / 24 + 6}
              width={1000 / 24 - 12}
              y={height - Math.max(2, (each.scans * (height - 4)) / busiest)}
              height={Math.max(2, (each.scans * (height - 4)) / busiest)}
              className="fill-ink opacity-60"
            />
          ))}
          {line}
        </Row>
        {readers.map(({ reader, name }) => (
          <ReaderRow key={reader} reader={reader} name={name} today={today} line={line} />
        ))}
        <p
          aria-hidden
          className="grid grid-cols-[7rem_minmax(0,1fr)] gap-x-3 text-2xs text-muted sm:grid-cols-[11rem_minmax(0,1fr)_9rem]"
        >
          <span className="col-start-2 flex justify-between">
            <span>00</span>
            <span>06</span>
            <span>12</span>
            <span>18</span>
            <span>24</span>
          </span>
        </p>
      </div>
      {sessions.length > 0 && (
        <ul className="flex flex-wrap gap-x-4 gap-y-1 border-t border-line px-4 py-2 text-xs">
          {sessions.map((session) => (
            <li key={session.id}>
              <Link
                to="/registers/$session"
                params={{ session: session.id }}
                className="hover:underline max-sm:inline-block max-sm:py-1"
              >
                <span className="text-muted">
                  {session.kind === "standing" ? "all day" : minute(session.start)}
                </span>{" "}
                {session.title || session.classes.join(", ")}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

const fills = {
  heard: "fill-good opacity-40",
  silent: "fill-late",
  unknown: "fill-line",
} as const;

interface ReaderRowProps {
  readonly reader: string;
  readonly name: string;
  readonly today: TodayView;
  readonly line: ReactNode;
}

function ReaderRow({ reader, name, today, line }: ReaderRowProps) {
  const { data } = useLiveQuery(
    ["sender", reader],
    (signal) => read(senderDetail, `senders/${encodeURIComponent(reader)}`, signal),
    everyMs,
  );
  const parts = data?.health == null ? [] : partsOfDay(data.health, today);
  const whole = Date.parse(today.to) - Date.parse(today.from);
  const silentMs = parts
    .filter(({ state }) => state === "silent")
    .reduce((sum, part) => sum + (part.to - part.from) * whole, 0);
  return (
    <Row
      word={
        <Link to="/devices/$name" params={{ name: reader }} className="break-words hover:underline">
          {name}
        </Link>
      }
      note={
        data === undefined ? (
          ""
        ) : silentMs >= 60_000 ? (
          <span className="font-medium text-late">silent {writeAgo(silentMs)}</span>
        ) : (
          writeKnown(parts, today)
        )
      }
    >
      {parts.map((part) => (
        <rect
          key={part.from}
          x={part.from * 1000}
          width={Math.max(1, (part.to - part.from) * 1000)}
          y={0}
          height={height}
          className={fills[part.state]}
        />
      ))}
      {line}
    </Row>
  );
}

/** From when on its health is known: before that there is no silence, and nothing else either. */
function writeKnown(parts: readonly DayPart[], today: TodayView): string {
  const [first] = parts;
  if (first?.state !== "unknown") return "no silence";
  const start = Date.parse(today.from);
  const known = start + first.to * (Date.parse(today.to) - start);
  return parts.length === 1
    ? "not known"
    : `known from ${clockfaceOf(today.timeZone).minute(new Date(known).toISOString())} on`;
}

function Now({ at }: { at: number }) {
  return (
    <line
      x1={at * 1000}
      x2={at * 1000}
      y1={0}
      y2={height}
      vectorEffect="non-scaling-stroke"
      className="stroke-accent"
    />
  );
}

function Row({ word, note, children }: { word: ReactNode; note: ReactNode; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[7rem_minmax(0,1fr)] items-center gap-x-3 text-xs sm:grid-cols-[11rem_minmax(0,1fr)_9rem]">
      <span className="min-w-0 text-muted">{word}</span>
      <svg
        aria-hidden
        viewBox={`0 0 1000 ${height}`}
        preserveAspectRatio="none"
        className="h-7 w-full rounded-control bg-sunken"
      >
        {children}
      </svg>
      <span className="text-muted max-sm:col-start-2">{note}</span>
    </div>
  );
}
