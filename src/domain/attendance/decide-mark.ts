import { compare, fromDecimal, multiply, rational } from "../kernel/rational.ts";
import type { Policy } from "../policy/policy.ts";
import type { Session } from "../timetable/session.ts";
import type { UnseenWord } from "../timetable/session-state.ts";
import type { SessionWindow } from "../timetable/session-window.ts";
import { decideStandingMark } from "./decide-standing-mark.ts";
import { type CoveringLeave, coveringLeave, type Leave } from "./leave.ts";
import type { Mark } from "./mark.ts";
import type { Evidence } from "./match-session.ts";
import type { CorrectedMark, MarkFlag, MarkRule, RegisterMark, Why } from "./register-mark.ts";
import type { RoomWatch } from "./room-watch.ts";
import type { Scan } from "./scan.ts";
import { compareSightings } from "./sighting.ts";
import { unseenStatus } from "./unseen-status.ts";

/** What is true of a session for every student in it. */
export interface SessionFacts {
  readonly session: Session;
  /** The session's window under the policy that judges it. */
  readonly window: SessionWindow;
  /** The instant at which the marks hold, epoch milliseconds. */
  readonly now: number;
  readonly cancelled: boolean;
  readonly registerTaken: boolean;
  /** What who signed said of those of whom it could not be known whether they came; null for nothing. */
  readonly unseenSaid: UnseenWord | null;
  /** The signature by which somebody said that they looked, and that those were absent; null for none. */
  readonly absentByWord: AbsentByWord | null;
  /** Whether anybody expected was seen in its rooms, at any moment of its window. */
  readonly anybodySeen: boolean;
  readonly watch: RoomWatch;
  /** Whether somebody unseen may have been there all the same, while the session is open. */
  readonly unknowable: boolean;
}

/** A person's word, given with a signature, about those whom a silent reader could not have seen. */
export interface AbsentByWord {
  /** The id of the signature. */
  readonly fact: string;
  readonly said: NonNullable<Why["said"]>;
}

/** A person's word about a mark. */
export interface Correction {
  readonly id: string;
  readonly to: CorrectedMark;
  readonly source: "manual" | "import";
  /** The scans that were stored after it. */
  readonly laterScans: ReadonlySet<string>;
}

/** What is true of one student in the session. */
export interface StudentFacts {
  readonly enrolled: boolean;
  /** The student's approved absences; others may be among them. */
  readonly leaves: readonly Leave[];
  readonly correction: Correction | null;
  /** An earlier session in the same room, whose window overlaps this one's, in which the student was seen. */
  readonly seenBefore: { readonly session: string; readonly left: boolean } | null;
}

export const nothingSpecial: StudentFacts = {
  enrolled: true,
  leaves: [],
  correction: null,
  seenBefore: null,
};

const none: readonly never[] = [];

/**
 * Decides one student's mark in one session. Clashes with the student's other sessions come after, in
 * `settleClashes`, since they look at marks.
 *
 * The order of authority: cancelled; a person's correction; not enrolled; seen; elsewhere; leave; (clash);
 * needs review; absent. Until the session is open nobody is missed, and until it closes nobody is absent.
 *
 * @param evidence what `matchScan` made of the student's scans for this session, in any order, repeated or not
 * @param policy the version that judges the session, by which `session.window` was made
 */
export function decideMark(
  evidence: readonly Evidence[],
  session: SessionFacts,
  student: StudentFacts,
  policy: Policy,
): RegisterMark {
  const version = policy.version;
  if (session.cancelled) {
    return automatic({ status: "not_possible", because: "cancelled" }, because("cancelled", version));
  }
  if (student.correction) return corrected(student.correction, evidence, session, student, policy);
  if (!student.enrolled) {
    return automatic({ status: "not_possible", because: "not_enrolled" }, because("not_enrolled", version));
  }
  const sorted = inOrder(evidence);
  const leave = student.leaves.length === 0 ? null : coveringLeave(student.leaves, session.window.start);
  return session.window.standing
    ? decideStanding(sorted, session, leave, policy)
    : decideTimetabled(sorted, session, student, leave, policy);
}

