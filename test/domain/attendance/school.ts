import { Temporal } from "temporal-polyfill";
import {
  decideMark,
  nothingSpecial,
  type SessionFacts,
  type StudentFacts,
} from "../../../src/domain/attendance/decide-mark.ts";
import { type FiguredSession, figuresOf } from "../../../src/domain/attendance/figures.ts";
import type { Leave } from "../../../src/domain/attendance/leave.ts";
import type { ValuedMark } from "../../../src/domain/attendance/mark-worth.ts";
import type { Evidence } from "../../../src/domain/attendance/match-session.ts";
import { noFacts, type RegisterFacts, type ScanFact } from "../../../src/domain/attendance/register-facts.ts";
import type { RegisterMark } from "../../../src/domain/attendance/register-mark.ts";
import type { Scan } from "../../../src/domain/attendance/scan.ts";
import { creditPolicy, type Policy } from "../../../src/domain/policy/policy.ts";
import type { DatedPolicy } from "../../../src/domain/policy/policy-in-force.ts";
import type { Session } from "../../../src/domain/timetable/session.ts";
import { windowOf } from "../../../src/domain/timetable/session-window.ts";

/** A school day on which clocks in London show UTC. */
export const schoolDay = "2026-01-12";
export const london = "Europe/London";

/** An instant of the school day by the clock: `09:05`, `09:05:30`. */
export function clock(time: string, day = schoolDay): Temporal.Instant {
  return Temporal.PlainDateTime.from(`${day}T${time}`).toZonedDateTime(london).toInstant();
}

export function ms(time: string): number {
  return clock(time).epochMilliseconds;
}

export function session(over: Partial<Session> = {}): Session {
  return {
    id: "maths",
    kind: "timetabled",
    start: clock("09:00"),
    end: clock("10:00"),
    timeZone: london,
    day: schoolDay,
    rooms: ["R1"],
    classes: ["7a"],
    required: true,
    weight: 1,
    ...over,
  };
}

export function standingSession(over: Partial<Session> = {}): Session {
  return session({
    id: "standing",
    kind: "standing",
    start: clock("00:00"),
    end: clock("00:00", "2026-01-13"),
    ...over,
  });
}

let minted = 0;

export function scan(at: Temporal.Instant | string, over: Partial<Scan> = {}): Scan {
  minted += 1;
  const occurredAt = typeof at === "string" ? clock(at) : at;
  const id = over.id ?? `scan-${String(minted).padStart(6, "0")}`;
  return {
    id,
    occurredAt,
    contentHash: `${occurredAt.toString()}-${id}`,
    decision: "granted",
    identified: true,
    direction: null,
    ...over,
  };
}

export function inRoom(at: Temporal.Instant | string, over: Partial<Scan> = {}): Evidence {
  return { scan: scan(at, over), place: "in_room", shared: false };
}

export function leave(from: string, to: string, over: Partial<Leave> = {}): Leave {
  return { absence: "dentist", from: clock(from), to: clock(to), effect: "authorised", ...over };
}

interface Case {
  readonly policy?: Partial<Policy>;
  readonly planned?: Partial<Session>;
  readonly facts?: Partial<SessionFacts>;
  readonly student?: Partial<StudentFacts>;
  readonly now?: Temporal.Instant | string;
}

/** One student's mark in one session of a watched room, after its close unless the case says otherwise. */
export function markOf(evidence: readonly Evidence[], given: Case = {}): RegisterMark {
  const policy: Policy = { ...creditPolicy, ...given.policy };
  const planned = session(given.planned);
  const window = windowOf(planned, policy);
  const now = given.now === undefined ? window.closes : given.now;
  const facts: SessionFacts = {
    session: planned,
    window,
    now: typeof now === "number" ? now : typeof now === "string" ? ms(now) : now.epochMilliseconds,
    cancelled: false,
    registerTaken: false,
    unseenSaid: "absent",
    absentByWord: null,
    unknowable: false,
    anybodySeen: true,
    watch: { kind: "watched" },
    ...given.facts,
  };
  return decideMark(evidence, facts, { ...nothingSpecial, ...given.student }, policy);
}

export const longAgo = Temporal.Instant.from("2020-01-01T00:00:00Z");

export function inForce(over: Partial<Policy> = {}): DatedPolicy[] {
  return [{ policy: { ...creditPolicy, ...over }, from: longAgo }];
}

