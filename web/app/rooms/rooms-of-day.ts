import type { MonitorView } from "../../../src/contract/http/monitor.ts";
import type { SenderView } from "../../../src/contract/http/senders.ts";
import type { SessionCard } from "../../../src/contract/http/today.ts";
import { judgeSender, type SenderState } from "../devices/judge-sender.ts";
import { nameOfSender } from "../devices/name-of-sender.ts";

/** What is known of a room by the roster. */
export interface KnownRoom {
  readonly code: string;
  readonly title: string | null;
  readonly building: string | null;
  readonly capacity: number | null;
  readonly aliases: readonly string[];
}

/** A room on a day: what is on, what comes, and how its readers are. */
export interface RoomOfDay {
  readonly room: KnownRoom;
  /** On now, those of the timetable before standing ones. */
  readonly on: readonly SessionCard[];
  readonly next: SessionCard | null;
  /** How many sessions it has on the day. */
  readonly sessions: number;
  /** Readers that tell their health and watch it. */
  readonly readers: readonly {
    readonly reader: string;
    readonly name: string;
    readonly state: SenderState | "unknown";
  }[];
  /** Since when the first of them is silent that should not be, RFC 3339; null where none is. */
  readonly silentSince: string | null;
}

/**
 * The rooms of a day by code, each with its sessions. Those with a silent reader while something is on come first, then
 * those where something is on.
 *
 * @param now epoch milliseconds
 */
export function roomsOfDay(
  rooms: readonly KnownRoom[],
  sessions: readonly SessionCard[],
  { senders, silent }: { readonly senders: readonly SenderView[]; readonly silent: MonitorView["silent"] },
  now: number,
): RoomOfDay[] {
  const byName = new Map(senders.map((sender) => [sender.name, sender]));
  const stateOf = (reader: string): SenderState | "unknown" => {
    const sender = byName.get(reader);
    return sender === undefined ? "unknown" : judgeSender(sender, now);
  };
  return rooms
    .map((room): RoomOfDay => {
      const here = sessions.filter(
        (session) => session.state !== "cancelled" && session.rooms.includes(room.code),
      );
      const on = here
        .filter(({ start, end }) => Date.parse(start) <= now && now < Date.parse(end))
        .toSorted((a, b) => Number(a.kind === "standing") - Number(b.kind === "standing"));
      const silentHere = silent.filter((one) => one.room === room.code);
      const names = [
        ...new Set([
          ...here.flatMap(({ readers }) =>
            readers.filter((one) => one.room === room.code).map(({ reader }) => reader),
          ),
          ...silentHere.map(({ reader }) => reader),
          ...senders
            .filter((sender) => sender.room === room.code && tellsHealth(sender))
            .map(({ name }) => name),
        ]),
      ].sort();
      return {
        room,
        on,
        next: here.find(({ start }) => Date.parse(start) > now) ?? null,
        sessions: here.length,
        readers: names.map((reader) => {
          const sender = byName.get(reader);
          return {
            reader,
            name: sender === undefined ? reader : nameOfSender(sender),
            state: stateOf(reader),
          };
        }),
        // One of whom nobody expects to hear is told as that beside its name, and asks for nobody.
        silentSince:
          silentHere
            .filter(({ reader }) => !["expected", "retired"].includes(stateOf(reader)))
            .map(({ since }) => since)
            .sort()[0] ?? null,
      };
    })
    .sort((a, b) => rank(a) - rank(b) || a.room.code.localeCompare(b.room.code, "en-GB", { numeric: true }));
}

const tellsHealth = ({ heartbeatAt, state }: SenderView): boolean => heartbeatAt !== null || state !== null;

const rank = ({ on, silentSince }: RoomOfDay): number => {
  if (on.length === 0) return 2;
  return silentSince === null ? 1 : 0;
};

/** How many people a reader's silence costs: those of the running sessions that rely on it and were not seen. */
export const costOfSilence = (reader: string, sessions: readonly SessionCard[], now: number): number =>
  sessions
    .filter(
      ({ start, end, state, readers }) =>
        state !== "cancelled" &&
        Date.parse(start) <= now &&
        now < Date.parse(end) &&
        readers.some((one) => one.reader === reader),
    )
    .reduce((sum, { stand }) => sum + stand.missing + stand.cannotBeKnown + stand.toCome, 0);
