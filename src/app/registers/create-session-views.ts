import { Temporal } from "temporal-polyfill";
import type {
  AbsenceView,
  MarkExplanationView,
  MarkView,
  RegisterView,
  SessionList,
  SessionRow,
} from "../../contract/http/sessions.ts";
import type { Scope } from "../../domain/rights/may.ts";
import { InvalidCursor } from "../invalid-cursor.ts";
import { foldSession } from "../marks/fold-session.ts";
import type { Clock } from "../ports.ts";
import { type LiveRows, type LiveRowsAsked, marksOfSeats, readLiveRows } from "./live-rows.ts";
import { proposalsOf } from "./proposals-of.ts";
import { readMarkExplanation } from "./read-mark-explanation.ts";
import { readAllUnknowable, readUnknowable } from "./read-unknowable.ts";
import { readRegister } from "./register-view.ts";
import { instantText, toSessionRow } from "./session-row.ts";
import type {
  AbsenceFilter,
  SaidOfAbsence,
  SessionFilter,
  SessionPlace,
  SessionsReading,
  SessionsStore,
  StoredAbsence,
} from "./sessions-reading.ts";

/** How far ahead "now" looks. */
const soon = { hours: 2 };
/** More sessions at once than any school holds. */
const mostNow = 1_000;
/** How many sessions are read at once in search of those that need a person, and how often for one page. */
const candidatesAtOnce = 200;
const mostRounds = 10;

/** Timetabled sessions and their registers, as pages are told of them. */
export interface SessionViews {
  /** Sessions of local days, by (start, id). @throws InvalidCursor */
  list(filter: SessionFilter, cursor: string | null, limit: number): Promise<SessionList>;
  /** Sessions that are open now or start within two hours, of those that somebody may see. */
  now(within: Scope): Promise<SessionList>;
  /** null for a session that nobody planned. */
  register(session: string): Promise<Omit<RegisterView, "may"> | null>;
  /** Those of all sessions that are open in which it cannot be known who came (`readAllUnknowable`). */
  openUnknowable(now: Temporal.Instant): Promise<readonly string[]>;
  /** Rows by id; a session that nobody planned has none. */
  rows(ids: readonly string[]): Promise<ReadonlyMap<string, SessionRow>>;
  /** The marks of students as they stand, by student id, with the session's row. */
  marks(
    session: string,
    students: readonly string[],
  ): Promise<{ readonly session: SessionRow; readonly marks: MarkView[]; readonly seq: number } | null>;
  /** Rows of registers after changes. */
  liveRows(asked: LiveRowsAsked): Promise<readonly LiveRows[]>;
  /** null where the student has no mark in the session. */
  explanation(session: string, student: string): Promise<MarkExplanationView | null>;
  absence(id: string): Promise<AbsenceView | null>;
  /** Newest first; `next` goes on. */
  absences(
    filter: AbsenceFilter,
    limit: number,
  ): Promise<{ readonly absences: AbsenceView[]; readonly next: string | null; readonly waiting: number }>;
}

export function createSessionViews(parts: {
  readonly store: SessionsStore;
  readonly clock: Clock;
  /** The institution's zone, in which days are meant. */
  readonly timeZone: string;
}): SessionViews {
  const { store, clock, timeZone } = parts;

  return {
    openUnknowable: (now) => store.read((reading) => readAllUnknowable(reading, now)),

    list: (filter, cursor, limit) =>
      store.read(async (reading) => {
        const now = clock.now();
        const after = cursor === null ? null : readCursor(cursor);
        const { sessions, next } = filter.toLookAt
          ? await listToLookAt(reading, filter, now, after, limit)
          : await listPage(reading, filter, now, after, limit);
        const { from, to } = filter;
        const cursorAfter = next && writeCursor(next);
        return { from, to, timeZone, now: instantText(now), sessions, next: cursorAfter };
      }),

    now: (within) =>
      store.read(async (reading) => {
        const now = clock.now();
        const day = now.toZonedDateTimeISO(timeZone).toPlainDate().toString();
        const places = await reading.sessionsNear(now, now.add(soon), within, mostNow);
        const rows = await readRows(
          reading,
          places.map(({ id }) => id),
          now,
        );
        const sessions = places.flatMap(({ id }) => rows.get(id) ?? []);
        return { from: day, to: day, timeZone, now: instantText(now), sessions, next: null };
      }),

    register: (session) => store.read((reading) => readRegister(reading, session, clock.now())),

    rows: (ids) => store.read((reading) => readRows(reading, ids, clock.now())),

    marks: (session, students) =>
      store.read(async (reading) => {
        const now = clock.now();
        const row = (await readRows(reading, [session], now)).get(session);
        if (!row) return null;
        const asked = students.map((student) => ({ session, student }));
        const marks = (await marksOfSeats(reading, asked, now)).get(session) ?? [];
        return { session: row, marks, seq: await reading.lastSeq() };
      }),

    liveRows: (asked) => store.read((reading) => readLiveRows(reading, asked, clock.now())),

    explanation: (session, student) =>
      store.read((reading) => readMarkExplanation(reading, session, student, clock.now())),

    absence: (id) =>
      store.read(async (reading) => {
        const absence = await reading.findAbsence(id);
        return absence && toAbsenceView(absence, await reading.people([absence.student]));
      }),

    absences: (filter, limit) =>
      store.read(async (reading) => {
        const absences = await reading.listAbsences(filter, limit + 1);
        const shown = absences.slice(0, limit);
        const people = await reading.people(shown.map(({ student }) => student));
        const last = shown.at(-1);
        return {
          waiting: await reading.waitingAbsences(filter),
          absences: shown.map((absence) => toAbsenceView(absence, people)),
          next: absences.length > limit && last ? String(last.seq) : null,
        };
      }),
  };
}