function decideTimetabled(
  evidence: readonly Evidence[],
  session: SessionFacts,
  student: StudentFacts,
  leave: CoveringLeave | null,
  policy: Policy,
): RegisterMark {
  const { window } = session;
  const trail = readTrail(evidence, session, policy);
  const arrival = bestArrival(trail.arrivals, window, leave, policy);
  if (arrival) return seen(arrival, trail, session, leave, policy);

  const why = (rule: MarkRule, otherSession: string | null = null): Why => ({
    rule,
    policyVersion: policy.version,
    scans: none,
    otherSession,
    judgedFrom: null,
  });
  const unseen = (mark: Mark, reason: Why, source: "automatic" | "leave" = "automatic"): RegisterMark => ({
    source,
    mark,
    why: reason,
    flags: flagsOfUnseen(trail),
    lastSeen: trail.lastSeen,
    presentMs: null,
    leave: null,
  });

  if (leave) return unseen(...onLeave(leave, why), "leave");
  const status = unseenStatus(window, session.now, session.unknowable);
  if (status === "not_seen") return unseen({ status }, why("open_and_unseen"));
  if (status === "cannot_be_known") return unseen({ status }, why("open_and_unwatched"));
  if (session.now < window.closes) return unseen({ status: "expected" }, why("not_yet_due"));
  if (session.registerTaken && !isLeftOpen(session)) {
    return asSaid(unseen({ status: "absent" }, why("unseen_and_register_taken")), session);
  }
  if (session.watch.kind === "blind") {
    return unseen({ status: "needs_review", because: "room_blind" }, why("room_blind"));
  }
  if (session.watch.kind === "unknown") {
    return unseen({ status: "needs_review", because: "no_health" }, why("no_health"));
  }
  if (!session.anybodySeen) {
    return unseen({ status: "needs_review", because: "nobody_seen" }, why("nobody_seen"));
  }
  if (student.seenBefore && !student.seenBefore.left) {
    return unseen(
      { status: "needs_review", because: "earlier_session" },
      why("seen_in_earlier_session", student.seenBefore.session),
    );
  }
  return unseen({ status: "absent" }, why("unseen_in_watched_room"));
}

function onLeave({ leave }: CoveringLeave, why: (rule: MarkRule) => Why): [Mark, Why] {
  return leave.effect === "elsewhere"
    ? [{ status: "elsewhere", absence: leave.absence }, why("approved_elsewhere")]
    : [{ status: "absent_authorised", absence: leave.absence }, why("on_leave")];
}

/** The evidence of one student in one session, told apart by what it can prove. */
interface Trail {
  /** In or direction unknown, by the planned end: each could be the arrival. */
  readonly arrivals: readonly Evidence[];
  /** In or out, at any moment of the window, in the room or accepted: earliest first. */
  readonly all: readonly Evidence[];
  readonly afterEnd: readonly string[];
  readonly outs: readonly string[];
  readonly wrongRoom: readonly string[];
  readonly lastSeen: Scan["occurredAt"] | null;
}

function readTrail(evidence: readonly Evidence[], session: SessionFacts, policy: Policy): Trail {
  const all: Evidence[] = [];
  let arrivals: Evidence[] = [];
  const afterEnd: string[] = [];
  const outs: string[] = [];
  const wrongRoom: string[] = [];
  for (const piece of evidence) {
    if (piece.place === "flagged") {
      wrongRoom.push(piece.scan.id);
      continue;
    }
    all.push(piece);
    if (piece.scan.direction === "out") {
      outs.push(piece.scan.id);
      // With departures tracked, who came for the earlier session and went before this one has not arrived.
      if (policy.minimumStay !== null && piece.scan.occurredAt.epochMilliseconds <= session.window.start) {
        arrivals = arrivals.filter((earlier) => !earlier.shared);
      }
    } else if (piece.scan.occurredAt.epochMilliseconds > session.window.end) {
      afterEnd.push(piece.scan.id);
    } else {
      arrivals.push(piece);
    }
  }
  const lastSeen = all.at(-1)?.scan.occurredAt ?? null;
  return { arrivals, all, afterEnd, outs, wrongRoom, lastSeen };
}

