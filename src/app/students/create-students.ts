import { Temporal } from "temporal-polyfill";
import {
  type FoundPerson,
  missedDays,
  missedStatuses,
  type SeatView,
  type StudentDetail,
  type StudentGroups,
  type StudentNeighbours,
  type StudentPage,
  type StudentRow,
  type StudentSort,
  type TuteesView,
} from "../../contract/http/students.ts";
import { isBelow, latestSight, percentOf } from "../../domain/attendance/figures.ts";
import type { MarkStatus } from "../../domain/attendance/mark.ts";
import { nobodySeenYet } from "../../domain/attendance/nobody-seen-yet.ts";
import { searchWords } from "../../domain/kernel/fold-text.ts";
import { compare, type Rational } from "../../domain/kernel/rational.ts";
import type { Scope } from "../../domain/rights/may.ts";
import { dayOf } from "../../domain/timetable/standing-session.ts";
import { chooseWindow, type FigureWindow, weeksWithoutTerm } from "../figures/choose-window.ts";
import { alikeOf, type FiguresParts, queryOf } from "../figures/create-figures.ts";
import type { SessionsAlike, StudentSession } from "../figures/figures-store.ts";
import { toRateWithSum } from "../figures/figures-view.ts";
import type { KeptCounts } from "../figures/keep-counts.ts";
import { countAlikeSessions, valueSessions } from "../figures/value-sessions.ts";
import { InvalidCursor } from "../invalid-cursor.ts";
import type { TiesStore } from "../rights/ties-store.ts";
import type { ChangedStudents } from "./changed-students.ts";
import {
  createRosterList,
  findStudents,
  type ListedRoster,
  type ListedStudent,
} from "./create-roster-list.ts";
import { type KeptRates, keepRates, type RateFrame, type RateSums } from "./keep-rates.ts";
import type { StudentsStore } from "./students-store.ts";
import { weeksUpTo } from "./weeks-of.ts";

/** So many tutees are listed at most, and so much that they missed. */
const mostTutees = 200;
const mostMissed = 100;
/** Weeks of the spark beside a rate. */
const weeksShown = 8;

export interface StudentFilter {
  /** Words, each of which name or id must hold. */
  readonly search: string | null;
  readonly class?: string | undefined;
  readonly course?: string | undefined;
  readonly cohort?: string | undefined;
  /** Those whose rate is below so many per cent, exactly; whoever has none is not. */
  readonly below?: number | undefined;
  /** true lists those as well whose enrolments are over. */
  readonly left: boolean;
}

export interface StudentQuery extends StudentFilter {
  /** Whom somebody may see. */
  readonly within: Scope;
  readonly sort: StudentSort;
}

/** Students as lists, pickers and pages show them, over the sessions of both kinds. */
export interface Students {
  /**
   * @param query.after the `next` of the page before
   * @param query.offset leaves out so many from there
   * @throws InvalidCursor
   */
  list(
    query: StudentQuery & { readonly after: string | null; readonly offset: number; readonly limit: number },
  ): Promise<StudentPage>;
  /** Students side by side, with what they missed lately. @param within whom somebody is tutor of */
  sideBySide(within: Scope): Promise<TuteesView>;
  neighbours(query: StudentQuery, studentId: string): Promise<StudentNeighbours>;
  /** null for an id that no student has. */
  detail(studentId: string): Promise<StudentDetail | null>;
  /** By name or id, the best first, of those whom somebody may see. */
  find(
    search: string,
    limit: number,
    within: Scope,
  ): Promise<{ readonly people: FoundPerson[]; readonly total: number }>;
  /** Store ids of those whose name or id holds every word. */
  personsOf(search: string): Promise<readonly string[]>;
  groups(): Promise<StudentGroups>;
  /** Everybody's rates by store id, with what they are taken over. */
  rates(): Promise<{ readonly frame: RateFrame; readonly sums: ReadonlyMap<string, RateSums> }>;
  roster(): Promise<ListedRoster>;
  /** Rows of students by store id; somebody who is not in the roster has none. */
  rowsOf(persons: readonly string[]): Promise<ReadonlyMap<string, StudentRow>>;
  /** Who is enrolled where, or by which policy figures are taken, changed at large. */
  forget(): void;
}

