import type { SenderView } from "../../../src/contract/http/senders.ts";
import type { SessionCard } from "../../../src/contract/http/today.ts";
import { senderState } from "../../../src/domain/attendance/sender-state.ts";

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
  const state = senderState(sender, now);
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

/** How many people a reader's silence costs: those of the running sessions that rely on it and were not seen. */
const costOfSilence = (reader: string, sessions: readonly SessionCard[], now: number): number =>
  sessions
    .filter(
      ({ start, end, state, readers }) =>
        state !== "cancelled" &&
        Date.parse(start) <= now &&
        now < Date.parse(end) &&
        readers.some((one) => one.reader === reader),
    )
    .reduce((sum, { stand }) => sum + stand.missing + stand.cannotBeKnown + stand.toCome, 0);
