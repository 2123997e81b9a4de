import type { Temporal } from "temporal-polyfill";
import type { Interval } from "../kernel/intervals.ts";
import type { Policy } from "../policy/policy.ts";
import { type DatedPolicy, policyInForce } from "../policy/policy-in-force.ts";
import { compareSessions, type Session } from "../timetable/session.ts";
import {
  registerTaken,
  type SessionEvent,
  signatureThatStands,
  unseenSaid,
} from "../timetable/session-state.ts";
import { type SessionWindow, windowHolds, windowOf } from "../timetable/session-window.ts";
import { attemptsOf } from "./attempts-of.ts";
import type { Blindness } from "./blindness.ts";
import { cannotBeKnown } from "./cannot-be-known.ts";
import {
  type AbsentByWord,
  type Correction,
  decideMark,
  type SessionFacts,
  type StudentFacts,
} from "./decide-mark.ts";
import { type IndexedFacts, latest, seat } from "./index-facts.ts";
import type { Leave } from "./leave.ts";
import { type Evidence, type ExpectedSession, matchScan } from "./match-session.ts";
import type { CorrectionFact, EnrolmentFact, Fact, ScanFact, SessionFact } from "./register-facts.ts";
import { isAttended, type RegisterMark } from "./register-mark.ts";
import { reliedBlindness } from "./relied-times.ts";
import { type RoomWatch, unknownBeside, watchOf } from "./room-watch.ts";
import { type MarkedSession, settleClashes } from "./settle-clashes.ts";
import { compareSightings, isSighting } from "./sighting.ts";

/** A session as the facts that may be seen have it. */
export interface KnownSession {
  readonly session: Session;
  readonly window: SessionWindow;
  readonly policy: Policy;
  /** Every plan that it had, in order of seq; the last is `session`. */
  readonly plans: readonly PlanFact[];
  readonly events: readonly EventFact[];
  readonly cancelled: boolean;
}

/** A scan in a room: only there it is evidence of anything. */
type PlacedScan = ScanFact & { readonly room: string };

const isPlaced = (fact: ScanFact): fact is PlacedScan => fact.room !== null;

type PlanFact = Extract<SessionFact, { readonly kind: "planned" }>;
type EventFact = Extract<SessionFact, SessionEvent>;

/** Which facts may be seen, and what is settled already. */
export interface View {
  readonly visible: (fact: Fact) => boolean;
  readonly now: Temporal.Instant;
  /** The marks of final sessions, by session and student: they are taken as they are. */
  readonly fixed: ReadonlyMap<string, ReadonlyMap<string, RegisterMark>>;
}

/** What follows from the facts of one view; everything is worked out when it is asked for, and once. */
export interface World {
  readonly sessions: ReadonlyMap<string, KnownSession>;
  /** The students who have a mark in a session: those expected, those who once were, and those corrected. */
  readonly studentsOf: (session: string) => readonly string[];
  /** How well the rooms of a session were watched; unknown for a session that nobody planned. */
  readonly watchOf: (session: string) => RoomWatch;
  /** A student's marks in all of the sessions, by session. */
  readonly marksOf: (student: string) => ReadonlyMap<string, RegisterMark>;
  /** How often a student was turned away or only named at each of the sessions; those without are left out. */
  readonly attemptsOf: (student: string) => ReadonlyMap<string, Attempts>;
}

/** What `attemptsOf` found at one seat. */
export interface Attempts {
  readonly times: number;
  /** The id of the newest of the scans. */
  readonly scan: string;
}

const none: readonly never[] = [];

