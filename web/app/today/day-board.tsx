import { Link } from "@tanstack/react-router";
import { EyeOff, PenLine } from "lucide-react";
import { type CSSProperties, type KeyboardEvent, useMemo, useRef, useState } from "react";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { useDeviceName } from "../devices/use-device-name.ts";
import { waitsForSignature } from "../registers/where-it-stands.ts";
import { ArrivalsShape } from "./arrivals-shape.tsx";
import { describeCard } from "./describe-card.ts";
import { type Board, type BoardRoom, layBoard } from "./lay-board.ts";
import { nameOfCard } from "./name-of-card.ts";
import type { LiveCard } from "./use-today.ts";

interface DayBoardProps {
  readonly cards: readonly LiveCard[];
  readonly now: number;
  readonly timeZone: string;
}

/** Rooms by hours: each session a bar that fills as people arrive, hatched while its reader was blind, dashed while nothing is known of it; a line for now. */
export function DayBoard({ cards, now, timeZone }: DayBoardProps) {
  const board = useMemo(() => layBoard(cards, now, timeZone), [cards, now, timeZone]);
  const { minute } = clockfaceOf(timeZone);
  const keys = useBarKeys(board);
  return (
    <div className="flex min-w-[44rem] flex-col px-4 pb-3">
      <div
        aria-hidden
        className="sticky top-0 z-20 ml-28 h-7 border-b border-line bg-surface text-2xs text-muted"
      >
        {board.hours.map((hour) => (
          <span
            key={hour}
            className={`absolute bottom-1 whitespace-nowrap ${hour === board.from ? "" : hour === board.to ? "-translate-x-full" : "-translate-x-1/2"}`}
            style={{ left: `${shareOf(board, hour)}%` }}
          >
            {minute(new Date(hour).toISOString())}
          </span>
        ))}
      </div>
      <div className="relative">
        <div aria-hidden className="pointer-events-none absolute inset-y-0 right-0 left-28 z-10">
          <span className="absolute inset-y-0 w-px bg-accent" style={{ left: `${shareOf(board, now)}%` }} />
        </div>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: arrows lead from bar to bar, which are links */}
        <div onKeyDown={keys.onKeyDown}>
          <ul aria-label="Rooms">
            {board.rooms.map((room) => (
              <RoomRow
                key={room.room ?? ""}
                board={board}
                room={room}
                now={now}
                timeZone={timeZone}
                current={keys.current}
                onFocus={keys.onFocus}
              />
            ))}
          </ul>
        </div>
      </div>
    </div>
  );
}

interface RoomRowProps extends Required<Pick<DayBoardProps, "now" | "timeZone">> {
  readonly board: Board;
  readonly room: BoardRoom;
  readonly current: string;
  readonly onFocus: (key: string) => void;
}

function RoomRow({ board, room, now, timeZone, current, onFocus }: RoomRowProps) {
  return (
    <li className="flex border-b border-line last:border-b-0">
      <div className="flex w-28 shrink-0 items-center py-1 pr-2 text-sm font-medium break-words">
        {room.room === null ? (
          <span className="text-muted">No room</span>
        ) : (
          <Link to="/rooms/$code" params={{ code: room.room }} className="hover:underline">
            {room.room}
          </Link>
        )}
      </div>
      <ul
        aria-label={`Sessions in ${room.room ?? "no room"}`}
        className="relative my-1 min-w-0 flex-1"
        style={{ height: `${room.lines * 2.5}rem` }}
      >
        {room.bars.map(({ card, line }) => (
          <Bar
            key={card.id}
            barKey={`${room.room ?? ""} ${card.id}`}
            board={board}
            card={card}
            line={line}
            now={now}
            timeZone={timeZone}
            reachable={current === `${room.room ?? ""} ${card.id}`}
            onFocus={onFocus}
          />
        ))}
      </ul>
    </li>
  );
}

interface BarProps extends Omit<RoomRowProps, "room" | "current"> {
  readonly barKey: string;
  readonly card: LiveCard;
  readonly line: number;
  readonly reachable: boolean;
}

function Bar({ barKey, board, card, line, now, timeZone, reachable, onFocus }: BarProps) {
  const left = shareOf(board, Date.parse(card.start));
  const right = shareOf(board, Date.parse(card.end));
  const style: CSSProperties = {
    left: `${left}%`,
    width: `calc(${Math.max(right - left, 0.5)}% - 2px)`,
    top: `${line * 2.5}rem`,
  };
  const sentence = describeCard(card, timeZone, useDeviceName());
  const look = `absolute flex h-9 overflow-hidden rounded-control border text-xs ${groundOf(card)}`;
  const inside = <Inside card={card} now={now} board={board} />;
  return (
    <li style={style} className="absolute h-9">
      <Link
        to="/registers/$session"
        params={{ session: card.id }}
        aria-label={sentence}
        title={sentence}
        data-bar={barKey}
        tabIndex={reachable ? 0 : -1}
        onFocus={() => onFocus(barKey)}
        className={`${look} inset-0 hover:border-accent focus-visible:z-20`}
      >
        {inside}
      </Link>
    </li>
  );
}

