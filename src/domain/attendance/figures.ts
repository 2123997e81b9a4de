import type { Temporal } from "temporal-polyfill";
import { add, compare, fromDecimal, multiply, type Rational, rational, zero } from "../kernel/rational.ts";
import type { Policy } from "../policy/policy.ts";
import type { Session } from "../timetable/session.ts";
import type { Span } from "../timetable/standing-session.ts";
import type { Exclusion, Worth } from "./credit.ts";
import type { MarkStatus } from "./mark.ts";
import { markWorth, type ValuedMark } from "./mark-worth.ts";
import { isAttended } from "./register-mark.ts";

/** One session of a student, with its mark. */
export interface FiguredSession {
  readonly session: Pick<Session, "id" | "kind" | "start" | "end" | "required" | "weight">;
  readonly mark: ValuedMark;
  readonly lastSeen: Temporal.Instant | null;
}

/** Why a session is left out of a figure. */
export type LeftOut = Exclusion | "optional" | "not_begun";

/** A student's figures over a window, as of an instant, with everything needed to show their sum. */
export interface Figures {
  readonly earned: Rational;
  readonly possible: Rational;
  /** Exact, 0 to 100, or null when nothing was counted. */
  readonly percent: Rational | null;
  readonly method: Policy["method"];
  readonly policyVersion: number;
  /** How many sessions of the window have each status; a status that none has is left out. */
  readonly counts: Partial<Record<MarkStatus, number>>;
  /** The sessions that were not counted, by (start, id). */
  readonly leftOut: readonly { readonly session: string; readonly because: LeftOut }[];
  readonly asOf: Temporal.Instant;
  readonly window: Span | null;
  /** present ÷ (present + late), or null when nobody was either. */
  readonly punctuality: Rational | null;
  /** Σ weight of sessions of the window that will count and are not settled, begun standing ones apart. */
  readonly remaining: Rational;
  /** What begun standing sessions, counted at nothing so far, may still earn. */
  readonly stillToEarn: Rational;
  /** The weights behind `remaining`, heaviest first. */
  readonly remainingWeights: readonly Rational[];
  readonly longestAbsence: number;
  /** Absences in a row up to now. */
  readonly currentAbsence: number;
  /** By a reader of whatever room, or in a session of the window; null for somebody whom none ever saw. */
  readonly lastSeen: Temporal.Instant | null;
  /** Local days since last seen, none for somebody who was seen after `asOf`; or null. */
  readonly daysSinceLastSeen: number | null;
  /**
   * Local days without being seen: since last seen, or since the first required session of the window began where that is
   * later, since before it nobody was missing. null before it.
   */
  readonly daysUnseen: number | null;
  /** Whether `daysUnseen` are counted from the first required session. */
  readonly unseenSinceFirst: boolean;
}

/** Over what, by what and when figures are taken. */
export interface FigureFrame {
  /** Sessions that start in [start, end) belong to the figure; null takes all. */
  readonly window: Span | null;
  readonly policy: Policy;
  readonly asOf: Temporal.Instant;
  /** The zone whose days are counted. */
  readonly timeZone: string;
  /** When a reader last knew the student, in whatever room (`FiguresStore.lastSights`); null where none ever did. */
  readonly lastSight: Temporal.Instant | null;
}

const hundred = rational(100n, 1n);

/**
 * A student's attendance figures: 100 × Σ weight × credit ÷ Σ weight over the counted sessions, exactly, and what
 * goes with it.
 *
 * @param sessions the student's sessions with their marks as of `asOf`, each once, in any order
 */
export function figuresOf(sessions: Iterable<FiguredSession>, frame: FigureFrame): Figures {
  const { policy, window } = frame;
  const asOf = frame.asOf.epochMilliseconds;
  const counts: Partial<Record<MarkStatus, number>> = {};
  const leftOut: { session: string; because: LeftOut }[] = [];
  const sum = createSum(policy);
  const remainingWeights: Rational[] = [];
  let stillToEarn = zero;
  const inWindow = inOrder(sessions, window);

  for (const figured of inWindow) {
    const { session, mark } = figured.entry;
    counts[mark.status] = (counts[mark.status] ?? 0) + 1;
    if (!session.required) {
      leftOut.push({ session: session.id, because: "optional" });
      continue;
    }
    const begun = figured.start <= asOf;
    const group = sum.groupOf(session, mark, figured.end - figured.start, begun);
    const { worth, weight } = group;
    if (!begun && !isAttended(mark.status) && (worth.counted || worth.because === "undecided")) {
      // Leave for next week is not a fact about attendance yet; the student may come all the same.
      leftOut.push({ session: session.id, because: "not_begun" });
      remainingWeights.push(weight);
      continue;
    }
    if (!worth.counted) {
      leftOut.push({ session: session.id, because: worth.because });
      if (worth.because === "undecided" || worth.because === "needs_review") remainingWeights.push(weight);
      continue;
    }
    group.times += 1n;
    if (session.kind === "standing" && begun && figured.end > asOf && isOpenStatus(mark.status)) {
      stillToEarn = add(stillToEarn, weight);
    }
  }

  const { earned, possible } = sum.total();
  remainingWeights.sort((a, b) => compare(b, a));
  return {
    earned,
    possible,
    percent: percentOf(earned, possible),
    method: policy.method,
    policyVersion: policy.version,
    counts,
    leftOut,
    asOf: frame.asOf,
    window,
    punctuality: shareOf(counts.present ?? 0, counts.late ?? 0),
    remaining: remainingWeights.reduce(add, zero),
    stillToEarn,
    remainingWeights,
    ...runsOfAbsence(inWindow),
    ...lastSeenOf(inWindow, frame),
  };
}

