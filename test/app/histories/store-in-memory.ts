import { Temporal } from "temporal-polyfill";
import type {
  CheckedMark,
  FactTransaction,
  SessionPlan,
  StoredMark,
  StoredSession,
} from "../../../src/app/facts/fact-transaction.ts";
import type { SettlingTransaction } from "../../../src/app/health/settle-readers.ts";
import type { IngestTransaction, NewScan } from "../../../src/app/ingest/ingest-transaction.ts";
import type { DueStep, MonitorStore, MonitorTransaction } from "../../../src/app/monitor/monitor-store.ts";
import type { PlacementTransaction, StoredPlacement } from "../../../src/app/placements/placement-store.ts";
import { type DraftMap, draftMap } from "../../../src/app/present/draft-map.ts";
import { factsInMemory } from "../../../src/app/present/facts-in-memory.ts";
import {
  draftOf,
  emptyTables,
  type PresentDraft,
  type PresentTables,
} from "../../../src/app/present/present-tables.ts";
import { putFacts, putSession } from "../../../src/app/present/put-facts.ts";
import type { ClockCorrectionTransaction } from "../../../src/app/quarantine/clock-correction-store.ts";
import type { StoredAbsence } from "../../../src/app/registers/sessions-reading.ts";
import type { SessionsTransaction } from "../../../src/app/registers/sessions-transaction.ts";
import type {
  DatedMerge,
  PeopleTransaction,
  ScanOfIdentifier,
  StoredIdentifier,
  StoredPerson,
} from "../../../src/app/rosters/roster-transaction.ts";
import { latest } from "../../../src/domain/attendance/index-facts.ts";
import { noFacts, type WatchFact } from "../../../src/domain/attendance/register-facts.ts";
import type { RegisterMark } from "../../../src/domain/attendance/register-mark.ts";
import type { DatedPolicy } from "../../../src/domain/policy/policy-in-force.ts";
import type { FinalityFacts } from "../../../src/domain/timetable/session-state.ts";
import type { Span } from "../../../src/domain/timetable/standing-session.ts";
import { stateAt } from "../../../src/domain/timetable/state-at.ts";
import {
  draftOfHealth,
  dropReaderScans,
  emptyHealth,
  type HealthDraft,
  healthInMemory,
  keepReaderScan,
  putReaderScan,
} from "./health-in-memory.ts";
import type { HistoryStore } from "./history-store.ts";

interface KeptScan {
  readonly id: string;
  readonly seq: number;
  readonly key: string | null;
  readonly scheme: string | null;
  readonly value: string | null;
  readonly person: string | null;
  readonly at: Temporal.Instant;
  readonly contentHash: string;
  readonly native: boolean;
  readonly sender: string;
  readonly location: string;
  /** Where it is now, and where what it names said that it was; null for no room. */
  readonly room: string | null;
  readonly named: string | null;
  /** What was stated of its sender's clock, by its id; null where nothing was. */
  readonly correction: string | null;
  readonly withdrawn: boolean;
}

/** What a store keeps beside the facts and the health of readers. */
interface OtherTables {
  readonly identifiers: Map<string, readonly StoredIdentifier[]>;
  readonly people: Map<string, StoredPerson & { readonly mergedInto: string | null }>;
  readonly roomNames: Map<string, string>;
  readonly classCodes: Map<string, string>;
  readonly scans: Map<string, KeptScan>;
  readonly scansByKey: Map<string, string>;
  readonly corrections: Map<string, { readonly sender: string; readonly undone: boolean }>;
  readonly placements: Map<string, StoredPlacement & { readonly undone: boolean }>;
  readonly merges: Map<string, DatedMerge>;
  readonly absences: Map<string, StoredAbsence>;
  readonly entries: Map<string, RegisterMark>;
  /** Marks that are found and counted by something else than their last revision says, by session and student. */
  readonly misfiled: Map<string, CheckedMark["columns"]>;
  /** The window and the rooms for which the blindness of a session's readers was settled. */
  readonly settled: Map<string, string>;
}

type OtherDraft = {
  readonly [K in keyof OtherTables]: OtherTables[K] extends Map<infer Key, infer Value>
    ? DraftMap<Key, Value>
    : never;
};

interface Draft {
  readonly facts: PresentDraft;
  readonly health: HealthDraft;
  readonly other: OtherDraft;
  seq: number;
}

export interface StoreInMemory extends HistoryStore {
  readonly tables: PresentTables;
  /** How many students the short lane took. */
  plain(): number;
}

/**
 * A store whose tables are maps in memory: for histories by the thousand. It has the use cases' ports, and no SQL.
 *
 * @param lanes whether plain students are marked by the short lane, or everybody by the world
 */
