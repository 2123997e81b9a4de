import type { Temporal } from "temporal-polyfill";
import type { FiguresView, GroupFiguresView, StudentFiguresView } from "../../contract/http/figures.ts";
import {
  bestReachable,
  type Figures,
  figuresOf,
  lastDays,
  mayStillMiss,
  percentOf,
} from "../../domain/attendance/figures.ts";
import { groupFigures } from "../../domain/attendance/group-figures.ts";
import { nobodySeenYet } from "../../domain/attendance/nobody-seen-yet.ts";
import { shownPercent } from "../../domain/attendance/rate.ts";
import { bandsOf } from "../../domain/attendance/shown-percent.ts";
import { multiply, rational } from "../../domain/kernel/rational.ts";
import type { NamedPolicy } from "../../domain/policy/policy-version.ts";
import { dayOf, type Span } from "../../domain/timetable/standing-session.ts";
import type { Clock } from "../ports.ts";
import { chooseWindow, type FigureWindow, spanOfWindow, type WindowAsked } from "./choose-window.ts";
import type {
  FigureFrameQuery,
  FigureScope,
  FiguresStore,
  SessionsAlike,
  StudentSession,
} from "./figures-store.ts";
import { exactView, toFiguresView, toRateView } from "./figures-view.ts";
import { findScope } from "./find-scope.ts";
import type { CountFrame, KeptCounts } from "./keep-counts.ts";
import {
  type Counted,
  countAlikeSessions,
  keyOfAlike,
  sumSessions,
  valueSessions,
} from "./value-sessions.ts";

/** Over which days, and by which version of the policy; left out, the current one. */
export interface FiguresAsked extends WindowAsked {
  readonly policy?: number | undefined;
}

export type GroupKind = GroupFiguresView["of"]["kind"];

/** A version of the policy that is not there. */
export class NoSuchPolicy extends Error {
  override readonly name = "NoSuchPolicy";
}

export interface FigureViews {
  /** null for an id that no student has. Throws `InvalidWindow` and `NoSuchPolicy`, as each of these does. */
  student(studentId: string, asked: FiguresAsked): Promise<StudentFiguresView | null>;
  /**
   * @param code of the class or course, the name of the cohort; not looked at for the institution
   * @param withStudents false to leave out the list of students
   * @returns null where there is no such group
   */
  group(
    kind: GroupKind,
    code: string,
    asked: FiguresAsked,
    withStudents: boolean,
  ): Promise<GroupFiguresView | null>;
}

/** What figures are taken with. */
export interface FiguresParts {
  readonly store: FiguresStore;
  /** Everybody's counts; left out where a figure is asked for once. */
  readonly kept?: KeptCounts;
  readonly clock: Clock;
  readonly timeZone: string;
  readonly policies: {
    current(): NamedPolicy;
    /** null for a version that is not there. */
    find(version: number): Promise<NamedPolicy | null>;
  };
}

