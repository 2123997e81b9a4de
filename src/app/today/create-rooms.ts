import type { MonitorView } from "../../contract/http/monitor.ts";
import type { RoomsView } from "../../contract/http/rooms.ts";
import type { SenderView } from "../../contract/http/senders.ts";
import type { TodayView } from "../../contract/http/today.ts";
import { type RoomsKnown, roomsOfDay } from "./rooms-of-day.ts";

/** Every room with what is on in it and how well it is watched. */
export interface Rooms {
  view(): Promise<RoomsView>;
}

export function createRooms(parts: {
  readonly today: () => Promise<TodayView>;
  /** Of the roster. */
  readonly rooms: () => Promise<RoomsKnown["rooms"]>;
  /** What rooms are called that no list shows any more. */
  readonly ended: () => Promise<readonly string[]>;
  readonly senders: () => Promise<readonly SenderView[]>;
  readonly silent: () => MonitorView["silent"];
}): Rooms {
  return {
    async view() {
      const today = await parts.today();
      const [rooms, ended, senders] = await Promise.all([parts.rooms(), parts.ended(), parts.senders()]);
      const known = { rooms, senders, sessions: today.sessions, silent: parts.silent() };
      return { seq: today.seq, today, rooms: roomsOfDay(known, Date.parse(today.now)), ended: [...ended] };
    },
  };
}