export function storeInMemory(policies: readonly DatedPolicy[], lanes: "both" | "world"): StoreInMemory {
  const tables = emptyTables();
  const healthTables = emptyHealth();
  const others: OtherTables = {
    identifiers: new Map(),
    people: new Map(),
    roomNames: new Map(),
    classCodes: new Map(),
    scans: new Map(),
    scansByKey: new Map(),
    corrections: new Map(),
    placements: new Map(),
    merges: new Map(),
    absences: new Map(),
    entries: new Map(),
    misfiled: new Map(),
    settled: new Map(),
  };
  let seq = 0;
  let plain = 0;
  for (const policy of policies) tables.policies.set(policy.policy.version, policy);

  function begin(): Draft {
    return {
      facts: draftOf(tables),
      health: draftOfHealth(healthTables),
      other: {
        identifiers: draftMap(others.identifiers),
        people: draftMap(others.people),
        roomNames: draftMap(others.roomNames),
        classCodes: draftMap(others.classCodes),
        scans: draftMap(others.scans),
        scansByKey: draftMap(others.scansByKey),
        corrections: draftMap(others.corrections),
        placements: draftMap(others.placements),
        merges: draftMap(others.merges),
        absences: draftMap(others.absences),
        entries: draftMap(others.entries),
        misfiled: draftMap(others.misfiled),
        settled: draftMap(others.settled),
      },
      seq,
    };
  }

  async function write<T>(work: (draft: Draft) => Promise<T>): Promise<T> {
    const draft = begin();
    const result = await work(draft);
    draft.facts.keep();
    for (const map of [...Object.values(draft.health), ...Object.values(draft.other)]) map.keep();
    seq = draft.seq;
    return result;
  }

  return {
    tables,
    plain: () => plain,
    ingest: (work) =>
      write((draft) => {
        const facts = registersTransaction(draft);
        return work(
          ingestTransaction(draft, {
            ...facts,
            async plainStudents(asked, now) {
              if (lanes === "world") return asked.map(() => null);
              const found = await facts.plainStudents(asked, now);
              plain += found.filter((one) => (one?.sessions.size ?? 0) > 0).length;
              return found;
            },
          }),
        );
      }),
    monitor: monitorStore(begin, write),
    registers: {
      write: (work) => write((draft) => work(registersTransaction(draft))),
      changePlan: (work) => write((draft) => work(registersTransaction(draft))),
    },
    people: (work) =>
      write((draft) => work({ roster: peopleTransaction(draft), timetable: registersTransaction(draft) })),
    clocks: { write: (work) => write((draft) => work(clockTransaction(draft))) },
    placements: { write: (work) => write((draft) => work(placementTransaction(draft))) },
    read: (work) => {
      const draft = begin();
      return work({
        ...registersTransaction(draft),
        countSessions: async () => tables.sessions.size,
        async *sessionsInOrder() {
          yield [...tables.sessions.values()].sort(
            (a, b) =>
              a.opensAt.epochMilliseconds - b.opensAt.epochMilliseconds || (a.plan.id < b.plan.id ? -1 : 1),
          );
        },
      });
    },
    async addRoom(id, code) {
      others.roomNames.set(code, id);
    },
    async addClass(id, code) {
      others.classCodes.set(code, id);
    },
    addStudent: (id, studentId) =>
      write(async (draft) => putStudent(draft, { id, studentId, givenName: null, familyName: null })),
    misfile: (session, student) =>
      write(async ({ other }) => {
        const columns = [{ field: "column present_ms", stored: "1", folded: "none" }];
        other.misfiled.set(`${session} ${student}`, columns);
      }),
    turnTo: () => undefined,
    close: async () => undefined,
  };
}

function takeSeqs(draft: Draft, count: number): number {
  draft.seq += count;
  return draft.seq - count + 1;
}

function putStudent(
  { other }: Draft,
  { id, studentId, givenName, familyName }: Parameters<SessionsTransaction["addStudent"]>[0],
): void {
  other.people.set(id, {
    id,
    kind: "student",
    givenName,
    familyName,
    email: null,
    cohort: null,
    mergedInto: null,
  });
  addIdentifier(other, { scheme: "student_id", value: studentId, person: id, from: null, to: null });
}

function addIdentifier(other: OtherDraft, identifier: StoredIdentifier): void {
  const key = `${identifier.scheme} ${identifier.value}`;
  other.identifiers.set(key, [...(other.identifiers.get(key) ?? []), identifier]);
}

/** What ended at the instant at which it began was never anybody's. */
function hasLength({ from, to }: StoredIdentifier): boolean {
  return from === null || to === null || Temporal.Instant.compare(from, to) < 0;
}

function holds({ from, to }: StoredIdentifier, at: Temporal.Instant): boolean {
  return (
    (from === null || Temporal.Instant.compare(from, at) <= 0) &&
    (to === null || Temporal.Instant.compare(at, to) < 0)
  );
}