/** 100 × earned ÷ possible, or null when nothing was possible. */
export function percentOf(earned: Rational, possible: Rational): Rational | null {
  if (possible.num === 0n) return null;
  return rational(100n * earned.num * possible.den, earned.den * possible.num);
}

/** The best rate that the window still allows, in percent; null when nothing counts or will. */
export function bestReachable(
  figures: Pick<Figures, "earned" | "possible" | "remaining" | "stillToEarn">,
): Rational | null {
  const most = add(add(figures.earned, figures.stillToEarn), figures.remaining);
  return percentOf(most, add(figures.possible, figures.remaining));
}

/**
 * How many of the remaining sessions a student may still miss, the heaviest first, and stay at or above a
 * threshold. Weighing the heaviest first makes it a promise: any n of them may be missed.
 *
 * @param threshold in percent
 * @returns null when the threshold cannot be reached any more
 */
export function mayStillMiss(
  figures: Pick<Figures, "earned" | "possible" | "remaining" | "stillToEarn" | "remainingWeights">,
  threshold: number,
): number | null {
  const needed = multiply(fromDecimal(threshold), add(figures.possible, figures.remaining));
  let best = add(add(figures.earned, figures.stillToEarn), figures.remaining);
  const holds = (): boolean => compare(multiply(hundred, best), needed) >= 0;
  if (!holds()) return null;
  let missed = 0;
  for (const weight of figures.remainingWeights) {
    best = add(best, { num: -weight.num, den: weight.den });
    if (!holds()) return missed;
    missed += 1;
  }
  return missed;
}

/** Whether a rate is below a threshold (percent), by the exact sums: never when nothing was counted. */
export function isBelow(sums: Pick<Figures, "earned" | "possible">, threshold: number): boolean {
  if (sums.possible.num === 0n) return false;
  return compare(multiply(hundred, sums.earned), multiply(fromDecimal(threshold), sums.possible)) < 0;
}

/** Whether at least this share (percent) of what was possible was missed: 10 is persistent, 50 is severe. */
export function hasMissed(sums: Pick<Figures, "earned" | "possible">, percent: number): boolean {
  if (sums.possible.num === 0n) return false;
  const missed = add(sums.possible, { num: -sums.earned.num, den: sums.earned.den });
  return compare(multiply(hundred, missed), multiply(fromDecimal(percent), sums.possible)) >= 0;
}

/** The last `days` local days, today among them, whole days as the zone's clocks have them. */
export function lastDays(days: number, asOf: Temporal.Instant, timeZone: string): Span {
  const today = asOf.toZonedDateTimeISO(timeZone).toPlainDate();
  return {
    start: today
      .subtract({ days: days - 1 })
      .toZonedDateTime(timeZone)
      .toInstant(),
    end: today.add({ days: 1 }).toZonedDateTime(timeZone).toInstant(),
  };
}

interface Placed {
  readonly entry: FiguredSession;
  /** Epoch milliseconds. */
  readonly start: number;
  readonly end: number;
}

/** The sessions that start in the window, by (start, id). */
function inOrder(sessions: Iterable<FiguredSession>, window: Span | null): Placed[] {
  const from = window === null ? Number.NEGATIVE_INFINITY : window.start.epochMilliseconds;
  const to = window === null ? Number.POSITIVE_INFINITY : window.end.epochMilliseconds;
  const placed: Placed[] = [];
  for (const entry of sessions) {
    const start = entry.session.start.epochMilliseconds;
    if (from <= start && start < to) placed.push({ entry, start, end: entry.session.end.epochMilliseconds });
  }
  return placed.sort((a, b) => a.start - b.start || (a.entry.session.id < b.entry.session.id ? -1 : 1));
}