export function createStudents(
  parts: FiguresParts & {
    readonly kept: KeptCounts;
    readonly students: StudentsStore;
    readonly ties: Pick<TiesStore, "studentsWithin">;
    readonly changes: ChangedStudents;
  },
): Students {
  const { store, clock, timeZone, policies } = parts;
  const today = (): string => dayOf(clock.now(), timeZone).toString();
  const list = createRosterList({ store: parts.students, clock, today });
  const kept: KeptRates = keepRates({ figures: store, counts: parts.kept, changes: parts.changes, timeZone });

  async function frameNow(): Promise<RateFrame> {
    const now = clock.now();
    const day = dayOf(now, timeZone).toString();
    return { now, today: day, policy: policies.current(), window: await chooseWindow(store, {}, day) };
  }

  /** What is said of some students, each by store id. @param allSeats false for the seats of today alone */
  async function describe(
    students: readonly ListedStudent[],
    frame: RateFrame,
    allSeats: boolean,
  ): Promise<ReadonlyMap<string, Described>> {
    const weeks = weeksUpTo(frame.today, weeksShown);
    const { now, policy, window } = frame;
    const shown = allSeats && window.title === null ? weeksUpTo(frame.today, weeksWithoutTerm) : weeks;
    const first = shown[0]?.monday ?? frame.today;
    const days = {
      from: earlier(window.from, first),
      to: later(window.to, frame.today),
    };
    const sessions = await store.sessionsOfStudents(
      students.map(({ person }) => person),
      queryOf(days, { now, timeZone }),
    );
    const classes = await store.classes([...new Set(sessions.flatMap((each) => each.classes))]);
    const codeOf = (id: string): string => classes.get(id)?.code ?? id;
    const kinds = new Map<string, SessionsAlike>();
    const value = valueSessions({ policy: policy.policy, asOf: now, timeZone });
    const seen = await store.seen(now);
    const sights = await store.lastSights(
      students.map(({ person }) => person),
      now,
    );
    const rateOf = (own: readonly PlacedSession[], from: string): StudentRow["rate"] => {
      const counted = countAlikeSessions(
        own.map(({ alike }) => alike),
        kinds,
      );
      return toRateWithSum(counted, value, policy.policy, seen, from);
    };
    const placed = placeByStudent(sessions, timeZone, now);
    return new Map(
      students.map(({ person }) => {
        const own = placed.get(person) ?? [];
        return [
          person,
          {
            rate: rateOf(own.filter(within(window)), window.from),
            weeks: weeks.map(({ monday, sunday }) => ({
              monday,
              percent: rateOf(own.filter(within({ from: monday, to: sunday })), monday).percent,
            })),
            lastSeen:
              latestSight(
                own.map(({ session }) => session),
                sights.get(person) ?? null,
              )?.toString({ fractionalSecondDigits: 3 }) ?? null,
            seats: own
              .filter(({ day }) => allSeats || day === frame.today)
              .map((each) => toSeat(each, codeOf)),
          },
        ];
      }),
    );
  }

  async function seenBy<Student extends { readonly person: string }>(
    students: readonly Student[],
    within: Scope,
  ): Promise<readonly Student[]> {
    if (within.kind === "everything") return students;
    if (within.kind === "nothing") return [];
    const own = await parts.ties.studentsWithin(within, today());
    return students.filter(({ person }) => own.has(person));
  }

  async function select(query: StudentQuery): Promise<Ordered> {
    const roster = await list.read();
    const wanted = await seenBy(narrow(roster, query), query.within);
    const { sort, below } = query;
    const byRate = sort === "rate" || sort === "-rate";
    if (!byRate && below === undefined && sort !== "alerts" && sort !== "-alerts") {
      return inOrder(wanted, sort, () => null);
    }
    if (sort === "alerts" || sort === "-alerts") {
      const open = await parts.students.openAlerts();
      const some = below === undefined ? wanted : await belowOnly(wanted, below);
      return inOrder(some, sort, ({ person }) => ({ num: BigInt(open.get(person) ?? 0), den: 1n }));
    }
    const sums = await sumsSaid();
    const some =
      below === undefined ? wanted : wanted.filter(({ person }) => isUnder(sums.get(person), below));
    return inOrder(some, sort, ({ person }) => percentOfSums(sums.get(person)));
  }

  /** The sums of those of whom a rate is said: while nobody was seen yet, 0 is none. */
  async function sumsSaid(): Promise<ReadonlyMap<string, RateSums>> {
    const frame = await frameNow();
    const [sums, seen] = await Promise.all([kept.read(frame), store.seen(frame.now)]);
    return nobodySeenYet(true, seen, frame.window.from)
      ? new Map([...sums].filter(([, { earned }]) => earned.num > 0n))
      : sums;
  }

  async function belowOnly(
    students: readonly ListedStudent[],
    below: number,
  ): Promise<readonly ListedStudent[]> {
    const sums = await sumsSaid();
    return students.filter(({ person }) => isUnder(sums.get(person), below));
  }

  async function toRows(
    students: readonly ListedStudent[],
    frame: RateFrame,
    allSeats = false,
  ): Promise<{ readonly rows: StudentRow[]; readonly described: ReadonlyMap<string, Described> }> {
    const [described, open] = await Promise.all([
      students.length === 0 ? new Map<string, Described>() : describe(students, frame, allSeats),
      parts.students.openAlerts(),
    ]);
    const rows = students.flatMap((each): StudentRow[] => {
      const found = described.get(each.person);
      if (found === undefined) return [];
      const { rate, weeks, lastSeen, seats } = found;
      return [
        {
          student: shown(each),
          cohort: each.cohort,
          classes: [...each.classes],
          left: each.left,
          rate,
          weeks,
          lastSeen,
          today: seats.filter(({ day }) => day === frame.today),
          openAlerts: open.get(each.person) ?? 0,
        },
      ];
    });
    return { rows, described };
  }

  return {
    async list({ after, offset, limit, ...query }) {
      const [{ students, placeAfter, cursorOf }, frame] = await Promise.all([select(query), frameNow()]);
      const start = (after === null ? 0 : placeAfter(after)) + offset;
      const page = students.slice(start, start + limit);
      const last = page.at(-1);
      const { rows } = await toRows(page, frame);
      const { name, policy } = frame.policy;
      return {
        students: rows,
        total: students.length,
        next: last !== undefined && start + limit < students.length ? cursorOf(last) : null,
        day: frame.today,
        timeZone,
        window: windowView(frame.window),
        policy: { version: policy.version, name },
      };
    },

    async sideBySide(scope) {
      const [{ students }, frame] = await Promise.all([
        select({ search: null, left: false, within: scope, sort: "rate" }),
        frameNow(),
      ]);
      const listed = students.slice(0, mostTutees);
      const { rows, described } = await toRows(listed, frame, true);
      const from = Temporal.PlainDate.from(frame.today).subtract({ days: missedDays }).toString();
      const now = frame.now.epochMilliseconds;
      const missed = listed
        .flatMap((each) =>
          (described.get(each.person)?.seats ?? [])
            .filter(({ day, end, status }) => from < day && Date.parse(end) <= now && isMissed(status))
            .map((seat) => ({ student: shown(each), seat })),
        )
        .sort((a, b) => (a.seat.start === b.seat.start ? 0 : a.seat.start < b.seat.start ? 1 : -1));
      return {
        students: rows,
        total: students.length,
        poorBelow: frame.policy.policy.poorBelow,
        missed: missed.slice(0, mostMissed),
        missedTotal: missed.length,
        day: frame.today,
        timeZone,
        window: windowView(frame.window),
      };
    },

    async neighbours(query, studentId) {
      const { students } = await select(query);
      const index = students.findIndex((each) => each.studentId === studentId);
      const at = (place: number): StudentNeighbours["next"] => {
        const found = index < 0 ? undefined : students[place];
        return found ? shown(found) : null;
      };
      return { previous: at(index - 1), next: at(index + 1), place: index + 1, total: students.length };
    },

    async detail(studentId) {
      const roster = await list.read();
      let found = roster.byId.get(studentId);
      if (found === undefined) {
        // Enrolled a moment ago, perhaps by another process.
        if ((await store.findStudent(studentId)) === null) return null;
        list.forget();
        found = (await list.read()).byId.get(studentId);
        if (found === undefined) return null;
      }
      const frame = await frameNow();
      const from = weeksUpTo(frame.today, weeksWithoutTerm)[0]?.monday ?? frame.today;
      const { rows, described } = await toRows([found], frame, true);
      const [row] = rows;
      const seats = described.get(found.person)?.seats ?? [];
      if (row === undefined) return null;
      return {
        ...row,
        day: frame.today,
        timeZone,
        window: windowView(frame.window),
        ofEndedDemo: found.ofEndedDemo,
        enrolledIn: found.classes.map((code) => {
          const known = roster.classOf.get(code);
          return { code, title: known?.title ?? code, course: known?.course ?? null };
        }),
        seats: seats.filter(({ day }) =>
          frame.window.title === null ? day >= from : frame.window.from <= day && day <= frame.window.to,
        ),
      };
    },

    async find(search, limit, scope) {
      const found = findStudents(await seenBy((await list.read()).students, scope), search);
      return {
        total: found.length,
        people: found.slice(0, limit).map((each) => ({
          student: shown(each),
          cohort: each.cohort,
          classes: [...each.classes],
          left: each.left,
        })),
      };
    },

    async personsOf(search) {
      return findStudents((await list.read()).students, search).map(({ person }) => person);
    },

    async groups() {
      const { students, classes, courses } = await list.read();
      const cohorts = new Set(students.flatMap(({ cohort }) => cohort ?? []));
      return {
        classes: classes.map(({ code, title }) => ({ code, title })),
        courses: courses.map(({ code, title }) => ({ code, title })),
        cohorts: [...cohorts].sort(),
      };
    },

    async rates() {
      const frame = await frameNow();
      return { frame, sums: await kept.read(frame) };
    },

    roster: () => list.read(),

    async rowsOf(persons) {
      const wanted = new Set(persons);
      const found = (await list.read()).students.filter(({ person }) => wanted.has(person));
      const { rows } = await toRows(found, await frameNow());
      const byId = new Map(rows.map((row) => [row.student.id, row]));
      return new Map(
        found.flatMap(({ person, studentId }) => {
          const row = byId.get(studentId);
          return row ? [[person, row] as const] : [];
        }),
      );
    },

    forget() {
      list.forget();
      kept.forget();
    },
  };
}

