import { Temporal } from "temporal-polyfill";
import type { ClassGrid, StudentCalendar } from "../../contract/http/figures.ts";
import type { MarkView, PersonView, SessionRow } from "../../contract/http/sessions.ts";
import { compareSessions } from "../../domain/timetable/session.ts";
import { dayOf } from "../../domain/timetable/standing-session.ts";
import { sceneOfMark } from "../registers/mark-scene.ts";
import { readMarkScenes, type SessionScene } from "../registers/mark-scenes.ts";
import { toMarkView } from "../registers/mark-view.ts";
import type { SeatMark, SessionsStore } from "../registers/sessions-reading.ts";
import { chooseWindow, type FigureWindow, InvalidWindow, type WindowAsked } from "./choose-window.ts";
import { alikeOf, type FiguresParts, queryOf } from "./create-figures.ts";
import type { StudentSession, TermDays } from "./figures-store.ts";
import { toRateView } from "./figures-view.ts";
import { countAlikeSessions, sumSessions, valueSessions } from "./value-sessions.ts";

/** More days than this are no calendar: a school year and its holidays. */
const mostDays = 400;

/** Marks by session, as sheets show them: a student's calendar, and a class's grid. */
export interface MarkSheets {
  /**
   * The sessions of a student by (start, id).
   *
   * @returns null for an id that no student has
   * @throws InvalidWindow for days that make no window, or more than 400 of them
   */
  calendar(studentId: string, asked: WindowAsked): Promise<StudentCalendar | null>;
  /** The sessions of a class, each with everybody's mark. null for a code that no class has. */
  grid(code: string, asked: WindowAsked): Promise<ClassGrid | null>;
}

/** Puts sheets together from the sessions of figures and the words of registers. */
export function createMarkSheets(
  parts: FiguresParts & {
    readonly sessions: SessionsStore;
    /** A session that nobody planned has no row. */
    readonly sessionRows: (ids: readonly string[]) => Promise<ReadonlyMap<string, SessionRow>>;
  },
): MarkSheets {
  const { store, clock, timeZone, policies } = parts;

  const query = (window: FigureWindow, now: Temporal.Instant) => queryOf(window, { now, timeZone });

  /** The marks of sessions by session and student, in words; `null` for everybody there. */
  async function read(
    sessions: readonly StudentSession[],
    students: readonly string[] | null,
    now: Temporal.Instant,
  ) {
    const ids = [...new Set(sessions.map(({ session }) => session.id))];
    const [rows, stored, people] = await Promise.all([
      parts.sessionRows(ids),
      store.storedMarks(ids, students),
      store.people([...new Set(sessions.map(({ person }) => person))]),
    ]);
    const marks = new Map(stored.map(({ session, person, mark }) => [seatKey(session, person), mark]));
    const scenes = await parts.sessions.read((reading) =>
      readMarkScenes(
        reading,
        ids,
        students,
        stored.map(({ session, mark: { entry } }) => ({ session, entry })),
        now,
      ),
    );
    return {
      sessions,
      rows,
      people,
      markOf({ session: { id }, person }: StudentSession): MarkView | null {
        const scene = scenes.get(id);
        const student = people.get(person);
        return scene && student
          ? viewOf(student, person, marks.get(seatKey(id, person)) ?? null, scene)
          : null;
      },
    };
  }

  return {
    async calendar(studentId, asked) {
      const found = await store.findStudent(studentId);
      if (found === null) return null;
      const now = clock.now();
      const window = await chooseDays(parts, asked, now, null);
      const sessions = await store.sessionsOfStudent(found.person, query(window, now));
      const { rows, markOf } = await read(sessions, [found.person], now);
      return {
        student: found.shown,
        from: window.from,
        to: window.to,
        timeZone,
        sessions: [...sessions]
          .sort((a, b) => compareSessions(a.session, b.session))
          .flatMap((each) => {
            const session = rows.get(each.session.id);
            const mark = markOf(each);
            return session && mark ? [{ session, mark }] : [];
          }),
      };
    },

    async grid(code, asked) {
      const found = await store.findClass(code);
      if (found === null) return null;
      const now = clock.now();
      const window = await chooseDays(parts, asked, now, found.term);
      const sessions = await store.sessionsOfClass(found.id, query(window, now));
      const { rows, people, markOf } = await read(sessions, null, now);
      const seen = await store.seen(now);
      const inOrder = [...new Map(sessions.map(({ session }) => [session.id, session])).values()]
        .sort(compareSessions)
        .flatMap(({ id }) => rows.get(id) ?? []);
      const { policy } = policies.current();
      const value = valueSessions({ policy, asOf: now, timeZone });
      const students = Array.from(groupByPerson(sessions), ([person, own]) => {
        const bySession = new Map(own.map((each) => [each.session.id, each]));
        const sums = sumSessions(countAlikeSessions(own.map((each) => alikeOf(each, now))), value);
        return {
          student: people.get(person) ?? null,
          percent: toRateView(sums, policy, seen, window.from).percent,
          marks: inOrder.map(({ id }) => {
            const seat = bySession.get(id);
            const mark = seat ? markOf(seat) : null;
            return (
              mark && { status: mark.status, minutesLate: mark.minutesLate, flags: mark.flags, why: mark.why }
            );
          }),
        };
      });
      return {
        class: { code: found.code, title: found.title },
        from: window.from,
        to: window.to,
        timeZone,
        sessions: inOrder,
        students: students
          .flatMap(({ student, ...rest }) => (student ? [{ student, ...rest }] : []))
          .sort((a, b) => (a.student.id < b.student.id ? -1 : 1)),
      };
    },
  };
}

async function chooseDays(
  { store, timeZone }: Pick<FiguresParts, "store" | "timeZone">,
  asked: WindowAsked,
  now: Temporal.Instant,
  own: TermDays | null,
): Promise<FigureWindow> {
  const today = dayOf(now, timeZone);
  const window = await chooseWindow(store, asked, today.toString(), own);
  const days = Temporal.PlainDate.from(window.from).until(window.to, { largestUnit: "days" }).days + 1;
  if (days > mostDays) {
    throw new InvalidWindow(
      "to",
      `to: ${window.to} is ${days} days from ${window.from}; give at most ${mostDays}`,
    );
  }
  return window;
}

/** @param person the student's store id */
function viewOf(
  student: PersonView,
  person: string,
  stored: SeatMark | null,
  { scene, shown }: SessionScene,
): MarkView {
  const byHand = stored && (stored.entry.source === "manual" || stored.entry.source === "import");
  const by = byHand ? { actor: stored.actor, reason: stored.reason } : null;
  return toMarkView(
    student,
    shown(stored?.entry ?? null),
    stored?.revision ?? 0,
    sceneOfMark(scene, person, by),
  );
}

function groupByPerson(sessions: readonly StudentSession[]): ReadonlyMap<string, readonly StudentSession[]> {
  const groups = new Map<string, StudentSession[]>();
  for (const session of sessions) {
    const own = groups.get(session.person);
    if (own) own.push(session);
    else groups.set(session.person, [session]);
  }
  return groups;
}

const seatKey = (session: string, person: string): string => `${session} ${person}`;