interface InsideProps {
  readonly card: LiveCard;
  readonly now: number;
  readonly board: Pick<Board, "from" | "to">;
}

/** What is in a bar lies where the board has it: of a standing session only what is as late and as early as the board. */
function Inside({ card, now, board }: InsideProps) {
  const { stand } = card;
  const said = card.state === "scheduled" ? String(stand.expected) : `${stand.here}/${stand.expected}`;
  const start = Math.max(board.from, Date.parse(card.start));
  const end = Math.min(board.to, Date.parse(card.end));
  const blind = [
    ...card.blind.map(({ from, to }) => ({ from: Date.parse(from), to: to === null ? now : Date.parse(to) })),
    ...card.silent.map(({ since }) => ({ from: Date.parse(since), to: now })),
  ];
  const unknown = card.unknown
    .map(({ from, to }) => ({ from: Date.parse(from), to: to === null ? now : Date.parse(to) }))
    .filter(({ from, to }) => from < end && to > start);
  return (
    <span aria-hidden className="@container relative flex min-w-0 flex-1">
      <span className="absolute inset-0">
        <ArrivalsShape card={card} now={now} seen={{ from: start, to: end }} />
      </span>
      {unknown.map(({ from, to }) => (
        <span
          key={`unknown ${from} ${to}`}
          className="absolute inset-y-0.5 border border-line-strong border-dashed"
          style={{
            left: `${clampShare(start, end, from)}%`,
            width: `${clampShare(start, end, to) - clampShare(start, end, from)}%`,
          }}
        />
      ))}
      {blind.map(({ from, to }) => (
        <span
          key={`${from} ${to}`}
          className="hatched absolute inset-y-0"
          style={{
            left: `${clampShare(start, end, from)}%`,
            width: `${clampShare(start, end, to) - clampShare(start, end, from)}%`,
          }}
        />
      ))}
      <span className="over-shape relative flex min-w-0 flex-1 items-center gap-1.5 px-1">
        {card.silent.length > 0 && (
          <EyeOff className="hidden size-3.5 shrink-0 text-late @min-[3.5rem]:inline" strokeWidth={2.25} />
        )}
        {waitsForSignature(card, now) && (
          <PenLine className="hidden size-3.5 shrink-0 text-held @min-[4.5rem]:inline" strokeWidth={2.25} />
        )}
        <span
          className={`hidden min-w-0 truncate font-medium @min-[6.5rem]:inline ${card.state === "cancelled" ? "line-through" : ""}`}
        >
          {nameOfCard(card)}
        </span>
        <span className={`ml-auto shrink-0 tabular-nums ${roomFor(said)}`}>{said}</span>
      </span>
    </span>
  );
}

/** A number of which a part is cut off is another number: it is left out where the bar has no room for all of it. */
function roomFor(said: string): string {
  if (said.length <= 2) return "hidden @min-[1.5rem]:inline";
  if (said.length <= 3) return "hidden @min-[2rem]:inline";
  if (said.length <= 5) return "hidden @min-[2.875rem]:inline";
  return "hidden @min-[3.875rem]:inline";
}

/** A register that is over and that nobody signed; nobody signs for a standing day. */
function groundOf({ state, silent }: LiveCard): string {
  if (state === "cancelled") return "border-line border-dashed bg-surface text-muted";
  if (silent.length > 0) return "border-late bg-surface text-ink";
  if (state === "open") return "border-line-strong bg-surface text-ink";
  if (state === "scheduled") return "border-line bg-surface text-muted";
  return "border-line bg-sunken text-ink";
}

const shareOf = (board: Board, at: number): number => clampShare(board.from, board.to, at);
const clampShare = (from: number, to: number, at: number): number =>
  Math.min(100, Math.max(0, (100 * (at - from)) / Math.max(1, to - from)));

/** One stop for the whole board: arrows go along a room's bars and from room to room. */
function useBarKeys(board: Board) {
  const bars = board.rooms.map(({ room, bars: those }) =>
    those.map(({ card }) => `${room ?? ""} ${card.id}`),
  );
  const [chosen, setChosen] = useState<string | null>(null);
  const known = bars.flat();
  const current = chosen !== null && known.includes(chosen) ? chosen : (known[0] ?? "");
  const latest = useRef(bars);
  latest.current = bars;
  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    const step = steps[event.key];
    const at = event.target instanceof HTMLElement ? event.target.dataset.bar : undefined;
    if (step === undefined || at === undefined) return;
    const row = latest.current.findIndex((room) => room.includes(at));
    const place = latest.current[row]?.indexOf(at) ?? 0;
    const [down, along] = step;
    const target = latest.current[row + down];
    const next = down === 0 ? target?.[place + along] : target?.[Math.min(place, target.length - 1)];
    if (next === undefined) return;
    event.preventDefault();
    event.currentTarget.querySelector<HTMLElement>(`[data-bar="${CSS.escape(next)}"]`)?.focus();
  }
  return { current, onFocus: setChosen, onKeyDown };
}

const steps: Readonly<Record<string, readonly [down: number, along: number]>> = {
  ArrowRight: [0, 1],
  ArrowLeft: [0, -1],
  ArrowDown: [1, 0],
  ArrowUp: [-1, 0],
};
