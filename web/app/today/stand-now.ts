import type { MonitorView } from "../../../src/contract/http/monitor.ts";
import type { SessionCard } from "../../../src/contract/http/today.ts";
import { standOf } from "../../../src/domain/attendance/stand-of-session.ts";
import type { SessionWindow } from "../../../src/domain/timetable/session-window.ts";
import { stateByClock } from "../../../src/domain/timetable/state-by-clock.ts";

export type Silence = MonitorView["silent"][number];

/**
 * A card by the clock: its state, and how its seats stand, with what the readers that are silent now could not have seen.
 *
 * @param now the server's clock, epoch milliseconds
 */
export function standNow(
  card: SessionCard,
  silences: readonly Silence[],
  now: number,
): SessionCard & { readonly silent: readonly Silence[] } {
  const window = windowOfCard(card);
  const state = stateByClock(card.state, window, now);
  const silent =
    state === "open"
      ? silences.filter(({ reader, room }) =>
          card.readers.some((each) => each.reader === reader && each.room === room),
        )
      : [];
  const blind = [
    ...card.blind.map(({ from, to }) => ({
      from: Date.parse(from),
      to: to === null ? Number.POSITIVE_INFINITY : Date.parse(to),
    })),
    ...silent.map(({ since }) => ({ from: Date.parse(since), to: Number.POSITIVE_INFINITY })),
  ];
  const unknown = card.unknownBeside.map(({ from, to }) => ({ from: Date.parse(from), to: Date.parse(to) }));
  const stand = standOf(card, { state, window, blind, unknown }, card, now);
  return { ...card, state, stand, silent };
}

/** The instants at which the session turns, in epoch milliseconds. */
export function windowOfCard(card: SessionCard): SessionWindow {
  return {
    standing: card.kind === "standing",
    opens: Date.parse(card.opens),
    start: Date.parse(card.start),
    onTimeUntil: Date.parse(card.onTimeUntil),
    lateUntil: Date.parse(card.lateUntil),
    end: Date.parse(card.end),
    closes: Date.parse(card.closes),
  };
}
