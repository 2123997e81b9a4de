/** As much of a session as says with which others it hangs together. */
export interface LinkableSession {
  readonly id: string;
  /** A window that lasts all day links no sessions: what is seen in it bears on that session alone. */
  readonly standing: boolean;
  /** Epoch milliseconds, both inclusive. */
  readonly opens: number;
  readonly closes: number;
}

/**
 * The sessions whose windows hold a moment of [from, to], epoch milliseconds, and all that are linked to those because
 * one's window overlaps the next one's.
 *
 * @returns their ids, in the order given
 */
export function linkedSessions(sessions: readonly LinkableSession[], from: number, to: number): string[] {
  let time = { from, to };
  for (;;) {
    const linked = sessions.filter(({ opens, closes }) => opens <= time.to && closes >= time.from);
    const wider = linked.reduce(
      (all, { standing, opens, closes }) =>
        standing ? all : { from: Math.min(all.from, opens), to: Math.max(all.to, closes) },
      time,
    );
    if (wider.from === time.from && wider.to === time.to) return linked.map(({ id }) => id);
    time = wider;
  }
}