function registersTransaction(draft: Draft): SessionsTransaction {
  const { other } = draft;
  const facts = factsInMemory(draft.facts, (count) => takeSeqs(draft, count));
  const current = (scheme: string, values: readonly string[]): Map<string, string> =>
    new Map(
      values.flatMap((value) => {
        const holder = other.identifiers.get(`${scheme} ${value}`)?.find(({ to }) => to === null);
        return holder ? [[value, holder.person] as const] : [];
      }),
    );
  const heldIn = (values: readonly string[], { start, end }: Span): Map<string, string> =>
    new Map(
      values.flatMap((value) => {
        const all = other.identifiers.get(`student_id ${value}`) ?? [];
        const within = all.findLast(
          ({ from, to }) =>
            (from === null || Temporal.Instant.compare(from, end) < 0) &&
            (to === null || Temporal.Instant.compare(to, start) > 0),
        );
        const [only] = all;
        const holder = within ?? (all.every(({ person }) => person === only?.person) ? only : undefined);
        return holder ? [[value, holder.person] as const] : [];
      }),
    );
  const enrolledIn = (student: string, classes: readonly string[], day: string): string[] =>
    (draft.facts.enrolmentsOfStudent.get(student) ?? []).flatMap((id) => {
      const enrolment = draft.facts.enrolments.get(id);
      const isIn =
        enrolment !== undefined &&
        classes.includes(enrolment.class) &&
        enrolment.from <= day &&
        (enrolment.to === null || day < enrolment.to);
      return isIn ? [enrolment.class] : [];
    });
  return {
    ...facts,
    readers: settlingInMemory(draft),

    async addFacts(news) {
      for (const [at, fact] of news.entries()) {
        if (fact.kind !== "absence") continue;
        const { absence: id, actor, reason, at: time, ...rest } = fact;
        const said = { reason, by: actor.id, at: time };
        const request = other.absences.get(id)?.request;
        other.absences.set(id, {
          ...rest,
          id,
          request: request ?? said,
          decision: request === undefined ? null : said,
          seq: draft.seq + at + 1,
        });
      }
      return facts.addFacts(news);
    },

    async addMarks(marks) {
      for (const { session, student, after, entry } of marks) {
        other.entries.set(`${session} ${student} ${after + 1}`, entry);
        other.misfiled.delete(`${session} ${student}`);
      }
      await facts.addMarks(marks);
    },

    marksToCheck: async (sessions) =>
      (await facts.marksToCheck(sessions)).map((mark) => ({
        ...mark,
        columns: other.misfiled.get(`${mark.session} ${mark.student}`) ?? [],
      })),

    findStudents: async (ids, span) => heldIn(ids, span),
    findStudentsToday: async (ids) => current("student_id", ids),
    async seatedAmong(session, students) {
      const [found] = await facts.findSessions([session]);
      const marks = await facts.marksOf([session], students);
      const marked = new Set(marks.map(({ student }) => student));
      const { classes = [], day = "" } = found?.plan ?? {};
      return new Set(
        students.filter((student) => marked.has(student) || enrolledIn(student, classes, day).length > 0),
      );
    },
    leftWithDemo: async () => new Set(),
    findStaff: async (logins) =>
      new Map(
        logins.flatMap((login) => {
          const holders = other.identifiers.get(`username ${login}`);
          return holders === undefined ? [] : [[login, holders] as const];
        }),
      ),

    async findRooms(names) {
      return new Map(
        names.flatMap((name) => {
          const room = other.roomNames.get(name);
          return room === undefined ? [] : [[name, room] as const];
        }),
      );
    },

    async findClasses(codes) {
      return new Map(
        codes.flatMap((code) => {
          const id = other.classCodes.get(code);
          return id === undefined ? [] : [[code, { id, title: code }] as const];
        }),
      );
    },

    async namesOf(thing) {
      if (thing === "room") return [...other.roomNames.entries()].map(([name]) => name);
      if (thing === "class") return [...other.classCodes.entries()].map(([code]) => code);
      const scheme = thing === "student" ? "student_id " : "username ";
      return [...other.identifiers.entries()].flatMap(([key]) =>
        key.startsWith(scheme) ? [key.slice(scheme.length)] : [],
      );
    },

    async personCalled(id) {
      const person = other.people.get(id);
      if (person === undefined) throw new Error(`${id} is no person`);
      return { ...person, username: null };
    },

    async addStudent(student) {
      putStudent(draft, student);
    },

    enrolledIn: async (student, classes, day) => enrolledIn(student, classes, day),

    async unclaimedScans(studentId, from, to) {
      return [...other.scans.entries()]
        .map(([, scan]) => scan)
        .filter(
          ({ id, value, person, at }) =>
            value === studentId &&
            person === null &&
            (draft.facts.scans.get(id)?.length ?? 0) < 2 &&
            Temporal.Instant.compare(at, from) >= 0 &&
            Temporal.Instant.compare(at, to) < 0,
        )
        .sort((a, b) => a.seq - b.seq)
        .map(({ id }) => id);
    },

    findAbsence: async (id) => other.absences.get(id) ?? null,
    leaveOf: async (student) =>
      [...other.absences.entries()].flatMap(([, one]) =>
        one.student === student && one.state === "approved" ? [one] : [],
      ),
    queueAnswer: () => Promise.reject(new Error("nobody is told by mail here")),
    entriesUpTo: async (session, student, revision) =>
      Array.from({ length: revision }, (_, before) => revision - before).flatMap(
        (number) => other.entries.get(`${session} ${student} ${number}`) ?? [],
      ),
  };
}