/** Judges the sessions of a group by the facts that a view lets one see. */
export function judgeWorld(facts: IndexedFacts, policies: readonly DatedPolicy[], view: View): World {
  const { visible } = view;
  const sessions = new Map<string, KnownSession>();
  const byClass = new Map<string, KnownSession[]>();
  for (const history of facts.sessions.values()) {
    const known = knownSession(history.filter(visible), policies);
    if (!known) continue;
    sessions.set(known.session.id, known);
    for (const name of known.session.classes) {
      const others = byClass.get(name);
      if (others) others.push(known);
      else byClass.set(name, [known]);
    }
  }

  const studentsOf = remember((id: string) => {
    const known = sessions.get(id);
    return known ? studentsIn(known) : none;
  });
  const sessionFactsOf = remember((id: string): SessionFacts | null => {
    const known = sessions.get(id);
    return known
      ? {
          session: known.session,
          window: known.window,
          now: view.now.epochMilliseconds,
          cancelled: known.cancelled,
          registerTaken: registerTaken(known.window, known.events),
          unseenSaid: unseenSaid(known.window, known.events),
          absentByWord: null,
          anybodySeen: anybodySeen(known),
          ...watchesOf(known),
        }
      : null;
  });
  const scansOf = remember((student: string) => {
    const found: PlacedScan[] = [];
    for (const id of facts.scansByStudent.get(student) ?? none) {
      const fact = scanSeen(id);
      if (fact?.student === student && isPlaced(fact)) found.push(fact);
    }
    return found;
  });
  const marksOf = remember(judgeStudent);
  const attempts = remember(countAttempts);

  /** How the student stands to the session: expected, no longer expected but marked, or neither. */
  function standing(student: string, known: KnownSession): "enrolled" | "was" | "no" {
    const { session } = known;
    let was = false;
    for (const enrolment of facts.enrolmentsByStudent.get(student) ?? none) {
      const revisions = (facts.enrolments.get(enrolment) ?? none).filter(visible);
      for (const [index, revision] of revisions.entries()) {
        const covers =
          revision.student === student &&
          session.classes.includes(revision.class) &&
          revision.from <= session.day &&
          (revision.to === null || session.day < revision.to);
        if (!covers) continue;
        const next = revisions[index + 1];
        if (!next) return "enrolled";
        // The session had opened by then, so there was a mark, and it is not taken out of the register.
        if (hadOpened(known, revision.class, next)) was = true;
      }
    }
    return was || correctionFacts(session.id, student).length > 0 ? "was" : "no";
  }

  function studentsIn(known: KnownSession): readonly string[] {
    const students = new Set<string>();
    for (const name of known.session.classes) {
      for (const enrolment of facts.enrolmentsByClass.get(name) ?? none) {
        for (const { student } of facts.enrolments.get(enrolment) ?? none) students.add(student);
      }
    }
    for (const student of facts.correctedStudents.get(known.session.id) ?? none) students.add(student);
    return [...students].filter((student) => standing(student, known) !== "no").sort();
  }

  /** A scan as the last visible words on whose it is and where it was have it. */
  function scanSeen(id: string): ScanFact | undefined {
    const words = facts.scans.get(id) ?? none;
    const last = words.findLast(visible);
    if (last === undefined || words.length === 1) return last;
    const whose = words.findLast((fact) => fact.says !== "room" && visible(fact));
    const where = words.findLast((fact) => fact.says !== "student" && visible(fact));
    return { ...last, student: (whose ?? last).student, room: (where ?? last).room };
  }

  function correctionFacts(session: string, student: string): readonly CorrectionFact[] {
    if (!facts.correctedSessions.get(student)?.has(session)) return none;
    return (facts.corrections.get(seat(session, student)) ?? none).filter(visible);
  }

  function correctionOf(session: string, student: string): Correction | null {
    const fact = correctionFacts(session, student).at(-1);
    if (fact?.kind !== "corrected") return null;
    const later = scansOf(student).filter(({ seq }) => seq > fact.seq);
    return {
      id: fact.id,
      to: fact.to,
      source: fact.source,
      laterScans: new Set(later.map(({ scan }) => scan.id)),
    };
  }

  function leavesOf(student: string): readonly Leave[] {
    const own = facts.absencesByStudent.get(student);
    if (!own) return none;
    return latest(own, ({ absence }) => absence, visible).filter(({ state }) => state === "approved");
  }

  function anybodySeen(known: KnownSession): boolean {
    for (const room of known.session.rooms) {
      for (const id of facts.scansByRoom.get(room) ?? none) {
        const fact = scanSeen(id);
        if (!fact || fact.room !== room || fact.student === null || !isSighting(fact.scan)) continue;
        if (!windowHolds(known.window, fact.scan.occurredAt.epochMilliseconds)) continue;
        if (standing(fact.student, known) === "enrolled") return true;
      }
    }
    return false;
  }

  function watchesOf(known: KnownSession): Pick<SessionFacts, "watch" | "unknowable"> {
    const { window, policy } = known;
    const readers = readersOf(known);
    const blind = readers.flatMap((reader) => reader.blind);
    const unknown = unknownBeside(readers, window) ?? none;
    return {
      watch: watchOf(readers, window, policy),
      unknowable: cannotBeKnown(window, { blind, unknown }, policy, view.now.epochMilliseconds),
    };
  }

  /** The readers that a session's rooms rely on; of one that never told its health nothing is known. */
  function readersOf({ session, window }: KnownSession): readonly Blindness[] {
    const arrivals = { from: window.opens, to: window.lateUntil };
    const watches = session.rooms.flatMap((room) =>
      latest(facts.watchesByRoom.get(room) ?? none, (fact) => fact.watch, visible).map((watch) => ({
        ...intervalOf(watch),
        reader: watch.reader,
        health: watch.health,
      })),
    );
    return reliedBlindness(watches, arrivals, (name) =>
      latest(facts.blindnessByReader.get(name) ?? none, (fact) => fact.blindness, visible).map(intervalOf),
    );
  }

  function judgeStudent(student: string): ReadonlyMap<string, RegisterMark> {
    const { own, expected } = seatsOf(student);
    const evidence = evidenceOf(student, expected);
    const leaves = leavesOf(student);
    const marked: MarkedSession[] = [];
    own.sort((a, b) => compareSessions(a.known.session, b.known.session));
    for (const { known, enrolled } of own) {
      const { session } = known;
      const settled = view.fixed.get(session.id);
      if (settled) {
        const entry = settled.get(student);
        if (entry) marked.push({ session, entry, fixed: true });
        continue;
      }
      const facts = sessionFactsOf(session.id);
      if (!facts) continue;
      const personal: StudentFacts = {
        enrolled,
        leaves,
        correction: correctionOf(session.id, student),
        seenBefore: seenBefore(known, marked, evidence),
      };
      const ofStudent = saidOf(student, known)
        ? { ...facts, absentByWord: absentByWord(student, known) }
        : { ...facts, unseenSaid: null };
      const entry = decideMark(evidence.get(session.id) ?? none, ofStudent, personal, known.policy);
      marked.push({ session, entry, fixed: false });
    }
    return new Map(settleClashes(marked).map(({ session, entry }) => [session.id, entry]));
  }

  /** The sessions in which the student has a seat, and those of them in which the student is expected. */
  function seatsOf(student: string): {
    readonly own: { known: KnownSession; enrolled: boolean }[];
    readonly expected: readonly ExpectedSession[];
  } {
    const own: { known: KnownSession; enrolled: boolean }[] = [];
    const expected: ExpectedSession[] = [];
    for (const known of sessionsAround(student)) {
      const stands = standing(student, known);
      if (stands === "no") continue;
      const enrolled = stands === "enrolled";
      own.push({ known, enrolled });
      if (enrolled && !known.cancelled) {
        const { session, window, policy } = known;
        expected.push({ session, window, wrongRoom: policy.wrongRoom });
      }
    }
    return { own, expected };
  }

  function countAttempts(student: string): ReadonlyMap<string, Attempts> {
    const { expected } = seatsOf(student);
    const found = new Map<string, { times: number; last: ScanFact["scan"] }>();
    for (const { scan, room } of scansOf(student)) {
      for (const { session } of attemptsOf({ ...scan, room }, expected)) {
        const before = found.get(session.id);
        if (!before) found.set(session.id, { times: 1, last: scan });
        else {
          before.times += 1;
          if (compareSightings(scan, before.last) > 0) before.last = scan;
        }
      }
    }
    return new Map([...found].map(([id, { times, last }]) => [id, { times, scan: last.id }]));
  }

  /** Every session of the student's classes, and those in which a person gave the student a mark. */
  function sessionsAround(student: string): Set<KnownSession> {
    const around = new Set<KnownSession>();
    for (const enrolment of facts.enrolmentsByStudent.get(student) ?? none) {
      for (const revision of facts.enrolments.get(enrolment) ?? none) {
        for (const known of byClass.get(revision.class) ?? none) around.add(known);
      }
    }
    for (const id of facts.correctedSessions.get(student) ?? none) {
      const known = sessions.get(id);
      if (known) around.add(known);
    }
    return around;
  }

  function evidenceOf(
    student: string,
    expected: readonly ExpectedSession[],
  ): ReadonlyMap<string, readonly Evidence[]> {
    const evidence = new Map<string, Evidence[]>();
    for (const { scan, room } of scansOf(student)) {
      const match = matchScan({ ...scan, room }, expected);
      if (match.kind !== "sessions") continue;
      for (const piece of match.matches) {
        const pieces = evidence.get(piece.session.id);
        if (pieces) pieces.push(piece.evidence);
        else evidence.set(piece.session.id, [piece.evidence]);
      }
    }
    return evidence;
  }

  /**
   * The last of the earlier sessions, in the same room and with an overlapping window, in which the student was
   * seen, or is thought to have stayed on.
   */
  function seenBefore(
    known: KnownSession,
    earlier: readonly MarkedSession[],
    evidence: ReadonlyMap<string, readonly Evidence[]>,
  ): StudentFacts["seenBefore"] {
    if (known.window.standing) return null;
    for (const { session, entry } of earlier.toReversed()) {
      const window = sessions.get(session.id)?.window;
      if (!window || window.standing || window.closes < known.window.opens) continue;
      if (!session.rooms.some((room) => known.session.rooms.includes(room))) continue;
      const { mark } = entry;
      const stayedOn = mark.status === "needs_review" && mark.because === "earlier_session";
      if (!stayedOn && !isAttended(mark.status)) continue;
      const last = (evidence.get(session.id) ?? none).findLast(({ place }) => place === "in_room");
      return { session: session.id, left: last?.scan.direction === "out" };
    }
    return null;
  }

  return {
    sessions,
    studentsOf,
    watchOf: (session) => sessionFactsOf(session)?.watch ?? { kind: "unknown" },
    marksOf,
    attemptsOf: attempts,
  };
}

