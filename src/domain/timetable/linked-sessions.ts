import type { SessionWindow } from "./session-window.ts";

/** As much of a session's window as says what it hangs together with; epoch milliseconds. */
export type LinkableWindow = Pick<SessionWindow, "standing" | "opens" | "closes">;

/** A session with its window, as far as that says what it hangs together with. */
export interface LinkableSession extends LinkableWindow {
  readonly id: string;
}

/**
 * The sessions that can bear on what happened in [from, to]: those whose windows hold a moment of it, and all that are
 * linked to those by overlapping.
 *
 * A day-long window never links: a standing session neither clashes nor shares scans with another one, so it is among
 * them where it holds a moment of the time asked for, and leads to no other.
 *
 * @param from epoch milliseconds; the bound is inclusive, as `to` is
 * @returns their ids, in the order given
 */
export function linkedSessions(sessions: readonly LinkableSession[], from: number, to: number): string[] {
  const time = linkedTime(sessions, from, to);
  return sessions.flatMap(({ id, standing, opens, closes }) => {
    const linked = standing ? opens <= to && closes > from : opens <= time.to && closes >= time.from;
    return linked ? [id] : [];
  });
}

/** From the first opening to the last close of what is linked to [from, to] by overlapping windows, the span included. */
export function linkedTime(
  windows: Iterable<LinkableWindow>,
  from: number,
  to: number,
): { readonly from: number; readonly to: number } {
  const linking = [...windows].filter(({ standing }) => !standing);
  let time = { from, to };
  for (;;) {
    const wider = linking.reduce(
      (all, { opens, closes }) =>
        opens <= all.to && closes >= all.from
          ? { from: Math.min(all.from, opens), to: Math.max(all.to, closes) }
          : all,
      time,
    );
    if (wider.from === time.from && wider.to === time.to) return time;
    time = wider;
  }
}
