import type { Temporal } from "temporal-polyfill";
import type { DatedPolicy } from "../policy/policy-in-force.ts";
import { linkedTime } from "../timetable/linked-sessions.ts";
import { compareSessions, type Session } from "../timetable/session.ts";
import { type SessionState, sessionState } from "../timetable/session-state.ts";
import type { SessionWindow } from "../timetable/session-window.ts";
import { type IndexedFacts, indexFacts } from "./index-facts.ts";
import { type Attempts, judgeWorld, type KnownSession, knownSession, type World } from "./judge-world.ts";
import type { MarkStatus } from "./mark.ts";
import type { Fact, RegisterFacts, SessionFact } from "./register-facts.ts";
import { concludesTheSame, type RegisterMark } from "./register-mark.ts";
import { unansweredIn } from "./unanswered-in.ts";

/** What late facts would make of a mark in a final session, for a person to accept or decline. */
export interface Proposal {
  readonly student: string;
  /** null for a student who has no mark there yet. */
  readonly from: RegisterMark | null;
  /** null for one who would have none. */
  readonly to: RegisterMark | null;
  /** The ids of the late facts that nobody has decided on. */
  readonly facts: readonly string[];
}

/** One session with the mark of every student who is or was expected in it. */
export interface Register {
  readonly session: Session;
  /** By the policy that judges it. */
  readonly window: SessionWindow;
  readonly state: SessionState;
  /** One mark for each student, in order of student id. */
  readonly marks: ReadonlyMap<string, RegisterMark>;
  /** Adds up to the number of marks; a status that none has is left out. */
  readonly counts: Partial<Record<MarkStatus, number>>;
  /** How often each student was turned away or only named there; those who never were are left out. */
  readonly attempts: ReadonlyMap<string, Attempts>;
  /** The students of whom a signature must say expressly what became of them; none of a final session. */
  readonly unanswered: readonly string[];
  /** Empty unless the session is final. */
  readonly proposals: readonly Proposal[];
}

type Marks = ReadonlyMap<string, RegisterMark>;

/** A final session: what it stands on, and the marks it has. */
interface Finality {
  readonly seq: number;
  readonly at: Temporal.Instant;
  readonly marks: Marks;
  /** The marks of those that were final before it: what it rests on. */
  readonly others: ReadonlyMap<string, Marks>;
}

/**
 * Folds stored facts into the registers of a group of sessions, as of an instant.
 *
 * Order, repetition and batching of the facts leave no trace: they are sorted by what they say and by their
 * stored positions. Finality is replayed, not derived: at each stored finalisation the marks are those that
 * follow from the facts stored until then, and later facts change nothing, unless a person accepted them or
 * opened the session again. What they would change is proposed.
 *
 * @param facts everything about the sessions of the group: sessions touch each other when they share a room or
 *   a student and their windows overlap, and such sessions belong into one group
 * @param policies every version of the policy that may have been in force
 * @returns the registers by (start, id)
 */
