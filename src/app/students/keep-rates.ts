import type { Temporal } from "temporal-polyfill";
import type { MarkStatus } from "../../domain/attendance/mark.ts";
import type { Rational } from "../../domain/kernel/rational.ts";
import type { NamedPolicy } from "../../domain/policy/policy-version.ts";
import type { FigureWindow } from "../figures/choose-window.ts";
import { byStudent, queryOf } from "../figures/create-figures.ts";
import type { AlikeCount, FigureScope, FiguresStore } from "../figures/figures-store.ts";
import { sumSessions, valueSessions } from "../figures/value-sessions.ts";
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

interface Held {
  readonly key: string;
  readonly sums: Map<string, RateSums>;
  /** Every change up to here is in the sums. */
  upTo: number;
  /** Those of whom something counts once it begins, without a change that would tell so. */
  readonly waiting: Set<string>;
}

/**
 * Rates are worked out for everybody once, and from then on for those alone about whom something changed: the same
 * counts, valued by the same rule, as any other figure is made of.
 */
export function keepRates(parts: {
  readonly figures: Pick<FiguresStore, "countAlike">;
  readonly changes: ChangedStudents;
  readonly timeZone: string;
}): KeptRates {
  const { figures, changes, timeZone } = parts;
  let held: Held | null = null;
  let turn: Promise<unknown> = Promise.resolve();

  const count = (scope: FigureScope, { window, policy, now }: RateFrame): Promise<readonly AlikeCount[]> =>
    figures.countAlike(scope, queryOf(window, { now, timeZone }), policy.policy.method === "minutes");

  async function everybody(key: string, frame: RateFrame): Promise<Held> {
    const upTo = await changes.lastSeq();
    const kept: Held = { key, sums: new Map(), upTo, waiting: new Set() };
    take(kept, await count({ kind: "institution" }, frame), frame);
    return kept;
  }

  function take(kept: Held, counted: readonly AlikeCount[], { policy, now }: RateFrame): void {
    const value = valueSessions({ policy: policy.policy, asOf: now, timeZone });
    for (const [person, own] of byStudent(counted)) {
      const { earned, possible } = sumSessions(own, value);
      kept.sums.set(person, { earned, possible });
      if (own.some(({ alike: { begun, mark } }) => !begun && !awaited.has(mark.status))) {
        kept.waiting.add(person);
      }
    }
  }

  async function bringUpToDate(key: string, frame: RateFrame): Promise<Held> {
    const kept = held;
    if (kept === null || kept.key !== key) return everybody(key, frame);
    const changed = new Set(kept.waiting);
    let upTo = kept.upTo;
    for (;;) {
      const page = await changes.changedAfter(upTo, changesAtOnce, { presentOpensNothing: false });
      if (page.upTo === upTo) break;
      upTo = page.upTo;
      for (const person of page.students) changed.add(person);
      if (changed.size > mostChanged) return everybody(key, frame);
    }
    if (changed.size > 0) {
      const students = [...changed];
      const counted = await count({ kind: "students", students }, frame);
      for (const person of students) {
        kept.sums.delete(person);
        kept.waiting.delete(person);
      }
      take(kept, counted, frame);
    }
    kept.upTo = upTo;
    return kept;
  }

  return {
    read(frame) {
      const { window, policy, today } = frame;
      const key = `${today} ${window.from} ${window.to} ${policy.policy.version}`;
      const next = turn.then(async () => {
        held = await bringUpToDate(key, frame);
        return held.sums;
      });
      // One after the other, so that nobody folds the same changes twice; who fails does not hold up the next.
      turn = next.catch(() => undefined);
      return next;
    },

    forget() {
      held = null;
    },
  };
}
