import type { Placement } from "../../domain/attendance/placement.ts";
import type {
  AbsenceFact,
  BlindFact,
  CorrectionFact,
  DecisionFact,
  EnrolmentFact,
  ScanFact,
  SessionFact,
  WatchFact,
} from "../../domain/attendance/register-facts.ts";
import type { DatedPolicy } from "../../domain/policy/policy-in-force.ts";
import type {
  SessionPlan,
  StandingRoom,
  StoredAttempt,
  StoredMark,
  StoredSession,
} from "../facts/fact-transaction.ts";
import type { ReaderNow } from "../health/health-transaction.ts";
import { type DraftGroups, draftGroups } from "./draft-groups.ts";
import { type DraftMap, draftMap } from "./draft-map.ts";
import type { SessionSeat, StudentPlan } from "./student-plan.ts";

/** What was said about a session; `id` and `seq` are the fact's. */
export interface SaidOfSession {
  readonly id: string;
  readonly seq: number;
  readonly fact: SessionFact;
  /** As what the speaker acted; null where nobody needs to know. */
  readonly role: string | null;
  /** Everything that was planned, where this plans it and somebody needs to know. */
  readonly plan: SessionPlan | null;
}

/** An enrolment as it stands; ISO dates, from (inclusive) to (exclusive). */
export interface KeptEnrolment {
  readonly id: string;
  readonly student: string;
  readonly class: string;
  readonly from: string;
  readonly to: string | null;
}

/** Whose an identifier is, [from, to) in epoch milliseconds. */
export interface KeptIdentifier {
  readonly scheme: string;
  readonly value: string;
  readonly person: string;
  readonly from: number;
  readonly to: number;
}

