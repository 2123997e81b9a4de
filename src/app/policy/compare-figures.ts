import type { FiguresView } from "../../contract/http/figures.ts";
import type { PolicyDryRun } from "../../contract/http/policy.ts";
import { type AttentionRule, callsForAttention } from "../../domain/attendance/attention.ts";
import { type Figures, hasMissed, isBelow, percentOf } from "../../domain/attendance/figures.ts";
import type { Band } from "../../domain/attendance/rate.ts";
import { add, compare, type Rational, zero } from "../../domain/kernel/rational.ts";
import {
  type Counted,
  type SessionSums,
  sumSessions,
  type ValueSessions,
} from "../figures/value-sessions.ts";

/** What a policy makes of marks, and of what they are worth. */
export interface Valued {
  /** The sessions of each student with the marks that the policy leaves. */
  readonly students: ReadonlyMap<string, readonly Counted[]>;
  readonly value: ValueSessions;
  /** What pages say of a rate of these sums: of 0 while nobody was seen yet, nothing. */
  readonly said: (sums: Sums) => Pick<FiguresView, "percent" | "band">;
  readonly forRules: {
    /** Those of them that the rules for attention look at. */
    readonly students: ReadonlyMap<string, readonly Counted[]>;
    readonly value: ValueSessions;
    /** The figures of a student of `moved`, whose sessions are known one by one. */
    readonly figures: (person: string) => Figures;
  };
}

type Sums = Pick<SessionSums, "earned" | "possible">;
type RateChange = PolicyDryRun["institution"];

/** How the figures by two policies differ. */
export interface FigureComparison {
  readonly institution: Omit<RateChange, "of">;
  readonly students: PolicyDryRun["students"];
  /** Those whose rate changes most, the greatest change first. */
  readonly examples: readonly (Omit<RateChange, "of"> & { readonly person: string })[];
  readonly alerts: PolicyDryRun["alerts"];
}

const bandOrder: readonly Band[] = ["poor", "fair", "good"];

/**
 * Compares the figures of all students by two policies.
 *
 * @param moved the students of whom a mark was written: of the others, rows of absences and days unseen are the same by
 *   any policy, and only rules about rates can turn on what a mark is worth
 * @param lookedAt whom the rules look at
 */
export function compareFigures(
  before: Valued,
  after: Valued,
  {
    rules,
    moved: markMoved,
    lookedAt,
    mostExamples,
  }: {
    readonly rules: readonly AttentionRule[];
    readonly moved: ReadonlySet<string>;
    readonly lookedAt: ReadonlySet<string>;
    readonly mostExamples: number;
  },
): FigureComparison {
  const students = new Set([...before.students.keys(), ...after.students.keys()]);
  const [pooledBefore, pooledAfter] = [createPool(), createPool()];
  const moved = { all: students.size, changed: 0, better: 0, worse: 0 };
  const alerts = { opened: 0, retracted: 0 };
  const changes: { person: string; sums: [Sums, Sums]; by: Rational }[] = [];
  for (const person of students) {
    const old = sumSessions(before.students.get(person) ?? [], before.value);
    const next = sumSessions(after.students.get(person) ?? [], after.value);
    pooledBefore.add(old);
    pooledAfter.add(next);
    const [saidBefore, saidAfter] = [before.said(old), after.said(next)];
    const [from, to] = [saidBefore.band, saidAfter.band];
    if (from !== to && from !== null && to !== null) {
      if (bandOrder.indexOf(to) > bandOrder.indexOf(from)) moved.better += 1;
      else moved.worse += 1;
    }
    const by = distance(
      saidBefore.percent === null ? unsaid : old,
      saidAfter.percent === null ? unsaid : next,
    );
    if (by !== null && by.num === 0n) continue;
    moved.changed += 1;
    changes.push({ person, sums: [old, next], by: by ?? whole });
  }
  for (const person of lookedAt) {
    const sumsOf = ({ forRules: { students: sessions, value } }: Valued): SessionSums =>
      sumSessions(sessions.get(person) ?? [], value);
    const [old, next] = [sumsOf(before), sumsOf(after)];
    for (const rule of rules) {
      const [held, holds] =
        isOfRates(rule) || !markMoved.has(person)
          ? [holdsOf(rule, old), holdsOf(rule, next)]
          : [
              callsForAttention(rule, before.forRules.figures(person)),
              callsForAttention(rule, after.forRules.figures(person)),
            ];
      if (holds && !held) alerts.opened += 1;
      if (held && !holds) alerts.retracted += 1;
    }
  }
  changes.sort((a, b) => compare(b.by, a.by) || (a.person < b.person ? -1 : 1));
  return {
    institution: toChange(before.said(pooledBefore.sums()), after.said(pooledAfter.sums())),
    students: moved,
    examples: changes.slice(0, mostExamples).map(({ person, sums: [old, next] }) => ({
      person,
      ...toChange(before.said(old), after.said(next)),
    })),
    alerts,
  };
}

/** A rate that appears or disappears has changed as much as any can. */
const whole: Rational = { num: 100n, den: 1n };

/** The sums of a rate of which nothing is said. */
const unsaid: Sums = { earned: zero, possible: zero };

/** How far apart two rates are; null where only one of them is there. */
function distance(a: Sums, b: Sums): Rational | null {
  const [x, y] = [percentOf(a.earned, a.possible), percentOf(b.earned, b.possible)];
  if (x === null && y === null) return zero;
  if (x === null || y === null) return null;
  const difference = add(x, { num: -y.num, den: y.den });
  return difference.num < 0n ? { num: -difference.num, den: difference.den } : difference;
}

const isOfRates = ({ kind }: AttentionRule): boolean => kind === "below" || kind === "missed";

function holdsOf(rule: AttentionRule, sums: Sums): boolean {
  switch (rule.kind) {
    case "below":
      return isBelow(sums, rule.percent);
    case "missed":
      return hasMissed(sums, rule.percent);
    case "absences_in_a_row":
    case "days_unseen":
      return false;
  }
}

function toChange(
  before: ReturnType<Valued["said"]>,
  after: ReturnType<Valued["said"]>,
): Omit<RateChange, "of"> {
  return {
    before: before.percent,
    after: after.percent,
    bandBefore: before.band,
    bandAfter: after.band,
  };
}

function createPool(): { add(sums: Sums): void; sums(): Sums } {
  let [earned, possible] = [zero, zero];
  return {
    add(sums) {
      earned = add(earned, sums.earned);
      possible = add(possible, sums.possible);
    },
    sums: () => ({ earned, possible }),
  };
}