function ingestTransaction(draft: Draft, timetable: FactTransaction): IngestTransaction {
  const { other, health, facts } = draft;
  return {
    timetable,
    holds: () => true,
    beyond: async () => timetable,
    health: healthInMemory(health),
    takeSeqs: async (count) => takeSeqs(draft, count),

    async findPersons(asked) {
      return asked.map(
        ({ scheme, value, at }) =>
          other.identifiers.get(`${scheme} ${value}`)?.find((one) => holds(one, at))?.person ?? null,
      );
    },

    findRooms: async (names) => names.map((name) => other.roomNames.get(name) ?? null),
    placementsOf: async (senders) => holding(other).filter(({ sender }) => senders.includes(sender)),
    // Every scan of a history has an id of its own.
    findRepeated: async (asked) => asked.map(() => null),

    async addClockCorrections(corrections) {
      for (const { id, sender } of corrections) {
        if (other.corrections.get(id) === undefined) other.corrections.set(id, { sender, undone: false });
      }
    },

    async addScans(scans) {
      const stored = new Set<string>();
      for (const scan of scans) {
        const key = scan.read.externalId === null ? null : `${scan.read.sender} ${scan.read.externalId}`;
        if (key !== null && other.scansByKey.get(key) !== undefined) continue;
        if (key !== null) other.scansByKey.set(key, scan.id);
        other.scans.set(scan.id, toKept(scan, key));
        keepInTables(facts, scan);
        if (scan.read.source === "native") {
          const { sender, boot, time, live } = scan.read;
          const { clockSuspect } = time;
          keepReaderScan(health, sender, {
            id: scan.id,
            occurredAt: scan.occurredAt,
            receivedAt: scan.receivedAt,
            room: scan.roomId,
            boot,
            clockSuspect,
            live,
          });
        }
        stored.add(scan.id);
      }
      return stored;
    },

    async findScansByKey(keys) {
      return keys.flatMap(({ sender, externalId }) => {
        const scan = other.scans.get(other.scansByKey.get(`${sender} ${externalId}`) ?? "");
        return scan ? [{ sender, externalId, id: scan.id, contentHash: scan.contentHash }] : [];
      });
    },

    // What is counted and shown beside: no mark rests on it.
    addCounts: async () => undefined,
    // What follows is counted and shown, and no mark rests on it.
    countRepeats: async () => undefined,
    addQuarantine: async () => undefined,
    noteReplays: async () => undefined,
    noteAnswers: async () => undefined,
  };
}

function toKept(scan: NewScan, key: string | null): KeptScan {
  const { id, seq, personId: person, occurredAt: at, contentHash, read, correction } = scan;
  const { scheme = null, value = null } = read.subject ?? {};
  const { sender, source } = read;
  const room = scan.roomId;
  const named = scan.named === null ? room : scan.named.room;
  const place = { location: read.location ?? "", room, named };
  const told = { native: source === "native", sender, correction, withdrawn: false, ...place };
  return { id, seq, key, scheme, value, person, at, contentHash, ...told };
}

/** Whose a scan is by the last word about it. */
function studentNow(facts: PresentDraft, scan: KeptScan): string | null {
  const words = facts.scans.get(scan.id);
  return words === undefined ? scan.person : (words.at(-1)?.student ?? null);
}