/** A scan that is, or once was, a student's; `room` is where it was by the last word about it. */
export interface KeptSighting {
  readonly scan: string;
  readonly room: string | null;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** The sessions that the present holds: those whose windows overlap [from, to], epoch milliseconds, and those still open. */
export interface Horizon {
  readonly from: number;
  readonly to: number;
}

/** Facts and what follows from them, by what they are looked up by. */
export interface PresentTables {
  /** By version. */
  readonly policies: Map<number, DatedPolicy>;
  readonly sessions: Map<string, StoredSession>;
  /** Sessions as they are planned now, by class and by room. */
  readonly sessionsOfClass: Map<string, readonly string[]>;
  readonly sessionsOfRoom: Map<string, readonly string[]>;
  readonly said: Map<string, readonly SaidOfSession[]>;
  readonly enrolments: Map<string, KeptEnrolment>;
  readonly enrolmentsOfStudent: Map<string, readonly string[]>;
  readonly enrolmentsOfClass: Map<string, readonly string[]>;
  /** Revisions, by enrolment. */
  readonly enrolmentFacts: Map<string, readonly EnrolmentFact[]>;
  /** By student. */
  readonly absences: Map<string, readonly AbsenceFact[]>;
  /** By session, and the sessions by student. */
  readonly corrections: Map<string, readonly CorrectionFact[]>;
  readonly correctedSessions: Map<string, readonly string[]>;
  /** By room, and the rooms by reader. */
  readonly watches: Map<string, readonly WatchFact[]>;
  readonly roomsOfReader: Map<string, readonly string[]>;
  /** By reader. */
  readonly blindness: Map<string, readonly BlindFact[]>;
  /** By session. */
  readonly decisions: Map<string, readonly DecisionFact[]>;
  /** Every word on whose a scan is and where it was, the first of them the scan itself, by scan. Those without a room are left out. */
  readonly scans: Map<string, readonly ScanFact[]>;
  /** By student and scan. */
  readonly scansOfStudent: Map<string, Map<string, KeptSighting>>;
  /** When they were, by `roomHour` and scan; epoch milliseconds. */
  readonly scansOfRoom: Map<string, Map<string, number>>;
  /** By session and student. */
  readonly marks: Map<string, Map<string, StoredMark>>;
  readonly markedSessions: Map<string, readonly string[]>;
  /** By scheme and value. */
  readonly identifiers: Map<string, readonly KeptIdentifier[]>;
  readonly roomNames: Map<string, string>;
  /** The same by `codeKey`. */
  readonly roomKeys: Map<string, string>;
  /** By sender. */
  readonly placements: Map<string, readonly Placement[]>;
  readonly readers: Map<string, ReaderNow>;
  /** Titles of days without teaching, by ISO date. */
  readonly daysOff: Map<string, string>;
  /** By session and student, and the sessions by student. */
  readonly attempts: Map<string, Map<string, StoredAttempt>>;
  readonly attemptedSessions: Map<string, readonly string[]>;
  /** By id. */
  readonly standingRooms: Map<string, StandingRoom>;
}

/** The same tables while one transaction changes them. */
export type DraftTables = {
  readonly [K in keyof PresentTables]: PresentTables[K] extends Map<string, Map<string, infer Member>>
    ? DraftGroups<Member>
    : PresentTables[K] extends Map<infer Key, infer Value>
      ? DraftMap<Key, Value>
      : never;
};

/** What is planned, as far as somebody asked. */
export interface Plans {
  readonly students: Map<string, StudentPlan>;
  /** What of a student's seat is of the session alone. */
  readonly sessions: Map<string, SessionSeat>;
}

/** The same with what was worked out from them. */
export interface PresentDraft extends DraftTables {
  /** What is planned for students; empty again once anything of it changes. */
  readonly plans: () => Plans;
  /** Makes everything that was changed everybody's. */
  readonly keep: () => void;
}

/** What is worked out from tables is kept beside them, as long as they are what they were. */
const plansOf = new WeakMap<PresentTables, Plans>();

const noPlans = (): Plans => ({ students: new Map(), sessions: new Map() });

function forget({ students, sessions }: Plans): void {
  students.clear();
  sessions.clear();
}

export function emptyTables(): PresentTables {
  return {
    policies: new Map(),
    sessions: new Map(),
    sessionsOfClass: new Map(),
    sessionsOfRoom: new Map(),
    said: new Map(),
    enrolments: new Map(),
    enrolmentsOfStudent: new Map(),
    enrolmentsOfClass: new Map(),
    enrolmentFacts: new Map(),
    absences: new Map(),
    corrections: new Map(),
    correctedSessions: new Map(),
    watches: new Map(),
    roomsOfReader: new Map(),
    blindness: new Map(),
    decisions: new Map(),
    scans: new Map(),
    scansOfStudent: new Map(),
    scansOfRoom: new Map(),
    marks: new Map(),
    markedSessions: new Map(),
    identifiers: new Map(),
    roomNames: new Map(),
    roomKeys: new Map(),
    placements: new Map(),
    readers: new Map(),
    daysOff: new Map(),
    attempts: new Map(),
    attemptedSessions: new Map(),
    standingRooms: new Map(),
  };
}

export function draftOf(tables: PresentTables): PresentDraft {
  const known = plansOf.get(tables) ?? noPlans();
  plansOf.set(tables, known);
  /** What this transaction has of its own, once it changed anything that plans follow from. */
  let own: Plans | null = null;
  const onPlanned = (): void => {
    if (own === null) own = noPlans();
    else forget(own);
  };
  const draft: DraftTables = {
    policies: draftMap(tables.policies, onPlanned),
    sessions: draftMap(tables.sessions, onPlanned),
    sessionsOfClass: draftMap(tables.sessionsOfClass, onPlanned),
    sessionsOfRoom: draftMap(tables.sessionsOfRoom),
    said: draftMap(tables.said, onPlanned),
    enrolments: draftMap(tables.enrolments, onPlanned),
    enrolmentsOfStudent: draftMap(tables.enrolmentsOfStudent, onPlanned),
    enrolmentsOfClass: draftMap(tables.enrolmentsOfClass),
    enrolmentFacts: draftMap(tables.enrolmentFacts, onPlanned),
    absences: draftMap(tables.absences, onPlanned),
    corrections: draftMap(tables.corrections, onPlanned),
    correctedSessions: draftMap(tables.correctedSessions, onPlanned),
    watches: draftMap(tables.watches),
    roomsOfReader: draftMap(tables.roomsOfReader),
    blindness: draftMap(tables.blindness),
    decisions: draftMap(tables.decisions, onPlanned),
    scans: draftMap(tables.scans),
    scansOfStudent: draftGroups(tables.scansOfStudent),
    scansOfRoom: draftGroups(tables.scansOfRoom),
    marks: draftGroups(tables.marks),
    markedSessions: draftMap(tables.markedSessions),
    identifiers: draftMap(tables.identifiers),
    roomNames: draftMap(tables.roomNames),
    roomKeys: draftMap(tables.roomKeys),
    placements: draftMap(tables.placements),
    readers: draftMap(tables.readers),
    daysOff: draftMap(tables.daysOff),
    attempts: draftGroups(tables.attempts),
    attemptedSessions: draftMap(tables.attemptedSessions),
    standingRooms: draftMap(tables.standingRooms),
  };
  return {
    ...draft,
    plans: () => own ?? known,
    keep() {
      if (own !== null) forget(known);
      own = null;
      for (const map of Object.values(draft)) map.keep();
    },
  };
}

export const hourMs = 3_600_000;

/** A room in one hour, so that a window finds its scans without reading those of the whole day. */
export function roomHour(room: string, at: number): string {
  return `${room} ${Math.floor(at / hourMs)}`;
}

/** The keys under which the scans of a room in [from, to], epoch milliseconds, are found. */
export function roomHours(room: string, from: number, to: number): string[] {
  const keys: string[] = [];
  for (let hour = Math.floor(from / hourMs); hour <= Math.floor(to / hourMs); hour += 1)
    keys.push(`${room} ${hour}`);
  return keys;
}
