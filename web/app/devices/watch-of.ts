import type { SenderView } from "../../../src/contract/http/senders.ts";
import type { SessionCard } from "../../../src/contract/http/today.ts";
import { costOfSilence } from "../rooms/rooms-of-day.ts";
import { judgeSender } from "./judge-sender.ts";

/** What relies on a device now. */
export interface Watch {
  /** Codes of the rooms that it watches now, or watched in a session of today. */
  readonly rooms: readonly string[];
  /** The session that is on in one of them. */
  readonly session: SessionCard | null;
  /** How many people nobody sees while it is silent; 0 while it is heard. */
  readonly cost: number;
}

/** @param now epoch milliseconds of the server's clock */
export function watchOf(sender: SenderView, sessions: readonly SessionCard[], now: number): Watch {
  const watched = sessions.filter(({ readers }) => readers.some(({ reader }) => reader === sender.name));
  const state = judgeSender(sender, now);
  return {
    rooms: [
      ...new Set([
        ...watched.flatMap(({ readers }) =>
          readers.filter(({ reader }) => reader === sender.name).map(({ room }) => room),
        ),
        ...(sender.room === null ? [] : [sender.room]),
      ]),
    ].sort(),
    session:
      watched.find(
        ({ start, end, state: of }) =>
          of !== "cancelled" && Date.parse(start) <= now && now < Date.parse(end),
      ) ?? null,
    cost: state === "heard" || state === "quiet" ? 0 : costOfSilence(sender.name, sessions, now),
  };
}