/** Attendance figures of students and groups, each with its sum. */
export function createFigures(parts: FiguresParts): FigureViews {
  const { store, kept, clock, timeZone } = parts;

  /** The sessions of each student of a scope over the days that figures are usually of. */
  async function countMany(
    scope: FigureScope,
    kept: KeptCounts,
    frame: CountFrame,
  ): Promise<ReadonlyMap<string, readonly Counted[]>> {
    const query = frameQuery(frame.window, frame.now);
    // A class's own seats are few, and others than those of its students in all they attend.
    if (scope.kind === "classes") return byStudent(await store.countAlike(scope, query, frame.minutes));
    const members = scope.kind === "institution" ? null : await membersOf(scope);
    const { open, settled } = await kept.read(frame);
    // Taken before anything is waited for: what is kept goes on changing.
    const all = new Map<string, readonly Counted[]>();
    for (const person of members ?? settled.keys()) {
      const own = settled.get(person);
      if (own) all.set(person, own);
    }
    const today = await store.countAlike(scope, { ...query, sessions: { only: open } }, frame.minutes);
    for (const [person, own] of byStudent(today)) all.set(person, [...(all.get(person) ?? []), ...own]);
    return all;
  }

  const membersOf = async (scope: Exclude<FigureScope, { kind: "classes" | "institution" }>) =>
    scope.kind === "students" ? scope.students : store.membersOf(scope.cohort);

  const frameQuery = (window: Pick<FigureWindow, "from" | "to">, now: Temporal.Instant): FigureFrameQuery =>
    queryOf(window, { now, timeZone });

  return {
    async student(studentId, asked) {
      const found = await store.findStudent(studentId);
      if (found === null) return null;
      const now = clock.now();
      const today = dayOf(now, timeZone).toString();
      const [policy, window, seen] = await Promise.all([
        policyOf(parts.policies, asked.policy),
        chooseWindow(store, asked, today),
        store.seen(now),
      ]);
      const recent = lastDays(28, now, timeZone);
      const recentWindow: FigureWindow = {
        from: dayOf(recent.start, timeZone).toString(),
        to: today,
        title: "Last 28 days",
      };
      const sessions = await store.sessionsOfStudent(
        found.person,
        frameQuery(hull(window, recentWindow), now),
      );
      const span = spanOfWindow(window, timeZone);
      const frame = { policy: policy.policy, asOf: now, timeZone };
      const value = valueSessions(frame);
      const view = (of: readonly StudentSession[], over: FigureWindow, within: Span | null): FiguresView =>
        toFiguresView(
          countAlikeSessions(of.filter(startsIn(within)).map((each) => alikeOf(each, now))),
          value,
          {
            policy,
            asOf: now,
            window: over,
            seen,
          },
        );
      const sights = await store.lastSights([found.person], now);
      const figures = figuresOf(sessions, {
        ...frame,
        window: span,
        lastSight: sights.get(found.person) ?? null,
      });
      const inWindow = sessions.filter(startsIn(span));
      const classes = await store.classes([...new Set(inWindow.flatMap((session) => session.classes))]);
      return {
        ...view(sessions, window, span),
        student: found.shown,
        ...toldOfStudent(figures, policy, nobodySeenYet(true, seen, window.from)),
        last28Days: view(sessions, recentWindow, recent),
        classes: [...classes]
          .sort(([, a], [, b]) => (a.code < b.code ? -1 : 1))
          .map(([id, { code, title }]) => ({
            code,
            title,
            figures: view(
              inWindow.filter((session) => session.classes.includes(id)),
              window,
              null,
            ),
          })),
      };
    },

    async group(kind, code, asked, withStudents) {
      const found = await findScope(store, kind, code);
      if (found === null) return null;
      const now = clock.now();
      const today = dayOf(now, timeZone).toString();
      const [policy, window, seen] = await Promise.all([
        policyOf(parts.policies, asked.policy),
        chooseWindow(store, asked, today, found.term),
        store.seen(now),
      ]);
      const minutes = policy.policy.method === "minutes";
      const counted =
        kept === undefined || !isUsual(asked)
          ? byStudent(await store.countAlike(found.scope, frameQuery(window, now), minutes))
          : await countMany(found.scope, kept, { window, minutes, now, today });
      const value = valueSessions({ policy: policy.policy, asOf: now, timeZone });
      const students = [...counted].map(([person, of]) => ({ person, ...sumSessions(of, value) }));
      const pooled = groupFigures(
        students.map((sums) => ({ ...sums, percent: percentOf(sums.earned, sums.possible) })),
      );
      const people = withStudents
        ? await store.people(students.map(({ person }) => person))
        : new Map<string, StudentFiguresView["student"]>();
      return {
        ...toFiguresView(pool([...counted.values()].flat()), value, {
          policy,
          asOf: now,
          window,
          seen,
        }),
        of: { kind, code, title: found.title },
        meanOfStudents: nobodySeenYet(pooled.earned.num === 0n, seen, window.from)
          ? null
          : shownPercent({ percent: pooled.meanOfStudents }, bandsOf(policy.policy)),
        students: students
          .flatMap(({ person, earned, possible, counts }) => {
            const student = people.get(person);
            return student
              ? [
                  {
                    student,
                    ...toRateView({ earned, possible }, policy.policy, seen, window.from),
                    earned: exactView(earned),
                    possible: exactView(possible),
                    counts,
                  },
                ]
              : [];
          })
          .sort((a, b) => (a.student.id < b.student.id ? -1 : 1)),
      };
    },
  };
}