function clockTransaction(draft: Draft): ClockCorrectionTransaction {
  const { other, health, facts } = draft;
  const takenBy = (correction: string): KeptScan[] =>
    [...other.scans.entries()]
      .map(([, scan]) => scan)
      .filter((scan) => scan.correction === correction && !scan.withdrawn)
      .sort((a, b) => a.seq - b.seq);
  return {
    timetable: registersTransaction(draft),
    health: healthInMemory(health),
    addCounts: async () => undefined,
    findCorrection: async (id) => other.corrections.get(id) ?? null,

    async correctedScans(correction) {
      return takenBy(correction).map((scan) => ({
        scan: scan.id,
        at: scan.at,
        student: studentNow(facts, scan),
        native: scan.native,
        sender: scan.sender,
        // What is counted and shown beside: no mark rests on it.
        location: null,
        decision: "granted",
        reason: null,
        boot: null,
      }));
    },

    async withdraw(correction) {
      const scans = takenBy(correction);
      const known = other.corrections.get(correction);
      if (known) other.corrections.set(correction, { ...known, undone: true });
      for (const scan of scans) {
        other.scans.set(scan.id, { ...scan, withdrawn: true });
        if (scan.key !== null) other.scansByKey.delete(scan.key);
        dropReaderScans(health, scan.sender, new Set([scan.id]));
      }
    },
  };
}

const holding = (other: OtherDraft): StoredPlacement[] =>
  [...other.placements.entries()].flatMap(([, placement]) => (placement.undone ? [] : [placement]));

function placementTransaction(draft: Draft): PlacementTransaction {
  const { other, health, facts } = draft;
  const scansOfSender = (sender: string): KeptScan[] =>
    [...other.scans.entries()]
      .map(([, scan]) => scan)
      .filter((scan) => scan.sender === sender && !scan.withdrawn)
      .sort((a, b) => a.seq - b.seq);
  return {
    timetable: registersTransaction(draft),
    health: healthInMemory(health),
    isSender: async (name) => scansOfSender(name).length > 0,
    findRoom: async (name) => other.roomNames.get(name) ?? null,

    async locationsSince(sender, from) {
      const own = scansOfSender(sender);
      const since = own.filter(({ at }) => Temporal.Instant.compare(at, from) >= 0);
      return [...new Set((since.length > 0 ? since : own.slice(-1)).map(({ location }) => location))].sort();
    },

    placementsOf: async (sender) => holding(other).filter((one) => one.sender === sender),
    findPlacement: async (id) => other.placements.get(id) ?? null,

    async addPlacement(placement) {
      other.placements.set(placement.id, { ...placement, undone: false });
    },

    // What is shown beside: no mark rests on it.
    noteScans: async () => undefined,

    async undoPlacement(id) {
      const known = other.placements.get(id);
      if (known) other.placements.set(id, { ...known, undone: true });
    },

    async scansOf({ sender, location, from, to }, limit) {
      return scansOfSender(sender)
        .filter(
          (scan) =>
            scan.location === location &&
            Temporal.Instant.compare(scan.at, from) >= 0 &&
            (to === null || Temporal.Instant.compare(scan.at, to) < 0),
        )
        .slice(0, limit)
        .map((scan) => ({ ...scan, scan: scan.id, student: studentNow(facts, scan) }));
    },

    async putRooms(scans) {
      for (const { scan: id, room } of scans) {
        const scan = other.scans.get(id);
        if (scan === undefined) continue;
        other.scans.set(id, { ...scan, room });
        if (scan.native) putReaderScan(health, scan.sender, id, room);
      }
    },
  };
}

function keepInTables(facts: PresentDraft, scan: NewScan): void {
  const { id, seq, roomId, personId, occurredAt, contentHash, decision, identified, direction } = scan;
  if (roomId === null) return;
  const told = { id, occurredAt, contentHash, decision, identified, direction };
  putFacts(facts, { ...noFacts, scans: [{ id, seq, room: roomId, student: personId, scan: told }] });
}