interface Arrival {
  readonly status: "present" | "late" | "late_after_close";
  readonly scan: Scan;
  readonly judgedFrom: number;
  readonly minutesLate: number;
  readonly deviceDisagrees: boolean;
  readonly byDevice: boolean;
}

const rank = { present: 0, late: 1, late_after_close: 2 } as const;

/** The arrival that serves the student best, and of equals the earliest. */
function bestArrival(
  arrivals: readonly Evidence[],
  window: SessionWindow,
  leave: CoveringLeave | null,
  policy: Policy,
): Arrival | null {
  let best: Arrival | null = null;
  for (const { scan } of arrivals) {
    const arrival = judge(scan, window, leave, policy);
    if (best === null || rank[arrival.status] < rank[best.status]) best = arrival;
    // By the clock alone no later scan is better than an earlier one.
    if (!policy.trustDeviceLate) break;
  }
  return best;
}

function judge(scan: Scan, window: SessionWindow, leave: CoveringLeave | null, policy: Policy): Arrival {
  const at = scan.occurredAt.epochMilliseconds;
  const judgedFrom = leave ? Math.max(window.start, leave.until) : window.start;
  const onTimeUntil = leave ? judgedFrom + policy.onTimeGrace * 60_000 : window.onTimeUntil;
  const lateUntil = leave ? judgedFrom + policy.registerClose * 60_000 : window.lateUntil;
  const minutesLate = Math.max(0, Math.ceil((at - judgedFrom) / 60_000));
  if (at <= onTimeUntil) {
    const deviceDisagrees = scan.decision === "late";
    const byDevice = deviceDisagrees && policy.trustDeviceLate;
    const status = byDevice ? "late" : "present";
    return { status, scan, judgedFrom, minutesLate, deviceDisagrees, byDevice };
  }
  const status = at <= lateUntil ? "late" : "late_after_close";
  return { status, scan, judgedFrom, minutesLate, deviceDisagrees: false, byDevice: false };
}

function seen(
  arrival: Arrival,
  trail: Trail,
  session: SessionFacts,
  leave: CoveringLeave | null,
  policy: Policy,
): RegisterMark {
  const flags: MarkFlag[] = [];
  if (trail.wrongRoom.length > 0) flags.push({ code: "wrong_room", scans: trail.wrongRoom });
  if (trail.arrivals.every(({ shared }) => shared) && trail.afterEnd.length === 0) {
    flags.push({ code: "possible_exit", scans: trail.arrivals.map(({ scan }) => scan.id) });
  }
  if (trail.afterEnd.length > 0) flags.push({ code: "seen_after_end", scans: trail.afterEnd });
  if (leave) flags.push({ code: "leave_and_seen", absence: leave.leave.absence });
  if (arrival.deviceDisagrees) flags.push({ code: "device_disagrees", scan: arrival.scan.id });
  const firstSeen = trail.arrivals[0]?.scan.occurredAt ?? arrival.scan.occurredAt;
  if (
    arrival.status !== "present" &&
    session.watch.kind === "blind" &&
    session.watch.from < firstSeen.epochMilliseconds
  ) {
    flags.push({ code: "first_seen_after_blindness", blindFrom: session.watch.from });
  }

  const stay = policy.minimumStay === null ? null : stayOf(trail, session.window);
  const { mark, rule } = markOf(arrival, firstSeen, stay, session.window, policy);
  return {
    source: "automatic",
    mark,
    why: {
      rule,
      policyVersion: policy.version,
      scans: trail.all.map(({ scan }) => scan.id),
      otherSession: null,
      judgedFrom: arrival.judgedFrom,
    },
    flags,
    lastSeen: trail.lastSeen,
    presentMs: stay === null ? null : stay.presentMs,
    leave: leave ? { absence: leave.leave.absence, effect: leave.leave.effect } : null,
  };
}