/** A small school's facts, written a line at a time; positions grow as they would in the store. */
export function writeFacts() {
  const facts: { -readonly [K in keyof RegisterFacts]: RegisterFacts[K][number][] } = {
    sessions: [],
    enrolments: [],
    absences: [],
    scans: [],
    corrections: [],
    watches: [],
    blindness: [],
    decisions: [],
  };
  let seq = 0;
  const next = () => {
    seq += 1;
    return { id: `fact-${String(seq).padStart(5, "0")}`, seq };
  };
  return {
    facts: facts satisfies RegisterFacts,
    next,
    plan(planned: Session) {
      facts.sessions.push({ ...next(), session: planned.id, kind: "planned", plan: planned });
      return planned;
    },
    enrol(student: string, name = "7a", from = "2026-01-01", to: string | null = null, at = longAgo) {
      const enrolment = `${student}-in-${name}`;
      facts.enrolments.push({ ...next(), enrolment, student, class: name, from, to, at });
    },
    watch(room = "R1", health = true, reader = `camera-${room}`) {
      facts.watches.push({ ...next(), watch: reader, room, reader, from: longAgo, to: null, health });
    },
    blind(from: string, to: string | null, reader = "camera-R1", blindness = `blind-${from}`) {
      const until = to === null ? null : clock(to);
      facts.blindness.push({ ...next(), blindness, reader, from: clock(from), to: until });
    },
    see(
      student: string | null,
      at: Temporal.Instant | string,
      room = "R1",
      over: Partial<Scan> = {},
    ): ScanFact {
      const fact: ScanFact = { ...next(), scan: scan(at, over), room, student };
      facts.scans.push(fact);
      return fact;
    },
    correct(
      student: string,
      to: Extract<RegisterFacts["corrections"][number], { kind: "corrected" }>["to"] | null,
      id = "maths",
    ) {
      const by = { actor: "teacher", role: "teacher", reason: "was there", at: clock("12:00") };
      const about = { ...next(), session: id, student, ...by };
      facts.corrections.push(
        to === null ? { ...about, kind: "released" } : { ...about, kind: "corrected", source: "manual", to },
      );
    },
    absent(student: string, from: string, to: string, state: "approved" | "withdrawn" = "approved") {
      facts.absences.push({
        ...next(),
        absence: `absence-of-${student}`,
        student,
        from: clock(from),
        to: clock(to),
        effect: "authorised",
        state,
      });
    },
    signOff(at: string, id = "maths") {
      facts.sessions.push({ ...next(), session: id, kind: "signed_off", at: clock(at), by: "teacher" });
    },
    finalise(at: string, id = "maths") {
      facts.sessions.push({ ...next(), session: id, kind: "finalised", at: clock(at) });
    },
    reopen(at: string, id = "maths") {
      const by = { by: "head", reason: "wrong register" };
      facts.sessions.push({ ...next(), session: id, kind: "reopened", at: clock(at), ...by });
    },
    cancel(at: string, id = "maths") {
      facts.sessions.push({ ...next(), session: id, kind: "cancelled", at: clock(at) });
    },
    restore(at: string, id = "maths") {
      facts.sessions.push({ ...next(), session: id, kind: "restored", at: clock(at) });
    },
    decide(about: string, verdict: "accepted" | "declined", at = "13:00", id = "maths") {
      const decision = { session: id, about, verdict, at: clock(at), actor: "head" };
      facts.decisions.push({ ...next(), ...decision });
    },
  };
}

export { noFacts };

export function valued(status: ValuedMark["status"], over: Partial<ValuedMark> = {}): ValuedMark {
  return { status, arrival: null, presentMs: null, leave: null, ...over };
}

/** A student's figures, taken in 2030, over sessions of an hour, one a day from January 2026 on. */
export function figuresOver(marks: readonly (ValuedMark | FiguredSession)[], policy: Partial<Policy> = {}) {
  const sessions = marks.map((entry, index): FiguredSession => {
    if ("session" in entry) return entry;
    const day = Temporal.PlainDate.from(schoolDay).add({ days: index }).toString();
    const planned = session({
      id: `day-${index}`,
      day,
      start: clock("09:00", day),
      end: clock("10:00", day),
    });
    return { session: planned, mark: entry, lastSeen: null };
  });
  return figuresOf(sessions, {
    window: null,
    policy: { ...creditPolicy, ...policy },
    asOf: clock("12:00", "2030-01-01"),
    timeZone: london,
    lastSight: null,
  });
}