function isOpenStatus(status: MarkStatus): boolean {
  return status === "expected" || status === "not_seen";
}

function weightOf(weight: number, plannedMs: number, method: Policy["method"]): Rational {
  const own = fromDecimal(weight);
  return method === "minutes" ? multiply(own, rational(BigInt(plannedMs), 60_000n)) : own;
}

/** Sessions that weigh and earn the same. */
interface Group {
  readonly weight: Rational;
  readonly worth: Worth;
  /** How many of them were counted. */
  times: bigint;
}

/** Sums in groups of equal weight and worth: a term has few of either, and exact fractions are dear. */
function createSum(policy: Policy): {
  groupOf: (session: FiguredSession["session"], mark: ValuedMark, plannedMs: number, begun: boolean) => Group;
  total: () => { earned: Rational; possible: Rational };
} {
  const groups = new Map<string, Group>();
  return {
    groupOf: ({ kind, weight }, mark, plannedMs, begun) => {
      const standing = kind === "standing" && begun;
      const time = policy.method === "minutes" ? `${plannedMs} ${mark.presentMs}` : "";
      const key = `${weight} ${mark.status} ${mark.arrival} ${mark.leave} ${standing} ${time}`;
      const known = groups.get(key);
      if (known) return known;
      const group: Group = {
        weight: weightOf(weight, plannedMs, policy.method),
        worth: markWorth(mark, policy, plannedMs, standing),
        times: 0n,
      };
      groups.set(key, group);
      return group;
    },
    total: () => {
      let earned = zero;
      let possible = zero;
      for (const { weight, worth, times } of groups.values()) {
        if (!worth.counted || times === 0n) continue;
        const all = multiply(weight, rational(times, 1n));
        earned = add(earned, multiply(all, worth.credit));
        possible = add(possible, all);
      }
      return { earned, possible };
    },
  };
}

function shareOf(part: number, rest: number): Rational | null {
  return part + rest === 0 ? null : rational(BigInt(part), BigInt(part + rest));
}

/**
 * Runs of `absent` among required sessions. Being seen, or being elsewhere with approval, ends a run; leave and
 * whatever is open neither end nor lengthen it.
 */
function runsOfAbsence(sessions: readonly Placed[]): Pick<Figures, "longestAbsence" | "currentAbsence"> {
  let longestAbsence = 0;
  let currentAbsence = 0;
  for (const { entry } of sessions) {
    const { session, mark } = entry;
    if (!session.required) continue;
    if (mark.status === "absent") currentAbsence += 1;
    else if (isAttended(mark.status) || mark.status === "elsewhere") currentAbsence = 0;
    longestAbsence = Math.max(longestAbsence, currentAbsence);
  }
  return { longestAbsence, currentAbsence };
}

/**
 * When a student was last seen: by a reader, or in any of these sessions, whose marks outlive the scans that they rest on.
 *
 * @returns null for somebody who was never seen
 */
export function latestSight(
  sessions: Iterable<Pick<FiguredSession, "lastSeen">>,
  lastSight: Temporal.Instant | null,
): Temporal.Instant | null {
  let latest = lastSight;
  for (const { lastSeen } of sessions) {
    if (lastSeen && (latest === null || lastSeen.epochMilliseconds > latest.epochMilliseconds))
      latest = lastSeen;
  }
  return latest;
}

function lastSeenOf(
  sessions: readonly Placed[],
  { asOf, timeZone, lastSight }: FigureFrame,
): Pick<Figures, "lastSeen" | "daysSinceLastSeen" | "daysUnseen" | "unseenSinceFirst"> {
  const lastSeen = latestSight(
    sessions.map(({ entry }) => entry),
    lastSight,
  );
  const first = sessions.find(
    ({ entry, start }) => entry.session.required && start <= asOf.epochMilliseconds,
  );
  const dayOf = (instant: Temporal.Instant): Temporal.PlainDate =>
    instant.toZonedDateTimeISO(timeZone).toPlainDate();
  const daysSince = (instant: Temporal.Instant): number =>
    Math.max(0, dayOf(instant).until(dayOf(asOf), { largestUnit: "days" }).days);
  const sinceFirst = first === undefined ? null : daysSince(first.entry.session.start);
  const sinceSeen = lastSeen && daysSince(lastSeen);
  const unseenSinceFirst = sinceFirst !== null && (sinceSeen === null || sinceFirst < sinceSeen);
  return {
    lastSeen,
    daysSinceLastSeen: sinceSeen,
    daysUnseen: sinceFirst === null || unseenSinceFirst ? sinceFirst : sinceSeen,
    unseenSinceFirst,
  };
}