/**
 * Whether a session of a class was there and open before an enrolment was revised. One that was planned, moved or given to
 * the class only after that had no seat for whoever had left.
 */
function hadOpened({ plans, policy, window }: KnownSession, of: string, revised: EnrolmentFact): boolean {
  const then = plans.findLast(({ seq }) => seq < revised.seq)?.plan;
  if (!then?.classes.includes(of)) return false;
  return revised.at.epochMilliseconds >= Math.max(window.opens, windowOf(then, policy).opens);
}

/** A session as its history tells it, or null for one that was never planned. */
export function knownSession(
  history: readonly SessionFact[],
  policies: readonly DatedPolicy[],
): KnownSession | null {
  const plans: PlanFact[] = [];
  let version: number | null = null;
  const events: EventFact[] = [];
  for (const fact of history) {
    if (fact.kind === "planned") plans.push(fact);
    else if (fact.kind === "judged_by") version = fact.policyVersion;
    else events.push(fact);
  }
  const session = plans.at(-1)?.plan;
  if (!session) return null;
  const chosen = policies.find(({ policy }) => policy.version === version)?.policy;
  const policy = chosen ?? policyInForce(policies, session.start);
  const window = windowOf(session, policy);
  const cancelled =
    events.findLast(({ kind }) => kind === "cancelled" || kind === "restored")?.kind === "cancelled";
  return { session, window, policy, plans, events, cancelled };
}