function peopleTransaction(draft: Draft): PeopleTransaction {
  const { other, facts } = draft;
  const identifiers = (): StoredIdentifier[] => [...other.identifiers.entries()].flatMap(([, all]) => all);
  function change(
    { scheme, value }: Pick<StoredIdentifier, "scheme" | "value">,
    to: (identifier: StoredIdentifier) => StoredIdentifier,
  ): void {
    const key = `${scheme} ${value}`;
    other.identifiers.set(key, (other.identifiers.get(key) ?? []).map(to));
  }
  const scansWhere = (holdsFor: (scan: KeptScan) => boolean): ScanOfIdentifier[] =>
    [...other.scans.entries()]
      .map(([, scan]) => scan)
      .filter((scan) => !scan.withdrawn && holdsFor(scan))
      .sort((a, b) => a.seq - b.seq)
      .map((scan) => ({ scan: scan.id, at: scan.at, student: studentNow(facts, scan) }));

  return {
    async person(id) {
      const person = other.people.get(id);
      if (person === undefined || person.mergedInto !== null) return null;
      return { person, identifiers: identifiers().filter((one) => one.person === id) };
    },

    async holderOf(scheme, value, from) {
      return (
        (other.identifiers.get(`${scheme} ${value}`) ?? []).findLast(
          (one) =>
            hasLength(one) &&
            (one.to === null || from === null || Temporal.Instant.compare(one.to, from) > 0),
        ) ?? null
      );
    },

    heldAfter: async (rows) =>
      rows.map(
        ({ scheme, value, from }) =>
          (other.identifiers.get(`${scheme} ${value}`) ?? []).findLast(
            (one) =>
              hasLength(one) &&
              one.from !== null &&
              (from === null || Temporal.Instant.compare(one.from, Temporal.Instant.from(from)) > 0),
          ) ?? null,
      ),

    valuesOf: async (scheme) =>
      identifiers().flatMap((one) => (one.scheme === scheme && one.to === null ? [one.value] : [])),

    enrolmentsOf: async (person) =>
      (facts.enrolmentsOfStudent.get(person) ?? []).flatMap((id) => facts.enrolments.get(id) ?? []),

    async scansOfIdentifiers(scheme, values, from) {
      const holders = new Set(
        values.flatMap((value) =>
          (other.identifiers.get(`${scheme} ${value}`) ?? []).map(({ person }) => person),
        ),
      );
      return scansWhere(
        (scan) =>
          scan.scheme === scheme &&
          scan.value !== null &&
          values.includes(scan.value) &&
          Temporal.Instant.compare(scan.at, from) >= 0 &&
          (scan.person === null || holders.has(scan.person)),
      );
    },

    scansOfPerson: async (person) => scansWhere((scan) => studentNow(facts, scan) === person),

    scansNaming: async (person, another) =>
      scansWhere(
        (scan) =>
          studentNow(facts, scan) === person &&
          (other.identifiers.get(`${scan.scheme} ${scan.value}`) ?? []).some(
            (one) =>
              one.person === another &&
              (one.from === null || Temporal.Instant.compare(one.from, scan.at) <= 0) &&
              (one.to === null || Temporal.Instant.compare(one.to, scan.at) > 0),
          ),
      ).map(({ scan }) => scan),

    scansOfNobody: async (rows) =>
      rows.flatMap(({ scheme, value, person }) =>
        scansWhere(
          (scan) =>
            scan.person === null &&
            scan.scheme === scheme &&
            scan.value === value &&
            studentNow(facts, scan) === null,
        ).map((scan) => ({ ...scan, scheme, value, person })),
      ),

    async addIdentifiers(rows) {
      for (const row of rows) addIdentifier(other, row);
    },

    async endIdentifiers(rows) {
      for (const { at, ...row } of rows) {
        change(row, (one) =>
          one.to !== null
            ? one
            : { ...one, to: one.from !== null && Temporal.Instant.compare(one.from, at) > 0 ? one.from : at },
        );
      }
    },

    async reopenIdentifiers(rows, person) {
      for (const row of rows) {
        const last = (other.identifiers.get(`${row.scheme} ${row.value}`) ?? []).findLast(
          (one) => one.person === person,
        );
        change(row, (one) => (one === last ? { ...one, to: null } : one));
      }
    },

    async moveIdentifiers(rows, from, to) {
      for (const row of rows) {
        change(row, (one) =>
          (one.from?.toString() ?? null) === row.from &&
          one.person === from &&
          (row.isOfNoLength === undefined ||
            row.isOfNoLength ===
              (one.from !== null && one.to !== null && Temporal.Instant.compare(one.from, one.to) === 0))
            ? { ...one, person: to }
            : one,
        );
      }
    },

    async setMergedInto(person, into) {
      const known = other.people.get(person);
      if (known) other.people.set(person, { ...known, mergedInto: into });
    },

    async addMerge(merge, { at }) {
      other.merges.set(merge.id, { ...merge, at });
    },

    findMerge: async (id) => other.merges.get(id) ?? null,

    async laterMerge(id) {
      const all = [...other.merges.entries()].map(([, merge]) => merge);
      const at = all.findIndex((one) => one.id === id);
      const kept = all[at]?.kept;
      const later = all
        .slice(at + 1)
        .findLast((one) => !one.undone && [one.kept, one.merged].includes(kept ?? ""));
      return later === undefined ? null : { id: later.id, keptName: later.kept, mergedName: later.merged };
    },

    async undoMerge(id) {
      const merge = other.merges.get(id);
      if (merge) other.merges.set(id, { ...merge, undone: true });
    },
  };
}

