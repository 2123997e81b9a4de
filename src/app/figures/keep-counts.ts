import type { Temporal } from "temporal-polyfill";
import type { Span } from "../../domain/timetable/standing-session.ts";
import type { FigureWindow } from "./choose-window.ts";
import { spanOfWindow } from "./choose-window.ts";
import type { FiguresStore, SessionsAlike } from "./figures-store.ts";
import type { SettledSessions } from "./settled-sessions.ts";
import { type Counted, keyOfAlike } from "./value-sessions.ts";

/** Over which days sessions are counted, and as of when. */
export interface CountFrame {
  readonly window: Pick<FigureWindow, "from" | "to">;
  /** true to tell sessions apart by planned and attended time. */
  readonly minutes: boolean;
  readonly now: Temporal.Instant;
  /** The local day of `now`. */
  readonly today: string;
}

/** Everybody's sessions, apart by whether time itself still changes what they count. */
export interface CountsApart {
  /** Those of today, and those before that no clock has closed yet. By store id; another array when it is others. */
  readonly open: readonly string[];
  /**
   * All others of the window by what is alike, by the student's store id. What is alike is one object for all, and a
   * student of whom something changed has another array.
   */
  readonly settled: ReadonlyMap<string, readonly Counted[]>;
}

/** Everybody's counts over one window, for figures of many. */
export interface KeptCounts {
  read(frame: CountFrame): Promise<CountsApart>;
  /** Who is enrolled where changed at large: everything is counted anew. */
  forget(): void;
}

/** Students beyond whom it is quicker to count everybody anew. */
const mostChanged = 5_000;

interface Held {
  readonly key: string;
  open: readonly string[];
  readonly settled: Map<string, readonly Counted[]>;
  readonly kinds: Map<string, SessionsAlike>;
  /** Every change up to here is in the counts. */
  upTo: number;
}

/**
 * Sessions that are over, or begin tomorrow or later, are counted once for everybody, and from then on for those alone
 * about whom something changed. Only those of today, which change by themselves, are left to be counted when a figure is
 * asked for.
 */
export function keepCounts(parts: {
  readonly figures: Pick<FiguresStore, "countAlike">;
  readonly sessions: SettledSessions;
  readonly timeZone: string;
}): KeptCounts {
  const { figures, sessions, timeZone } = parts;
  let held: Held | null = null;
  let turn: Promise<unknown> = Promise.resolve();

  const dayOfFrame = ({ today }: CountFrame): Span => spanOfWindow({ from: today, to: today }, timeZone);

  async function everybody(key: string, frame: CountFrame): Promise<Held> {
    const span = spanOfWindow(frame.window, timeZone);
    const { open, seq } = await sessions.openIn(span, dayOfFrame(frame));
    const kept: Held = { key, open, settled: new Map(), kinds: new Map(), upTo: seq };
    await count(kept, frame, null);
    return kept;
  }

  /** @param students null for everybody */
  async function count(kept: Held, frame: CountFrame, students: readonly string[] | null): Promise<void> {
    const counted = await figures.countAlike(
      students === null ? { kind: "institution" } : { kind: "students", students },
      { span: spanOfWindow(frame.window, timeZone), now: frame.now, sessions: { without: kept.open } },
      frame.minutes,
    );
    for (const person of students ?? kept.settled.keys()) kept.settled.delete(person);
    const own = new Map<string, Counted[]>();
    for (const { person, alike, sessions: n } of counted) {
      const each = { alike: kindOf(kept, alike), sessions: n };
      const others = own.get(person);
      if (others) others.push(each);
      else own.set(person, [each]);
    }
    for (const [person, of] of own) kept.settled.set(person, of);
  }

  function kindOf({ kinds }: Held, alike: SessionsAlike): SessionsAlike {
    const key = keyOfAlike(alike);
    const known = kinds.get(key);
    if (known === undefined) kinds.set(key, alike);
    return known ?? alike;
  }

  async function bringUpToDate(key: string, frame: CountFrame): Promise<Held> {
    const kept = held;
    if (kept === null || kept.key !== key) return everybody(key, frame);
    const changed = await sessions.changedSince(kept.upTo, kept.open, dayOfFrame(frame), mostChanged);
    if (changed === null) return everybody(key, frame);
    if (changed.opened.length > 0) kept.open = [...kept.open, ...changed.opened];
    if (changed.students.length > 0) await count(kept, frame, changed.students);
    kept.upTo = changed.upTo;
    return kept;
  }

  return {
    read(frame) {
      const { window, minutes, today } = frame;
      const key = `${today} ${window.from} ${window.to} ${minutes}`;
      const next = turn.then(async () => {
        held = await bringUpToDate(key, frame);
        return held;
      });
      // One after the other, so that nobody counts the same changes twice; who fails does not hold up the next.
      turn = next.catch(() => undefined);
      return next;
    },

    forget() {
      held = null;
    },
  };
}