/**
 * Who said of a student whom no reader could have seen that they were absent, if the signature that stands says so: the
 * first since which every signature has. Whoever signs again says it on, and looked at nobody for it.
 */
function absentByWord(student: string, { window, events }: KnownSession): AbsentByWord | null {
  const since = events.findLastIndex(({ kind }) => kind === "unsigned") + 1;
  let first: Extract<EventFact, { kind: "signed_off" }> | null = null;
  for (const event of events.slice(since)) {
    if (event.kind !== "signed_off" || event.at.epochMilliseconds < window.opens) continue;
    // One of before that was asked says it of nobody, though it settles all doubt.
    const says = event.unseen === "absent" && (event.of === undefined || event.of.includes(student));
    if (!says) first = null;
    else first ??= event;
  }
  if (first === null) return null;
  const { id, by, role = null, at } = first;
  return { fact: id, said: { by, role, at: at.epochMilliseconds } };
}

/**
 * Whether what was said with the signature was said of this student: an absence is said of those who were in question then,
 * and of nobody who comes to be in question later. What is left for review is left so for everybody.
 */
function saidOf(student: string, { window, events }: KnownSession): boolean {
  const signature = signatureThatStands(window, events);
  return signature?.unseen !== "absent" || signature.of === undefined || signature.of.includes(student);
}

function intervalOf(span: {
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant | null;
}): Interval {
  return {
    from: span.from.epochMilliseconds,
    to: span.to === null ? Number.POSITIVE_INFINITY : span.to.epochMilliseconds,
  };
}

function remember<V>(work: (key: string) => V): (key: string) => V {
  const answers = new Map<string, { readonly value: V }>();
  return (key) => {
    const known = answers.get(key);
    if (known) return known.value;
    const value = work(key);
    answers.set(key, { value });
    return value;
  };
}