function markOf(
  arrival: Arrival,
  firstSeen: Scan["occurredAt"],
  stay: Stay | null,
  window: SessionWindow,
  policy: Policy,
): { mark: Mark; rule: MarkRule } {
  const scan = arrival.scan.id;
  const { minutesLate } = arrival;
  if (arrival.status === "late_after_close") {
    return { mark: { status: "late_after_close", minutesLate, firstSeen, scan }, rule: "seen_after_close" };
  }
  if (stay?.left && isBelowMinimum(stay.presentMs, window, policy.minimumStay)) {
    const minutesPresent = Math.floor(stay.presentMs / 60_000);
    const late = arrival.status === "late" ? minutesLate : null;
    return {
      mark: {
        status: "left_early",
        arrival: arrival.status,
        minutesLate: late,
        minutesPresent,
        firstSeen,
        scan,
      },
      rule: "left_before_minimum",
    };
  }
  if (arrival.status === "late") {
    return {
      mark: { status: "late", minutesLate, firstSeen, scan },
      rule: arrival.byDevice ? "device_said_late" : "seen_late",
    };
  }
  return { mark: { status: "present", firstSeen, scan }, rule: "seen_on_time" };
}

interface Stay {
  readonly presentMs: number;
  /** Went out before the planned end, at least once. */
  readonly left: boolean;
}

/** How long the student was there between the planned start and end; without an `out`, until the end. */
function stayOf(trail: Trail, window: SessionWindow): Stay {
  let presentMs = 0;
  let cameIn: number | null = null;
  let left = false;
  for (const { scan } of trail.all) {
    const at = Math.min(Math.max(scan.occurredAt.epochMilliseconds, window.start), window.end);
    if (scan.direction !== "out") {
      cameIn ??= at;
    } else if (cameIn !== null) {
      presentMs += at - cameIn;
      cameIn = null;
      if (scan.occurredAt.epochMilliseconds < window.end) left = true;
    }
  }
  if (cameIn !== null) presentMs += window.end - cameIn;
  return { presentMs, left };
}

function isBelowMinimum(presentMs: number, window: SessionWindow, minimum: Policy["minimumStay"]): boolean {
  if (minimum === null) return false;
  const present = rational(BigInt(presentMs), 1n);
  const least =
    "minutes" in minimum
      ? multiply(fromDecimal(minimum.minutes), rational(60_000n, 1n))
      : multiply(fromDecimal(minimum.share), rational(BigInt(window.end - window.start), 1n));
  return compare(present, least) < 0;
}

function flagsOfUnseen(trail: Trail): readonly MarkFlag[] {
  if (trail.wrongRoom.length + trail.afterEnd.length + trail.outs.length === 0) return none;
  const flags: MarkFlag[] = [];
  if (trail.wrongRoom.length > 0) flags.push({ code: "wrong_room", scans: trail.wrongRoom });
  if (trail.afterEnd.length > 0) flags.push({ code: "seen_after_end", scans: trail.afterEnd });
  if (trail.outs.length > 0) flags.push({ code: "out_without_arrival", scans: trail.outs });
  return flags;
}