export function foldRegister(
  facts: RegisterFacts,
  policies: readonly DatedPolicy[],
  now: Temporal.Instant,
): Register[] {
  const index = indexFacts(facts);
  const final = replayFinality(index, policies);
  const everything = judgeWorld(index, policies, {
    visible: () => true,
    now,
    fixed: marksOfFinal(final),
  });
  const registers: Register[] = [];
  for (const known of everything.sessions.values()) {
    const { id } = known.session;
    const settled = final.get(id);
    if (settled) {
      registers.push(finalRegister(known, settled));
      continue;
    }
    // What a person declined while the session was final stays declined now that it is open again.
    const declined = decidedFor(index, id, Number.POSITIVE_INFINITY).declined;
    const world =
      declined.size === 0
        ? everything
        : judgeWorld(index, policies, {
            visible: ({ id: fact }) => !declined.has(fact),
            now,
            fixed: marksOfFinal(final),
          });
    const there = world.sessions.get(id) ?? known;
    const marks = marksIn(world, id);
    const parts = { marks, attempts: attemptsIn(id), unanswered: unansweredIn(marks, world.watchOf(id)) };
    registers.push(registerOf(there, { ...parts, proposals: [] }, now));
  }
  return registers.sort((a, b) => compareSessions(a.session, b.session));

  function finalRegister(known: KnownSession, settled: Finality): Register {
    const { id } = known.session;
    const accepted = decidedFor(index, id, Number.POSITIVE_INFINITY).accepted;
    const visible = (fact: SessionFact): boolean =>
      fact.seq <= settled.seq || accepted.has(fact.id) || isLife(fact.kind);
    const asStored = knownSession((index.sessions.get(id) ?? []).filter(visible), policies);
    const parts = { marks: settled.marks, attempts: attemptsIn(id), unanswered: [] };
    return registerOf(asStored ?? known, { ...parts, proposals: proposalsFor(known, settled) }, now);
  }

  /** An attempt marks nobody, so neither finality nor what was declined keeps it from being counted. */
  function attemptsIn(session: string): ReadonlyMap<string, Attempts> {
    const attempts = new Map<string, Attempts>();
    for (const student of everything.studentsOf(session)) {
      const found = everything.attemptsOf(student).get(session);
      if (found) attempts.set(student, found);
    }
    return attempts;
  }

  function proposalsFor({ session }: KnownSession, settled: Finality): Proposal[] {
    const { accepted, declined } = decidedFor(index, session.id, Number.POSITIVE_INFINITY);
    const isUndecided = (fact: Fact): boolean =>
      fact.seq > settled.seq && !accepted.has(fact.id) && !declined.has(fact.id);
    const late = lateFacts(index, everything, session, isUndecided);
    if (late.length === 0) return [];
    const world = judgeWorld(index, policies, {
      visible: ({ id }) => !declined.has(id),
      now,
      fixed: marksItRestsOn(settled, final),
    });
    const would = marksIn(world, session.id);
    const proposals: Proposal[] = [];
    for (const student of [...new Set([...settled.marks.keys(), ...would.keys()])].sort()) {
      const from = settled.marks.get(student) ?? null;
      const to = would.get(student) ?? null;
      if (from && to && concludesTheSame(from, to)) continue;
      const facts = late.filter((fact) => fact.student === null || fact.student === student);
      if (facts.length > 0) proposals.push({ student, from, to, facts: facts.map(({ id }) => id) });
    }
    return proposals;
  }
}

interface Step {
  readonly kind: "finalised" | "reopened" | "decided";
  readonly session: string;
  readonly at: Temporal.Instant;
  readonly seq: number;
}

/** Walks through finalisations, reopenings and decisions in the order in which they were stored. */
function replayFinality(
  index: IndexedFacts,
  policies: readonly DatedPolicy[],
): ReadonlyMap<string, Finality> {
  const final = new Map<string, Finality>();
  const steps: Step[] = [];
  for (const fact of [...index.sessions.values()].flat()) {
    if (fact.kind === "finalised" || fact.kind === "reopened") steps.push(fact);
  }
  for (const decision of [...index.decisions.values()].flat()) steps.push({ ...decision, kind: "decided" });
  steps.sort((a, b) => a.seq - b.seq);

  for (const step of steps) {
    const before = final.get(step.session);
    if (step.kind === "reopened") {
      final.delete(step.session);
      continue;
    }
    if (step.kind === "finalised" ? before !== undefined : before === undefined) continue;
    const { seq, at } = before ?? step;
    const { accepted, declined } = decidedFor(index, step.session, step.seq);
    const others = before?.others ?? marksOfFinal(final);
    const world = judgeWorld(index, policies, {
      visible: (fact) => (fact.seq <= seq || accepted.has(fact.id)) && !declined.has(fact.id),
      now: at,
      fixed: before === undefined ? others : marksItRestsOn(before, final),
    });
    if (!world.sessions.has(step.session)) continue;
    final.set(step.session, { seq, at, marks: marksIn(world, step.session), others });
  }
  return final;
}

/** The facts that were accepted and declined for a session up to a seq; the last word on each holds. */
function decidedFor(
  index: IndexedFacts,
  session: string,
  upTo: number,
): { accepted: ReadonlySet<string>; declined: ReadonlySet<string> } {
  const accepted = new Set<string>();
  const declined = new Set<string>();
  for (const { about, verdict, seq } of index.decisions.get(session) ?? []) {
    if (seq > upTo) break;
    (verdict === "accepted" ? accepted : declined).add(about);
    (verdict === "accepted" ? declined : accepted).delete(about);
  }
  return { accepted, declined };
}

