import type { Temporal } from "temporal-polyfill";
import { add, compare, fromDecimal, multiply, type Rational, rational, zero } from "../kernel/rational.ts";
import type { Policy } from "../policy/policy.ts";
import type { Exclusion } from "./credit.ts";
import type { MarkStatus } from "./mark.ts";
import { markWorth } from "./mark-worth.ts";
import { shownFigure } from "./shown-percent.ts";

/** One session of the set that a rate is taken over. */
export interface RatedSession {
  readonly status: MarkStatus;
  /** For `left_early`: how the student arrived. */
  readonly arrival?: "present" | "late";
  /** What the leave would have made of it, under which the student was seen all the same. */
  readonly leave?: "authorised" | "elsewhere" | null;
  /** Above 0; 1 unless the timetable says otherwise. */
  readonly weight: number;
  /** true for a standing session whose day has begun. */
  readonly standing: boolean;
  /** How many sessions like this one there are; 1 when left out. */
  readonly times?: number;
}

/** A percentage with the sum behind it. A rate without a counted session is no rate: `percent` is null. */
export interface Rate {
  readonly earned: Rational;
  readonly possible: Rational;
  /** Exact, 0 to 100, or null when nothing was counted. */
  readonly percent: Rational | null;
  readonly method: Policy["method"];
  readonly policyVersion: number;
  /** How many sessions have each status; a status that none has is left out. */
  readonly counts: Partial<Record<MarkStatus, number>>;
  /** How many sessions were left out, by reason. */
  readonly excluded: Partial<Record<Exclusion, number>>;
  readonly asOf: Temporal.Instant;
}

const hundred: Rational = { num: 100n, den: 1n };

/**
 * The attendance rate over a set of sessions: 100 × Σ weight × credit ÷ Σ weight, exactly.
 *
 * @param asOf the instant at which the statuses held
 */
export function rateOf(sessions: Iterable<RatedSession>, policy: Policy, asOf: Temporal.Instant): Rate {
  let earned = zero;
  let possible = zero;
  const counts: Partial<Record<MarkStatus, number>> = {};
  const excluded: Partial<Record<Exclusion, number>> = {};
  for (const session of sessions) {
    const times = session.times ?? 1;
    if (times === 0) continue;
    counts[session.status] = (counts[session.status] ?? 0) + times;
    const { status, arrival = null, leave = null } = session;
    const worth = markWorth({ status, arrival, leave, presentMs: null }, policy, 0, session.standing);
    if (!worth.counted) {
      excluded[worth.because] = (excluded[worth.because] ?? 0) + times;
      continue;
    }
    const weight = multiply(fromDecimal(session.weight), rational(BigInt(times), 1n));
    earned = add(earned, multiply(weight, worth.credit));
    possible = add(possible, weight);
  }
  const percent =
    possible.num === 0n ? null : rational(hundred.num * earned.num * possible.den, earned.den * possible.num);
  return {
    earned,
    possible,
    percent,
    method: policy.method,
    policyVersion: policy.version,
    counts,
    excluded,
    asOf,
  };
}

/** The percentage as it is shown, by `shownFigure`; null when there is no rate. */
export function shownPercent(rate: Pick<Rate, "percent">, thresholds: readonly number[] = []): number | null {
  return rate.percent === null ? null : shownFigure(rate.percent, thresholds);
}

export type Band = "good" | "fair" | "poor";

/** The band a rate is coloured by; compared exactly, never by the rounded number. null when there is no rate. */
export function bandOf(
  rate: Pick<Rate, "percent">,
  policy: Pick<Policy, "goodAt" | "poorBelow">,
): Band | null {
  if (rate.percent === null) return null;
  if (compare(rate.percent, fromDecimal(policy.goodAt)) >= 0) return "good";
  return compare(rate.percent, fromDecimal(policy.poorBelow)) < 0 ? "poor" : "fair";
}
