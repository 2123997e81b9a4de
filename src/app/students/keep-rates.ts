import type { Temporal } from "temporal-polyfill";
import type { MarkStatus } from "../../domain/attendance/mark.ts";
import type { Rational } from "../../domain/kernel/rational.ts";
import type { NamedPolicy } from "../../domain/policy/policy-version.ts";
import type { FigureWindow } from "../figures/choose-window.ts";
import { byStudent, queryOf } from "../figures/create-figures.ts";
import type { FigureScope, FiguresStore } from "../figures/figures-store.ts";
import type { KeptCounts } from "../figures/keep-counts.ts";
import { type Counted, sumSessions, valueSessions } from "../figures/value-sessions.ts";
import type { ChangedStudents } from "./changed-students.ts";

/** Of a student over the window: what a rate is compared by, exactly. */
export interface RateSums {
  readonly earned: Rational;
  readonly possible: Rational;
}

/** Over what, by what and as of when rates are taken. */
export interface RateFrame {
  readonly window: FigureWindow;
  readonly policy: NamedPolicy;
  readonly now: Temporal.Instant;
  /** The local day of `now`. */
  readonly today: string;
}

/** Everybody's rates, by store id, for lists that are ordered or narrowed by them. */
export interface KeptRates {
  read(frame: RateFrame): Promise<ReadonlyMap<string, RateSums>>;
  /** Who is enrolled where changed at large: everything is worked out anew. */
  forget(): void;
}

/** Changes that are looked at in one go, and students beyond whom it is quicker to begin anew. */
const changesAtOnce = 5_000;
const mostChanged = 2_000;
/** What a session that has not begun is worth nothing by, then and afterwards. */
const awaited: ReadonlySet<MarkStatus> = new Set(["expected", "not_possible"]);
const none: readonly Counted[] = [];

interface Held {
  readonly key: string;
  /** Of which sessions `today` is. */
  readonly open: readonly string[];
  /** Each student's sessions that time still changes. */
  readonly today: Map<string, readonly Counted[]>;
  /** Every change up to here is in `today`. */
  upTo: number;
  /** Those of whom something counts once it begins, without a change that would tell so. */
  readonly waiting: Set<string>;
  readonly sums: Map<string, RateSums>;
  /** What each of the sums is made of. */
  readonly made: Map<string, { readonly settled: readonly Counted[]; readonly today: readonly Counted[] }>;
}

/**
 * Rates are worked out for everybody once, and from then on for those alone about whom something changed: the same
 * counts, valued by the same rule, as any other figure is made of.
 */
export function keepRates(parts: {
  readonly figures: Pick<FiguresStore, "countAlike">;
  readonly counts: KeptCounts;
  readonly changes: ChangedStudents;
  readonly timeZone: string;
}): KeptRates {
  const { figures, counts, changes, timeZone } = parts;
  let held: Held | null = null;
  let turn: Promise<unknown> = Promise.resolve();

  const minutesOf = ({ policy }: RateFrame): boolean => policy.policy.method === "minutes";

  async function everybody(key: string, open: readonly string[], frame: RateFrame): Promise<Held> {
    const upTo = await changes.lastSeq();
    const kept: Held = {
      key,
      open,
      today: new Map(),
      upTo,
      waiting: new Set(),
      sums: new Map(),
      made: new Map(),
    };
    await take(kept, { kind: "institution" }, frame);
    return kept;
  }

  async function take(kept: Held, scope: FigureScope, frame: RateFrame): Promise<void> {
    const { window, now } = frame;
    const query = { ...queryOf(window, { now, timeZone }), sessions: { only: kept.open } };
    const counted = byStudent(await figures.countAlike(scope, query, minutesOf(frame)));
    for (const person of scope.kind === "students" ? scope.students : kept.today.keys()) {
      kept.today.delete(person);
      kept.waiting.delete(person);
    }
    for (const [person, own] of counted) {
      kept.today.set(person, own);
      if (own.some(({ alike: { begun, mark } }) => !begun && !awaited.has(mark.status))) {
        kept.waiting.add(person);
      }
    }
  }

  async function bringUpToDate(key: string, open: readonly string[], frame: RateFrame): Promise<Held> {
    const kept = held;
    if (kept === null || kept.key !== key || kept.open !== open) return everybody(key, open, frame);
    const changed = new Set(kept.waiting);
    let upTo = kept.upTo;
    for (;;) {
      const page = await changes.changedAfter(upTo, changesAtOnce, {
        presentOpensNothing: false,
        sightsSettle: false,
      });
      if (page.upTo === upTo) break;
      upTo = page.upTo;
      for (const person of page.students) changed.add(person);
      if (changed.size > mostChanged) return everybody(key, open, frame);
    }
    if (changed.size > 0) await take(kept, { kind: "students", students: [...changed] }, frame);
    kept.upTo = upTo;
    return kept;
  }

  /** Adds up anew whatever is made of other counts than before. */
  function addUp(kept: Held, settled: ReadonlyMap<string, readonly Counted[]>, frame: RateFrame): void {
    const value = valueSessions({ policy: frame.policy.policy, asOf: frame.now, timeZone });
    const { sums, made, today } = kept;
    const one = (person: string): void => {
      const of = { settled: settled.get(person) ?? none, today: today.get(person) ?? none };
      const before = made.get(person);
      if (before?.settled === of.settled && before.today === of.today) return;
      const { earned, possible } = sumSessions([...of.settled, ...of.today], value);
      sums.set(person, { earned, possible });
      made.set(person, of);
    };
    for (const person of settled.keys()) one(person);
    for (const person of today.keys()) one(person);
    for (const person of sums.keys()) {
      if (settled.has(person) || today.has(person)) continue;
      sums.delete(person);
      made.delete(person);
    }
  }

  return {
    read(frame) {
      const { window, policy, today, now } = frame;
      const key = `${today} ${window.from} ${window.to} ${policy.policy.version}`;
      const next = turn.then(async () => {
        const { open, settled } = await counts.read({ window, minutes: minutesOf(frame), now, today });
        held = await bringUpToDate(key, open, frame);
        addUp(held, settled, frame);
        return held.sums;
      });
      // One after the other, so that nobody folds the same changes twice; who fails does not hold up the next.
      turn = next.catch(() => undefined);
      return next;
    },

    forget() {
      counts.forget();
      held = null;
    },
  };
}