/** In a standing session the device's word stands, and nobody is late for anything. */
function decideStanding(
  evidence: readonly Evidence[],
  session: SessionFacts,
  leave: CoveringLeave | null,
  policy: Policy,
): RegisterMark {
  const arrivals = evidence.map(({ scan }) => scan).filter((scan) => scan.direction !== "out");
  const best = decideStandingMark(null, arrivals);
  const lastSeen = evidence.at(-1)?.scan.occurredAt ?? null;
  const because: Omit<Why, "rule"> = {
    policyVersion: policy.version,
    scans: evidence.map(({ scan }) => scan.id),
    otherSession: null,
    judgedFrom: null,
  };
  const rest = { flags: none, lastSeen, presentMs: null, leave: null };
  const first = arrivals[0];
  if (best && first) {
    const { id: scan } = best.scan;
    const mark: Mark =
      best.status === "present"
        ? { status: "present", firstSeen: first.occurredAt, scan }
        : { status: "late", minutesLate: null, firstSeen: first.occurredAt, scan };
    return {
      ...rest,
      source: "automatic",
      mark,
      why: { ...because, rule: "standing_device_word" },
      flags: leave ? [{ code: "leave_and_seen", absence: leave.leave.absence }] : none,
      leave: leave ? { absence: leave.leave.absence, effect: leave.leave.effect } : null,
    };
  }
  if (leave) {
    const [mark, why] = onLeave(leave, (rule) => ({ ...because, rule }));
    return { ...rest, source: "leave", mark, why };
  }
  const { watch, now, window } = session;
  const taken = session.registerTaken && !isLeftOpen(session);
  if (now >= window.closes && watch.kind === "blind" && !taken) {
    return automatic({ status: "needs_review", because: "room_blind" }, { ...because, rule: "room_blind" });
  }
  const status = unseenStatus(window, now, session.unknowable);
  const entry = automatic({ status }, { ...because, rule: standingRules[status] });
  return status === "absent" && taken ? asSaid(entry, session) : entry;
}

/** An absence as the word of the person who signed, where a reader could not have seen who came; else as it is. */
function asSaid(absent: RegisterMark, { watch, absentByWord }: SessionFacts): RegisterMark {
  if (watch.kind !== "blind" || absentByWord === null) return absent;
  const { why, flags, lastSeen, presentMs, leave } = absent;
  return {
    source: "manual",
    mark: { status: "absent" },
    correction: absentByWord.fact,
    why: { ...why, rule: "absent_by_word", said: absentByWord.said },
    flags,
    lastSeen,
    presentMs,
    leave,
  };
}

/** A signature settles doubt, but not what it left for review, nor that a reader was blind unless that was asked. */
function isLeftOpen({ unseenSaid, watch }: SessionFacts): boolean {
  return watch.kind === "blind" ? unseenSaid !== "absent" : unseenSaid === "review";
}

const standingRules = {
  expected: "not_yet_due",
  not_seen: "open_and_unseen",
  cannot_be_known: "open_and_unwatched",
  absent: "unseen_in_standing_session",
} as const;

function corrected(
  correction: Correction,
  evidence: readonly Evidence[],
  session: SessionFacts,
  student: StudentFacts,
  policy: Policy,
): RegisterMark {
  const byItself = decideMark(evidence, session, { ...student, correction: null }, policy);
  const later = byItself.why.scans.filter((scan) => correction.laterScans.has(scan));
  const conflict = later.length > 0 && byItself.mark.status !== correction.to.status;
  return {
    source: correction.source,
    mark: correction.to,
    correction: correction.id,
    why: because("corrected", policy.version),
    flags: conflict ? [{ code: "conflict", automatic: byItself.mark.status, scans: later }] : none,
    lastSeen: byItself.lastSeen,
    presentMs: null,
    leave: null,
  };
}

function because(rule: MarkRule, policyVersion: number): Why {
  return { rule, policyVersion, scans: none, otherSession: null, judgedFrom: null };
}

function automatic(mark: Mark, why: Why): RegisterMark {
  return { source: "automatic", mark, why, flags: none, lastSeen: null, presentMs: null, leave: null };
}

/** Earliest first, each scan once. */
function inOrder(evidence: readonly Evidence[]): readonly Evidence[] {
  if (evidence.length < 2) return evidence;
  const sorted = [...evidence].sort((a, b) => compareSightings(a.scan, b.scan));
  return sorted.filter((piece, index) => index === 0 || piece.scan.id !== sorted[index - 1]?.scan.id);
}