interface LateFact {
  readonly id: string;
  /** null for a fact about the whole session. */
  readonly student: string | null;
}

/** The undecided facts that could bear on a session: its own, its rooms' and its students' of that time. */
function lateFacts(
  index: IndexedFacts,
  world: World,
  session: Session,
  isUndecided: (fact: Fact) => boolean,
): LateFact[] {
  const time = touchingTime(world, session.id);
  const late = new Map<string, LateFact>();
  const note = (facts: readonly Fact[] | undefined, student: string | null): void => {
    for (const fact of facts ?? []) if (isUndecided(fact)) late.set(fact.id, { id: fact.id, student });
  };
  const history = index.sessions.get(session.id) ?? [];
  note(
    history.filter(({ kind }) => !isLife(kind)),
    null,
  );
  for (const room of session.rooms) {
    const watches = index.watchesByRoom.get(room) ?? [];
    note(watches, null);
    for (const { reader } of watches) {
      const spans = index.blindnessByReader.get(reader) ?? [];
      note(
        spans.filter(({ from, to }) => touches(time, from, to)),
        null,
      );
    }
  }
  for (const name of session.classes) {
    for (const enrolment of index.enrolmentsByClass.get(name) ?? []) {
      for (const fact of index.enrolments.get(enrolment) ?? []) note([fact], fact.student);
    }
  }
  for (const student of world.studentsOf(session.id)) {
    note(index.absencesByStudent.get(student), student);
    for (const scan of index.scansByStudent.get(student) ?? []) {
      const revisions = index.scans.get(scan) ?? [];
      const then = revisions.filter((fact) => touches(time, fact.scan.occurredAt, fact.scan.occurredAt));
      // A scan that was joined to somebody else concerns both.
      note(then, new Set(revisions.map((fact) => fact.student)).size > 1 ? null : student);
    }
  }
  return [...late.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** A session's own finalisation, signature, its taking back, or reopening: these tell its state, late or not. */
function isLife(kind: SessionFact["kind"]): boolean {
  return kind === "finalised" || kind === "signed_off" || kind === "unsigned" || kind === "reopened";
}

function touches(
  time: { readonly from: number; readonly to: number },
  from: Temporal.Instant,
  to: Temporal.Instant | null,
): boolean {
  return from.epochMilliseconds <= time.to && (to === null || to.epochMilliseconds >= time.from);
}

/** From the first opening to the last close of the sessions that are linked to this one by overlapping windows. */
function touchingTime(world: World, session: string): { readonly from: number; readonly to: number } {
  const own = world.sessions.get(session)?.window;
  if (!own) return { from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY };
  if (own.standing) return { from: own.opens, to: own.closes };
  const windows = [...world.sessions.values()].map(({ window }) => window);
  return linkedTime(windows, own.opens, own.closes);
}

function marksIn(world: World, session: string): Marks {
  const marks = new Map<string, RegisterMark>();
  for (const student of world.studentsOf(session)) {
    const entry = world.marksOf(student).get(session);
    if (entry) marks.set(student, entry);
  }
  return marks;
}

/**
 * What a final session is judged by when somebody decides on a late fact: those that were final before it, as they are now.
 * What became final after it was open to it then, and deciding on one student's fact would else change what is said of
 * another who is absent from both.
 */
function marksItRestsOn(
  { others }: Finality,
  final: ReadonlyMap<string, Finality>,
): ReadonlyMap<string, Marks> {
  return new Map([...others].map(([session, marks]) => [session, final.get(session)?.marks ?? marks]));
}

function marksOfFinal(final: ReadonlyMap<string, Finality>): ReadonlyMap<string, Marks> {
  return new Map([...final].map(([session, { marks }]) => [session, marks]));
}

function registerOf(
  { session, window, events }: KnownSession,
  parts: Pick<Register, "marks" | "attempts" | "unanswered" | "proposals">,
  now: Temporal.Instant,
): Register {
  const counts: Partial<Record<MarkStatus, number>> = {};
  for (const { mark } of parts.marks.values()) counts[mark.status] = (counts[mark.status] ?? 0) + 1;
  return { ...parts, session, window, state: sessionState(window, events, now), counts };
}