function monitorStore(
  begin: () => Draft,
  write: <T>(work: (draft: Draft) => Promise<T>) => Promise<T>,
): MonitorStore {
  return {
    async dueSteps(upTo, except, limit) {
      const { facts, other } = begin();
      const by = upTo.epochMilliseconds;
      const due: (DueStep & { readonly rank: number })[] = [];
      for (const [id, session] of facts.sessions.entries()) {
        if (except.includes(id)) continue;
        const { state, opensAt, closesAt } = session;
        const note = (step: DueStep["step"], at: Temporal.Instant, rank: number): void => {
          if (at.epochMilliseconds <= by) due.push({ session: id, step, at, rank });
        };
        if (state === "scheduled") note("open", opensAt, 1);
        if (state === "scheduled" || state === "open") note("close", closesAt, 2);
        const isSettled = other.settled.get(id) === settledFor(session);
        if ((state === "closed" || state === "reopened") && !isSettled) note("settle", closesAt, 3);
      }
      return due
        .sort(
          (a, b) =>
            a.at.epochMilliseconds - b.at.epochMilliseconds ||
            a.rank - b.rank ||
            (a.session < b.session ? -1 : 1),
        )
        .slice(0, limit)
        .map(({ session, step, at }) => ({ session, step, at }));
    },

    async signedSessions(limit) {
      return [...begin().facts.sessions.entries()]
        .flatMap(([, session]) =>
          (session.state === "closed" || session.state === "reopened") && session.signedOff !== null
            ? [session]
            : [],
        )
        .sort((a, b) => a.closesAt.epochMilliseconds - b.closesAt.epochMilliseconds)
        .slice(0, limit)
        .map(({ plan }) => plan.id);
    },

    async sessionsToFinalise(upTo, after, limit) {
      const { facts } = begin();
      const policies = [...facts.policies.entries()].map(([, { policy }]) => policy);
      const least = Math.min(...policies.map(({ finaliseAfterDays }) => finaliseAfterDays));
      const bound = upTo.epochMilliseconds - (24 * least - 1) * 3_600_000;
      const key = ({ start, id }: SessionPlan): string =>
        `${String(start.epochMilliseconds).padStart(15, "0")} ${id}`;
      const last = after === null ? null : facts.sessions.get(after);
      return [...facts.sessions.entries()]
        .flatMap(([id, { state, plan }]) => {
          const needsReview = [...(facts.marks.get(id)?.values() ?? [])].some(
            ({ entry }) => entry.mark.status === "needs_review",
          );
          const isOver = plan.start.epochMilliseconds < bound && plan.end.epochMilliseconds <= bound;
          return (state === "closed" || state === "reopened") && isOver && !needsReview ? [plan] : [];
        })
        .filter((plan) => !last || key(plan) > key(last.plan))
        .sort((a, b) => (key(a) < key(b) ? -1 : 1))
        .slice(0, limit)
        .map(({ id }) => id);
    },

    async healthIsDue(now, except) {
      return [...begin().health.due.entries()].some(
        ([device, { dueAt }]) => Temporal.Instant.compare(dueAt, now) <= 0 && !except.includes(device),
      );
    },

    async newlySilent(silentSince, except) {
      const { facts, health } = begin();
      const open = new Map<string, Temporal.Instant>();
      for (const [, { state, plan }] of facts.sessions.entries()) {
        if (state !== "open") continue;
        for (const room of plan.rooms) {
          const end = open.get(room);
          if (!end || Temporal.Instant.compare(end, plan.end) < 0) open.set(room, plan.end);
        }
      }
      return [...health.moves.entries()].flatMap(([reader, moves]) => {
        const end = open.get(moves.at(-1)?.room ?? "");
        const last = health.alive.get(reader)?.at(-1);
        if (!end || !last || except.includes(reader)) return [];
        if (last.left === null && Temporal.Instant.compare(last.to, silentSince) >= 0) return [];
        if (Temporal.Instant.compare(last.to, end) > 0) return [];
        const told = latest(
          facts.blindness.get(reader) ?? [],
          ({ blindness }) => blindness,
          () => true,
        );
        return told.some(({ to }) => to === null) ? [] : [{ reader, lastAt: last.to }];
      });
    },

    countToSign: async () => 0,
    countToReview: async () => 0,

    sessionTrouble: async () => ({ toReview: { sessions: 0, marks: 0, firstDay: null }, unwatched: [] }),

    write: (work) => write((draft) => work(monitorTransaction(draft))),
  };
}

/** The window and the rooms of a session: settled for others, its readers are not settled for these. */
function settledFor({ plan, opensAt, closesAt }: StoredSession): string {
  return [opensAt, plan.end, closesAt, ...[...plan.rooms].sort()].join(" ");
}

function watchesOfRooms({ facts }: Draft, session: string): WatchFact[] {
  const stored = facts.sessions.get(session);
  if (!stored) return [];
  return stored.plan.rooms.flatMap((room) =>
    latest(
      facts.watches.get(room) ?? [],
      ({ watch }) => watch,
      () => true,
    ).filter(
      ({ from, to, health: tells }) =>
        tells &&
        Temporal.Instant.compare(from, stored.closesAt) <= 0 &&
        (to === null ||
          (Temporal.Instant.compare(to, stored.opensAt) > 0 && Temporal.Instant.compare(to, from) > 0)),
    ),
  );
}

