import type { Temporal } from "temporal-polyfill";
import type { StudentRecord } from "../../contract/http/exports.ts";
import type { DatedPolicy } from "../../domain/policy/policy-in-force.ts";
import { stateAt } from "../../domain/timetable/state-at.ts";
import { shownMark, unstoredMark } from "../facts/unstored-mark.ts";
import type { FigureViews } from "../figures/create-figures.ts";
import type { Clock } from "../ports.ts";
import { readMarkScene, sceneOfMark } from "../registers/mark-scene.ts";
import { toMarkView } from "../registers/mark-view.ts";
import { readUnknowable } from "../registers/read-unknowable.ts";
import { toRevisionView } from "../registers/revision-view.ts";
import { instantText, judgedUnder, toSessionRow } from "../registers/session-row.ts";
import type { SessionHead } from "../registers/sessions-reading.ts";
import type { AbsenceRevision, ExportReading, ExportStore, PersonOnRecord } from "./export-store.ts";

/** How many sessions are looked up at once. */
const sessionsAtOnce = 200;

export interface StudentRecords {
  /** Everything that is stored about a student, from one moment of the store; null for an id that no student has. */
  record(studentId: string): Promise<StudentRecord | null>;
}

/** Puts together what a student may ask to see. */
export function createStudentRecords(parts: {
  readonly store: ExportStore;
  readonly figures: Pick<FigureViews, "student">;
  readonly clock: Clock;
  /** The institution's zone. */
  readonly timeZone: string;
}): StudentRecords {
  const { store, figures, clock, timeZone } = parts;

  return {
    async record(studentId) {
      const now = clock.now();
      const stored = await store.read(async (reading) => {
        const person = await reading.findPerson(studentId);
        if (person?.kind !== "student") return null;
        return {
          student: person.shown,
          ...(await reading.details(person)),
          sessions: await readSessions(reading, person, now),
          scans: (await reading.scansOfPerson(person)).map(({ scan, topic, payload }) => ({
            ...scan,
            topic,
            payload,
          })),
          absences: toAbsences(await reading.absencesOfPerson(person)),
          alerts: await reading.alertsOfPerson(person),
        };
      });
      if (stored === null) return null;
      const today = now.toZonedDateTimeISO(timeZone).toPlainDate().toString();
      const days = [today, ...stored.sessions.map(({ session }) => session.day)].sort();
      const [window, everything] = [
        await figures.student(studentId, {}),
        await figures.student(studentId, { from: days[0] ?? today, to: days.at(-1) ?? today }),
      ];
      // Between the two readings the id may have ended.
      if (window === null || everything === null) return null;
      return { asOf: instantText(now), timeZone, ...stored, figures: { window, everything } };
    },
  };
}

async function readSessions(
  reading: ExportReading,
  person: PersonOnRecord,
  now: Temporal.Instant,
): Promise<StudentRecord["sessions"]> {
  const ids = await reading.sessionsOfStudent(person);
  const policies = await reading.policies();
  const sessions: StudentRecord["sessions"] = [];
  for (let from = 0; from < ids.length; from += sessionsAtOnce) {
    const page = ids.slice(from, from + sessionsAtOnce);
    const heads = new Map((await reading.heads(page)).map((head) => [head.stored.plan.id, head]));
    for (const id of page) {
      const head = heads.get(id);
      if (!head) continue;
      for (const student of person.ids) {
        const session = await readSession(reading, head, student, policies, now);
        if (session) sessions.push(session);
      }
    }
  }
  return sessions;
}

/** A student's mark in a session with its history; null where the student has no seat there and never had a mark. */
async function readSession(
  reading: ExportReading,
  head: SessionHead,
  student: string,
  policies: readonly DatedPolicy[],
  now: Temporal.Instant,
): Promise<StudentRecord["sessions"][number] | null> {
  const { id } = head.stored.plan;
  const [seat] = await reading.seats(id, student);
  const revisions = await reading.revisions(id, student);
  const [newest] = revisions;
  if (!seat && !newest) return null;
  const under = judgedUnder(head, policies);
  const unknowable = (await readUnknowable(reading, [head], policies, now)).has(id);
  const unstored = unstoredMark(
    stateAt(head.stored, now),
    under.window,
    under.policy.version,
    now,
    unknowable,
  );
  // One who left the session keeps the history of the mark, which no seat leads to any more.
  const mark = seat ? seat.mark : (newest ?? null);
  const entry = shownMark(mark?.entry ?? null, unstored);
  const entries = [entry, ...revisions.map((revision) => revision.entry)];
  const scene = await readMarkScene(reading, head, under, entries, now);
  const shown = seat?.person ?? (await reading.people([student])).get(student) ?? { id: student, name: null };
  const {
    counts: _counts,
    expected: _expected,
    toLookAt: _toLookAt,
    proposals: _proposals,
    ...session
  } = toSessionRow(head, [], 0, policies, now);
  return {
    session,
    mark: toMarkView(shown, entry, mark?.revision ?? 0, sceneOfMark(scene, student, mark)),
    history: revisions.map((revision) => toRevisionView(revision, student, scene)),
  };
}

function toAbsences(revisions: readonly AbsenceRevision[]): StudentRecord["absences"] {
  const absences = new Map<string, AbsenceRevision[]>();
  for (const revision of revisions) {
    const earlier = absences.get(revision.absence);
    if (earlier) earlier.push(revision);
    else absences.set(revision.absence, [revision]);
  }
  return Array.from(absences, ([id, versions]) => {
    const history = versions.map(({ from, to, category, effect, state, at, by, role, reason }) => ({
      from: instantText(from),
      to: instantText(to),
      category,
      effect,
      state,
      at: instantText(at),
      by,
      role,
      reason,
    }));
    const [first] = history;
    const last = history.at(-1);
    if (!first || !last) throw new RangeError("an absence has at least the version that it began with");
    const said = ({ reason, by, at }: typeof first) => ({ reason: reason ?? "", by, at });
    const { from, to, category, effect, state } = last;
    const decision = last === first ? null : said(last);
    return { id, from, to, category, effect, state, ...said(first), decision, history };
  });
}
