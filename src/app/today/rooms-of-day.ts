import type { MonitorView } from "../../contract/http/monitor.ts";
import type { RoomOfDay } from "../../contract/http/rooms.ts";
import type { SenderView } from "../../contract/http/senders.ts";
import type { SessionCard } from "../../contract/http/today.ts";
import { type SenderState, senderState } from "../../domain/attendance/sender-state.ts";

/** What the rooms of a day are made of. */
export interface RoomsKnown {
  /** By code. */
  readonly rooms: readonly RoomOfDay["room"][];
  readonly sessions: readonly Pick<SessionCard, "state" | "rooms" | "readers">[];
  readonly senders: readonly SenderView[];
  readonly silent: MonitorView["silent"];
}

/**
 * The rooms of a day with their readers.
 *
 * @param now epoch milliseconds
 */
export function roomsOfDay({ rooms, sessions, senders, silent }: RoomsKnown, now: number): RoomOfDay[] {
  const byName = new Map(senders.map((sender) => [sender.name, sender]));
  const watching = new Map<string, Set<string>>();
  const watches = (room: string, reader: string): void => {
    const readers = watching.get(room);
    if (readers) readers.add(reader);
    else watching.set(room, new Set([reader]));
  };
  for (const { state, readers } of sessions) {
    if (state !== "cancelled") for (const { room, reader } of readers) watches(room, reader);
  }
  for (const { room, reader } of silent) watches(room, reader);
  for (const { room, name, heartbeatAt, state } of senders) {
    if (room !== null && (heartbeatAt !== null || state !== null)) watches(room, name);
  }
  const stateOf = (reader: string): SenderState | null => {
    const sender = byName.get(reader);
    return sender === undefined ? null : senderState(sender, now);
  };
  // One of whom nobody expects to hear is told as that beside its name, and asks for nobody.
  const asks = (reader: string): boolean =>
    !["expected", "disabled", "retired"].includes(stateOf(reader) ?? "");
  return rooms.map((room) => ({
    room,
    readers: [...(watching.get(room.code) ?? [])].sort().map((reader) => ({
      reader,
      name: byName.get(reader)?.title ?? reader,
      state: stateOf(reader),
    })),
    silentSince:
      silent
        .filter((one) => one.room === room.code && asks(one.reader))
        .map(({ since }) => since)
        .sort()[0] ?? null,
  }));
}