export function toAbsenceView(
  absence: StoredAbsence,
  people: ReadonlyMap<string, AbsenceView["student"]>,
): AbsenceView {
  return {
    id: absence.id,
    student: people.get(absence.student) ?? { id: absence.student, name: null },
    from: instantText(absence.from),
    to: instantText(absence.to),
    category: absence.category,
    effect: absence.effect,
    state: absence.state,
    ...saidView(absence.request),
    decision: absence.decision && saidView(absence.decision),
  };
}

const saidView = ({ reason, by, at }: SaidOfAbsence): Pick<AbsenceView, "reason" | "by" | "at"> => ({
  reason: reason ?? "",
  by,
  at: instantText(at),
});

interface SessionPage {
  readonly sessions: SessionRow[];
  /** Where the next page goes on; null after the last. */
  readonly next: SessionPlace | null;
}

async function listPage(
  reading: SessionsReading,
  filter: SessionFilter,
  now: Temporal.Instant,
  after: SessionPlace | null,
  limit: number,
): Promise<SessionPage> {
  const places = await reading.listSessions(filter, now, after, limit + 1);
  const shown = places.slice(0, limit);
  const ids = shown.map(({ id }) => id);
  const rows = await readRows(reading, ids, now);
  return {
    sessions: ids.flatMap((id) => rows.get(id) ?? []),
    next: places.length > limit ? (shown.at(-1) ?? null) : null,
  };
}

/** Only folding tells whether late facts would change anything, so candidates are read until a page is full. */
async function listToLookAt(
  reading: SessionsReading,
  filter: SessionFilter,
  now: Temporal.Instant,
  after: SessionPlace | null,
  limit: number,
): Promise<SessionPage> {
  const sessions: SessionRow[] = [];
  let next = after;
  for (let round = 0; round < mostRounds; round += 1) {
    const page = await listPage(reading, filter, now, next, candidatesAtOnce);
    for (const session of page.sessions) {
      if (session.toLookAt === 0) continue;
      sessions.push(session);
      if (sessions.length < limit) continue;
      const last = { id: session.id, start: Temporal.Instant.from(session.start) };
      return { sessions, next: session === page.sessions.at(-1) ? page.next : last };
    }
    if (page.next === null) return { sessions, next: null };
    next = page.next;
  }
  return { sessions, next };
}

async function readRows(
  reading: SessionsReading,
  ids: readonly string[],
  now: Temporal.Instant,
): Promise<Map<string, SessionRow>> {
  if (ids.length === 0) return new Map();
  const heads = await reading.heads(ids);
  const policies = await reading.policies();
  const counts = await reading.seatCounts(ids);
  const unknowable = await readUnknowable(reading, heads, policies, now);
  const proposed = new Map<string, number>();
  for (const id of await reading.finalWithLateFacts(ids)) {
    const folded = await foldSession(reading, id, now);
    proposed.set(id, (await proposalsOf(reading, folded?.register ?? null)).length);
  }
  const bySession = new Map<string, (typeof counts)[number][]>();
  for (const count of counts) {
    const others = bySession.get(count.session);
    if (others) others.push(count);
    else bySession.set(count.session, [count]);
  }
  return new Map(
    heads.map((head) => {
      const { id } = head.stored.plan;
      const row = toSessionRow(
        head,
        bySession.get(id) ?? [],
        proposed.get(id) ?? 0,
        policies,
        now,
        unknowable.has(id),
      );
      return [id, row];
    }),
  );
}

function writeCursor({ start, id }: SessionPlace): string {
  return Buffer.from(JSON.stringify([start.toString(), id])).toString("base64url");
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function readCursor(cursor: string): SessionPlace {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    if (!Array.isArray(parsed)) throw new InvalidCursor();
    const [start, id]: unknown[] = parsed;
    if (typeof start !== "string" || typeof id !== "string" || !uuid.test(id)) throw new InvalidCursor();
    return { start: Temporal.Instant.from(start), id };
  } catch (error) {
    throw error instanceof InvalidCursor ? error : new InvalidCursor(error);
  }
}
