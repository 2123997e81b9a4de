import { Temporal } from "temporal-polyfill";
import type { LocationView, RateView, StudentView } from "../../../src/contract/http/api.ts";
import { worthOf } from "../../../src/domain/attendance/credit.ts";
import { bandOf, rateOf, shownPercent } from "../../../src/domain/attendance/rate.ts";
import { bandsOf } from "../../../src/domain/attendance/shown-percent.ts";
import type { Rational } from "../../../src/domain/kernel/rational.ts";
import type { Policy } from "../../../src/domain/policy/policy.ts";
import type { StudentFact } from "../live/fold-changes.ts";
import { policyOf } from "./policy-of.ts";

/**
 * Brings a student as the server gave it up to date with what was heard since. The rate is taken by the same
 * `rateOf` as the server's, so page and report agree.
 *
 * @param since the change up to which the server's answer is complete
 * @returns the same object when nothing newer was heard
 */
export function foldStudent(student: StudentView, since: number, facts: readonly StudentFact[]): StudentView {
  const newer = facts.filter((fact) => fact.seq > since).toSorted((a, b) => a.seq - b.seq);
  if (newer.length === 0) return student;
  const policy = policyOf(student.rate);
  const locations = student.locations.map((location) => newer.reduce(foldLocation, location));
  if (locations.every((location, index) => location === student.locations[index])) return student;
  // Without the policy's numbers the server's figure stands until it is read again.
  if (policy === null) return { ...student, locations };
  return {
    ...student,
    locations: locations.map((location) => ({ ...location, credit: creditOf(location, policy) })),
    rate: foldRate(student.rate, locations, policy),
  };
}

/** true when facts are newer than the answer and this page cannot take the rate from them by itself. */
export function needsReading(student: StudentView, since: number, facts: readonly StudentFact[]): boolean {
  return facts.some((fact) => fact.kind === "mark" && fact.seq > since) && policyOf(student.rate) === null;
}

function foldLocation(location: LocationView, fact: StudentFact): LocationView {
  if (fact.kind === "mark") {
    const { mark } = fact;
    if (mark.class !== location.class) return location;
    const { status, decision, reason, at, scan } = mark;
    return { ...location, status, decision, reason, at, scan };
  }
  const { scan } = fact;
  // An attempt is shown where nobody was seen yet; it takes nothing from one who was.
  const undecided = location.status === "expected" || location.status === "not_seen";
  if (!undecided || scan.location !== location.location) return location;
  return { ...location, decision: scan.decision, reason: scan.reason, at: scan.occurredAt, scan: scan.id };
}

/** Version 1 serves standing sessions alone, each of weight 1. */
const asSession = ({ status }: LocationView) => ({ status, weight: 1, standing: true });

function creditOf(location: LocationView, policy: Policy): number | null {
  const worth = worthOf(location, policy, true);
  return worth.counted ? toNumber(worth.credit) : null;
}

function foldRate(before: RateView, locations: readonly LocationView[], policy: Policy): RateView {
  const asOf = locations
    .flatMap((location) => (location.at === null ? [] : [Temporal.Instant.from(location.at)]))
    .reduce(later, Temporal.Instant.from(before.asOf));
  const rate = rateOf(locations.map(asSession), policy, asOf);
  return {
    ...before,
    earned: toNumber(rate.earned),
    possible: toNumber(rate.possible),
    percent: shownPercent(rate, bandsOf(policy)),
    band: bandOf(rate, policy),
    asOf: asOf.toString(),
    counts: rate.counts,
    excluded: Object.entries(rate.excluded).map(([reason, sessions]) => ({ reason, sessions })),
  };
}

const later = (a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant =>
  Temporal.Instant.compare(a, b) >= 0 ? a : b;

const toNumber = ({ num, den }: Rational): number => Number(num) / Number(den);
