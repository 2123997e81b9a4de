import type {
  AbsenceFact,
  BlindFact,
  CorrectionFact,
  DecisionFact,
  EnrolmentFact,
  Fact,
  RegisterFacts,
  ScanFact,
  SessionFact,
  WatchFact,
} from "./register-facts.ts";
import { compareSightings } from "./sighting.ts";

/** Facts by what they are looked up by; every list in order of seq, and each fact once. */
export interface IndexedFacts {
  readonly sessions: ReadonlyMap<string, readonly SessionFact[]>;
  /** Revisions of each enrolment, by enrolment. */
  readonly enrolments: ReadonlyMap<string, readonly EnrolmentFact[]>;
  readonly enrolmentsByStudent: ReadonlyMap<string, ReadonlySet<string>>;
  readonly enrolmentsByClass: ReadonlyMap<string, ReadonlySet<string>>;
  readonly absencesByStudent: ReadonlyMap<string, readonly AbsenceFact[]>;
  /** Revisions of each scan, by scan. */
  readonly scans: ReadonlyMap<string, readonly ScanFact[]>;
  readonly scansByStudent: ReadonlyMap<string, ReadonlySet<string>>;
  readonly scansByRoom: ReadonlyMap<string, ReadonlySet<string>>;
  /** By `seat`. */
  readonly corrections: ReadonlyMap<string, readonly CorrectionFact[]>;
  readonly correctedStudents: ReadonlyMap<string, ReadonlySet<string>>;
  readonly correctedSessions: ReadonlyMap<string, ReadonlySet<string>>;
  readonly watchesByRoom: ReadonlyMap<string, readonly WatchFact[]>;
  readonly blindnessByReader: ReadonlyMap<string, readonly BlindFact[]>;
  readonly decisions: ReadonlyMap<string, readonly DecisionFact[]>;
}

/** Indexes facts. The order in which they come, and how often, leaves no trace in the result. */
export function indexFacts(facts: RegisterFacts): IndexedFacts {
  const enrolments = inOrder(facts.enrolments);
  const corrections = inOrder(facts.corrections);
  // Scans in the order of (time taken, content hash), so that no list depends on arrival.
  const scans = inOrder(facts.scans).sort((a, b) => compareSightings(a.scan, b.scan));
  return {
    sessions: groupBy(inOrder(facts.sessions), ({ session }) => session),
    enrolments: groupBy(enrolments, ({ enrolment }) => enrolment),
    enrolmentsByStudent: idsBy(enrolments, ({ student, enrolment }) => [student, enrolment]),
    enrolmentsByClass: idsBy(enrolments, (fact) => [fact.class, fact.enrolment]),
    absencesByStudent: groupBy(inOrder(facts.absences), ({ student }) => student),
    scans: groupBy(inOrder(facts.scans), ({ scan }) => scan.id),
    scansByStudent: idsBy(scans, ({ student, scan }) => (student === null ? null : [student, scan.id])),
    scansByRoom: idsBy(scans, ({ room, scan }) => (room === null ? null : [room, scan.id])),
    corrections: groupBy(corrections, (fact) => seat(fact.session, fact.student)),
    correctedStudents: idsBy(corrections, ({ session, student }) => [session, student]),
    correctedSessions: idsBy(corrections, ({ session, student }) => [student, session]),
    watchesByRoom: groupBy(inOrder(facts.watches), ({ room }) => room),
    blindnessByReader: groupBy(inOrder(facts.blindness), ({ reader }) => reader),
    decisions: groupBy(inOrder(facts.decisions), ({ session }) => session),
  };
}

/** The key of one student in one session. */
export function seat(session: string, student: string): string {
  return JSON.stringify([session, student]);
}

/** The latest of the revisions that may be seen, per thing revised; `revisions` in order of seq. */
export function latest<F extends Fact>(
  revisions: readonly F[],
  thing: (fact: F) => string,
  visible: (fact: Fact) => boolean,
): F[] {
  const found = new Map<string, F>();
  for (const fact of revisions) if (visible(fact)) found.set(thing(fact), fact);
  return [...found.values()];
}

function inOrder<F extends Fact>(facts: readonly F[]): F[] {
  const once = new Map(facts.map((fact) => [fact.id, fact]));
  return [...once.values()].sort((a, b) => a.seq - b.seq || (a.id < b.id ? -1 : 1));
}

function groupBy<F>(facts: readonly F[], key: (fact: F) => string): Map<string, F[]> {
  const groups = new Map<string, F[]>();
  for (const fact of facts) {
    const group = groups.get(key(fact));
    if (group) group.push(fact);
    else groups.set(key(fact), [fact]);
  }
  return groups;
}

function idsBy<F>(
  facts: readonly F[],
  entry: (fact: F) => readonly [string, string] | null,
): Map<string, Set<string>> {
  const groups = new Map<string, Set<string>>();
  for (const fact of facts) {
    const found = entry(fact);
    if (found === null) continue;
    const [key, id] = found;
    const group = groups.get(key);
    if (group) group.add(id);
    else groups.set(key, new Set([id]));
  }
  return groups;
}