interface Described {
  readonly rate: StudentRow["rate"];
  readonly weeks: StudentRow["weeks"];
  readonly lastSeen: string | null;
  /** By start. */
  readonly seats: SeatView[];
}

/** A session with the local day that it starts on, and what it has in common with others. */
interface PlacedSession {
  readonly session: StudentSession;
  readonly day: string;
  /** Epoch milliseconds. */
  readonly start: number;
  readonly alike: SessionsAlike;
}

function placeByStudent(
  sessions: readonly StudentSession[],
  timeZone: string,
  now: Temporal.Instant,
): ReadonlyMap<string, readonly PlacedSession[]> {
  const byPerson = new Map<string, PlacedSession[]>();
  // Many students sit in one session, and telling its day is dear.
  const dayOfStart = new Map<number, string>();
  for (const session of sessions) {
    const start = session.session.start.epochMilliseconds;
    const day = dayOfStart.get(start) ?? dayOf(session.session.start, timeZone).toString();
    dayOfStart.set(start, day);
    const own = byPerson.get(session.person);
    const placed = { session, day, start, alike: alikeOf(session, now) };
    if (own) own.push(placed);
    else byPerson.set(session.person, [placed]);
  }
  for (const own of byPerson.values()) {
    own.sort((a, b) => a.start - b.start || (a.session.session.id < b.session.session.id ? -1 : 1));
  }
  return byPerson;
}