/** What settles the readers of sessions. */
function settlingInMemory(draft: Draft): Omit<SettlingTransaction, "timetable"> {
  const { facts, health, other } = draft;
  return {
    health: healthInMemory(health),

    readerFacts: async (asked) =>
      asked.map(({ device, from, to }) => {
        const touches = (fact: Pick<WatchFact, "from" | "to">): boolean =>
          (to === null || Temporal.Instant.compare(fact.from, to) <= 0) &&
          (fact.to === null || Temporal.Instant.compare(fact.to, from) >= 0);
        const watches = (facts.roomsOfReader.get(device) ?? [])
          .flatMap((room) => facts.watches.get(room) ?? [])
          .filter(({ reader }) => reader === device);
        const blindness = facts.blindness.get(device) ?? [];
        const things = new Set([
          ...watches.filter(touches).map(({ watch }) => watch),
          ...blindness.filter(touches).map((fact) => fact.blindness),
        ]);
        return {
          watches: watches.filter(({ watch }) => things.has(watch)),
          blindness: blindness.filter((fact) => things.has(fact.blindness)),
        };
      }),

    async markSettled(sessions) {
      for (const id of sessions) {
        const session = facts.sessions.get(id);
        if (session) other.settled.set(id, settledFor(session));
      }
    },

    async readersOf(sessions) {
      return sessions.flatMap((session) => {
        const stored = facts.sessions.get(session);
        const readers = new Set(watchesOfRooms(draft, session).map(({ reader }) => reader));
        for (const [reader, moves] of health.moves.entries()) {
          moves.forEach(({ room, from }, at) => {
            const next = moves[at + 1];
            if (!stored?.plan.rooms.includes(room)) return;
            if (Temporal.Instant.compare(from, stored.closesAt) > 0) return;
            if (next && Temporal.Instant.compare(next.from, stored.opensAt) <= 0) return;
            readers.add(reader);
          });
        }
        return [...readers].map((reader) => ({ session, reader }));
      });
    },

    async sessionsTouching(revised, now) {
      const touched = revised.flatMap(({ room, from, to }) =>
        [...(facts.sessionsOfRoom.get(room) ?? [])].filter((id) => {
          const session = facts.sessions.get(id);
          if (!session || !["open", "closed", "reopened"].includes(stateAt(session, now))) return false;
          return session.opensAt.epochMilliseconds <= to && session.plan.end.epochMilliseconds >= from;
        }),
      );
      return [...new Set(touched)];
    },
  };
}

function monitorTransaction(draft: Draft): MonitorTransaction {
  const { facts, health } = draft;
  return {
    ...settlingInMemory(draft),
    timetable: registersTransaction(draft),

    async setState(sessions, state) {
      for (const id of sessions) {
        const session = facts.sessions.get(id);
        if (session) putSession(facts, { ...session, state });
      }
    },

    async takeHealthDue(now, except) {
      const [first] = [...health.due.entries()]
        .map(([, due]) => due)
        .filter(({ device, dueAt }) => Temporal.Instant.compare(dueAt, now) <= 0 && !except.includes(device))
        .sort((a, b) => Temporal.Instant.compare(a.dueAt, b.dueAt) || (a.device < b.device ? -1 : 1));
      if (first === undefined) return null;
      health.due.delete(first.device);
      return first;
    },

    async sessionsOfReader(reader, from, limit) {
      const rooms = new Set([
        ...(facts.roomsOfReader.get(reader) ?? []),
        ...(health.moves.get(reader) ?? []).map(({ room }) => room),
      ]);
      const ids = new Set([...rooms].flatMap((room) => facts.sessionsOfRoom.get(room) ?? []));
      return [...ids]
        .flatMap((id) => facts.sessions.get(id) ?? [])
        .filter(
          ({ state, closesAt }) =>
            state !== "scheduled" && state !== "cancelled" && Temporal.Instant.compare(closesAt, from) >= 0,
        )
        .sort(
          (a, b) =>
            a.opensAt.epochMilliseconds - b.opensAt.epochMilliseconds || (a.plan.id < b.plan.id ? -1 : 1),
        )
        .slice(0, limit);
    },

    async finalityFacts(sessions) {
      return new Map(
        sessions.map((id) => {
          const marks: StoredMark[] = [...(facts.marks.get(id)?.values() ?? [])];
          const readers = [...new Set(watchesOfRooms(draft, id).map(({ reader }) => reader))].sort();
          const known: Omit<FinalityFacts, "unsure"> = {
            toReview: marks.filter(({ entry }) => entry.mark.status === "needs_review").length,
            outboxes: readers.map((device) => ({
              device,
              emptyAt: health.emptyOutboxes.get(device) ?? null,
            })),
          };
          return [id, known] as const;
        }),
      );
    },
  };
}