/** The version of the policy that is asked for, or the current one. @throws NoSuchPolicy */
export async function policyOf(
  policies: FiguresParts["policies"],
  version: number | undefined,
): Promise<NamedPolicy> {
  if (version === undefined) return policies.current();
  const found = await policies.find(version);
  if (found) return found;
  throw new NoSuchPolicy(
    `policy: there is no version ${version}; give a version of the policy that is there, or none for the current`,
  );
}

/** What the store is asked for a window, as of an instant. */
export function queryOf(
  window: Pick<FigureWindow, "from" | "to">,
  { now, timeZone }: { readonly now: Temporal.Instant; readonly timeZone: string },
): FigureFrameQuery {
  return { span: spanOfWindow(window, timeZone), now };
}

/** Each student's sessions, by what is alike. */
export function byStudent(
  counted: Iterable<Counted & { readonly person: string }>,
): ReadonlyMap<string, readonly Counted[]> {
  const students = new Map<string, Counted[]>();
  for (const row of counted) {
    const own = students.get(row.person);
    if (own) own.push(row);
    else students.set(row.person, [row]);
  }
  return students;
}

/** The sessions of all students together. */
export function pool(counted: Iterable<Counted>): Counted[] {
  const objects = new Map<SessionsAlike, number>();
  for (const { alike, sessions } of counted) objects.set(alike, (objects.get(alike) ?? 0) + sessions);
  // Two statements have an object each for what is alike.
  const sums = new Map<string, Counted>();
  for (const [alike, sessions] of objects) {
    const key = keyOfAlike(alike);
    const known = sums.get(key);
    sums.set(
      key,
      known === undefined ? { alike, sessions } : { ...known, sessions: known.sessions + sessions },
    );
  }
  return [...sums.values()];
}

/** Whether nothing is asked but what a figure is usually of. */
const isUsual = ({ from, to, term }: FiguresAsked): boolean =>
  from === undefined && to === undefined && term === undefined;

/** What a session has in common with others, minutes and all. */
export function alikeOf({ session, mark }: StudentSession, now: Temporal.Instant): SessionsAlike {
  const start = session.start.epochMilliseconds;
  return {
    kind: session.kind,
    required: session.required,
    weight: session.weight,
    mark,
    begun: start <= now.epochMilliseconds,
    plannedMs: session.end.epochMilliseconds - start,
  };
}

function startsIn(span: Span | null): (session: StudentSession) => boolean {
  if (span === null) return () => true;
  const [from, to] = [span.start.epochMilliseconds, span.end.epochMilliseconds];
  return ({ session }) => {
    const start = session.start.epochMilliseconds;
    return from <= start && start < to;
  };
}

/** The days from the first to the last of two windows. */
function hull(a: FigureWindow, b: FigureWindow): Pick<FigureWindow, "from" | "to"> {
  return { from: a.from < b.from ? a.from : b.from, to: a.to > b.to ? a.to : b.to };
}

function toldOfStudent(
  figures: Figures,
  { policy }: NamedPolicy,
  unseen: boolean,
): Pick<
  StudentFiguresView,
  | "punctuality"
  | "remaining"
  | "bestReachable"
  | "mayStillMiss"
  | "longestAbsence"
  | "currentAbsence"
  | "lastSeen"
  | "daysSinceLastSeen"
> {
  const { punctuality } = figures;
  const best = bestReachable(figures);
  return {
    punctuality: shownPercent({ percent: punctuality && multiply(punctuality, rational(100n, 1n)) }),
    remaining: exactView(figures.remaining),
    // Of 0 while nobody was seen yet nothing is said, here as of the rate itself.
    bestReachable: unseen && best?.num === 0n ? null : shownPercent({ percent: best }, bandsOf(policy)),
    mayStillMiss: mayStillMiss(figures, policy.goodAt),
    longestAbsence: figures.longestAbsence,
    currentAbsence: figures.currentAbsence,
    lastSeen: figures.lastSeen?.toString({ fractionalSecondDigits: 3 }) ?? null,
    daysSinceLastSeen: figures.daysSinceLastSeen,
  };
}