const isMissed = (status: MarkStatus): boolean => missedStatuses.some((each) => each === status);

function toSeat(
  { session: { session, classes, mark }, day }: PlacedSession,
  codeOf: (id: string) => string,
): SeatView {
  return {
    session: session.id,
    kind: session.kind,
    day,
    start: session.start.toString({ fractionalSecondDigits: 3 }),
    end: session.end.toString({ fractionalSecondDigits: 3 }),
    classes: classes.map(codeOf).sort(),
    status: mark.status,
  };
}

const within =
  (days: Pick<FigureWindow, "from" | "to"> | null) =>
  ({ day }: PlacedSession): boolean =>
    days === null || (days.from <= day && day <= days.to);

const earlier = (a: string, b: string): string => (a < b ? a : b);
const later = (a: string, b: string): string => (a > b ? a : b);

const shown = ({ studentId, name }: ListedStudent): StudentRow["student"] => ({ id: studentId, name });

const windowView = ({ from, to, title }: FigureWindow): StudentPage["window"] => ({ from, to, title });

const isUnder = (sums: RateSums | undefined, below: number): boolean =>
  sums !== undefined && isBelow(sums, below);

const percentOfSums = (sums: RateSums | undefined): Rational | null =>
  sums === undefined ? null : percentOf(sums.earned, sums.possible);

function narrow(roster: ListedRoster, filter: StudentFilter): readonly ListedStudent[] {
  const words = searchWords(filter.search ?? "");
  const { class: code, course, cohort } = filter;
  return roster.students.filter(
    (each) =>
      (filter.left || !each.left) &&
      words.every((word) => each.folded.includes(word)) &&
      (code === undefined || each.classes.includes(code)) &&
      (cohort === undefined || each.cohort === cohort) &&
      (course === undefined || each.classes.some((own) => roster.classOf.get(own)?.course === course)),
  );
}

interface Ordered {
  readonly students: readonly ListedStudent[];
  readonly cursorOf: (student: ListedStudent) => string;
  /** Where the students after a cursor begin, even when that student is gone by then. @throws InvalidCursor */
  readonly placeAfter: (cursor: string) => number;
}

/** @param numberOf what a student is ordered by where that is a number; null comes last, whichever way */
function inOrder(
  students: readonly ListedStudent[],
  sort: StudentSort,
  numberOf: (student: ListedStudent) => Rational | null,
): Ordered {
  const way = sort.startsWith("-") ? -1 : 1;
  const column = sort.replace("-", "");
  if (column === "rate" || column === "alerts") {
    const order = (a: Keyed, b: Keyed): number =>
      byNumber(a, b, way) || (a.orderKey < b.orderKey ? -1 : a.orderKey > b.orderKey ? 1 : 0);
    const sorted = students
      .map((student) => ({ student, ...keyed(numberOf(student), student.orderKey) }))
      .sort(order);
    return {
      students: sorted.map(({ student }) => student),
      cursorOf: (student) => encodeCursor(numberOf(student), student.orderKey),
      placeAfter(cursor) {
        const last = decodeCursor(cursor);
        const place = sorted.findIndex((each) => order(each, last) > 0);
        return place < 0 ? sorted.length : place;
      },
    };
  }
  const textOf = (student: ListedStudent): string => (column === "id" ? student.studentId : student.orderKey);
  const sorted = students.toSorted((a, b) => (textOf(a) < textOf(b) ? -way : way));
  return {
    students: sorted,
    cursorOf: (student) => encodeCursor(null, textOf(student)),
    placeAfter(cursor) {
      const { orderKey: last } = decodeCursor(cursor);
      const place = sorted.findIndex((each) => (way > 0 ? textOf(each) > last : textOf(each) < last));
      return place < 0 ? sorted.length : place;
    },
  };
}

interface Keyed {
  readonly key: Rational | null;
  /** Of the key, near enough to tell all but neighbours apart. */
  readonly near: number;
  readonly orderKey: string;
}

const keyed = (key: Rational | null, orderKey: string): Keyed => ({
  key,
  near: key === null ? Number.NaN : Number(key.num) / Number(key.den),
  orderKey,
});

function byNumber(a: Keyed, b: Keyed, way: number): number {
  if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null);
  const apart = a.near - b.near;
  // Exact fractions are compared where rounding could tell otherwise: comparing them takes much longer.
  return way * (Math.abs(apart) > 1e-6 ? apart : compare(a.key, b.key));
}

function encodeCursor(key: Rational | null, orderKey: string): string {
  return Buffer.from(JSON.stringify([key && `${key.num}/${key.den}`, orderKey])).toString("base64url");
}

function decodeCursor(cursor: string): Keyed {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(cursor, "base64url").toString());
  } catch (error) {
    throw new InvalidCursor(error);
  }
  const [key, orderKey] = Array.isArray(parsed) ? parsed : [];
  if (typeof orderKey !== "string") throw new InvalidCursor();
  if (key === null) return keyed(null, orderKey);
  const [, num, den] = typeof key === "string" ? (/^(\d{1,60})\/([1-9]\d{0,60})$/.exec(key) ?? []) : [];
  if (num === undefined || den === undefined) throw new InvalidCursor();
  return keyed({ num: BigInt(num), den: BigInt(den) }, orderKey);
}
