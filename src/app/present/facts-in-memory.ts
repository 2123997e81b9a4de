import type { Temporal } from "temporal-polyfill";
import type { RegisterFacts, ScanFact } from "../../domain/attendance/register-facts.ts";
import { isSighting } from "../../domain/attendance/sighting.ts";
import { linkedSessions } from "../../domain/timetable/linked-sessions.ts";
import { compareSessions } from "../../domain/timetable/session.ts";
import type {
  FactsWanted,
  FactTransaction,
  ImportedWord,
  PlainSeats,
  StoredMark,
  StoredSession,
} from "../facts/fact-transaction.ts";
import { standingSource } from "../facts/plan-standing-days.ts";
import { plainSeatsOf, seatsOnWhichBears } from "./plain-seats-of.ts";
import type { KeptEnrolment, PresentDraft } from "./present-tables.ts";
import { roomHours } from "./present-tables.ts";
import { putAttempts, putEnrolment, putFact, putMarks, putSession } from "./put-facts.ts";

const minuteMs = 60_000;
/** The longest day has 25 hours, so this much holds every session whose window holds a moment. */
const nearMs = 26 * 60 * minuteMs;

/**
 * What use cases read and write of facts and marks, over tables in memory: each method answers what the store would.
 *
 * @param takeSeqs takes numbers, and returns the first of them
 */
export function factsInMemory(draft: PresentDraft, takeSeqs: (count: number) => number): FactTransaction {
  const sessionsOf = (ids: readonly string[]): StoredSession[] =>
    [...new Set(ids)].flatMap((id) => draft.sessions.get(id) ?? []);

  function seatsOf(session: StoredSession): Set<string> {
    const { id, classes } = session.plan;
    const students = new Set<string>();
    for (const of of classes) {
      for (const enrolment of enrolmentsOfClass(of)) students.add(enrolment.student);
    }
    for (const student of draft.marks.get(id)?.keys() ?? []) students.add(student);
    for (const { student } of draft.corrections.get(id) ?? []) students.add(student);
    for (const student of draft.attempts.get(id)?.keys() ?? []) students.add(student);
    return students;
  }

  function enrolmentsOfClass(of: string): KeptEnrolment[] {
    return (draft.enrolmentsOfClass.get(of) ?? []).flatMap((id) => draft.enrolments.get(id) ?? []);
  }

  function sessionsNear(student: string, from: number, to: number): StoredSession[] {
    const near = new Set<string>();
    for (const id of draft.enrolmentsOfStudent.get(student) ?? []) {
      const of = draft.enrolments.get(id)?.class;
      if (of === undefined) continue;
      for (const session of draft.sessionsOfClass.get(of) ?? []) near.add(session);
    }
    for (const session of draft.correctedSessions.get(student) ?? []) near.add(session);
    // Where the student has a mark, or tried to come in, though the session may be of another class by now.
    for (const session of draft.markedSessions.get(student) ?? []) near.add(session);
    for (const session of draft.attemptedSessions.get(student) ?? []) near.add(session);
    return sessionsOf([...near]).filter(({ plan }) => {
      const start = plan.start.epochMilliseconds;
      return start >= from - nearMs && start <= to + nearMs;
    });
  }

  function seatsAround(student: string, from: Temporal.Instant, to: Temporal.Instant): string[] {
    const [first, last] = [from.epochMilliseconds, to.epochMilliseconds];
    const near = sessionsNear(student, first, last).map(({ plan, opensAt, closesAt }) => ({
      id: plan.id,
      standing: isStanding(plan),
      opens: opensAt.epochMilliseconds,
      closes: closesAt.epochMilliseconds,
    }));
    return linkedSessions(near, first, last);
  }

  function isRead(student: string, { opensAt, closesAt }: StoredSession): boolean {
    const opens = opensAt.epochMilliseconds;
    const closes = closesAt.epochMilliseconds;
    for (const { at } of draft.scansOfStudent.get(student)?.values() ?? []) {
      if (at >= opens && at <= closes) return true;
    }
    return false;
  }

  function isNoticed({ student }: KeptEnrolment, session: StoredSession): boolean {
    const opens = session.opensAt.epochMilliseconds;
    const closes = session.closesAt.epochMilliseconds;
    return (
      isRead(student, session) ||
      (draft.absences.get(student) ?? []).some(
        ({ from, to }) => from.epochMilliseconds <= closes && to.epochMilliseconds >= opens,
      )
    );
  }

  /** One scan, if there is any, that shows that somebody expected was seen in the session's rooms. */
  function witnessOf({ plan, opensAt, closesAt }: StoredSession): ScanFact | null {
    if (isStanding(plan)) return null;
    const opens = opensAt.epochMilliseconds;
    const closes = closesAt.epochMilliseconds;
    for (const room of plan.rooms) {
      for (const key of roomHours(room, opens, closes)) {
        for (const id of draft.scansOfRoom.get(key)?.keys() ?? []) {
          const fact = draft.scans.get(id)?.at(-1);
          if (!fact || fact.room !== room || fact.student === null || !isSighting(fact.scan)) continue;
          const at = fact.scan.occurredAt.epochMilliseconds;
          if (at >= opens && at <= closes && isEnrolled(fact.student, plan.classes, plan.day)) return fact;
        }
      }
    }
    return null;
  }

  function isEnrolled(student: string, classes: readonly string[], day: string): boolean {
    return (draft.enrolmentsOfStudent.get(student) ?? []).some((id) => {
      const enrolment = draft.enrolments.get(id);
      return (
        enrolment !== undefined &&
        classes.includes(enrolment.class) &&
        enrolment.from <= day &&
        (enrolment.to === null || day < enrolment.to)
      );
    });
  }

  /** The longest times before and after a session in which any version of the policy takes a scan. */
  function margins(): { readonly before: number; readonly after: number } {
    let [before, after] = [0, 0];
    for (const [, { policy }] of draft.policies.entries()) {
      before = Math.max(before, policy.openBefore * minuteMs);
      after = Math.max(after, policy.exitGrace * minuteMs);
    }
    return { before, after };
  }

  function loadFacts({ sessions, students }: FactsWanted): RegisterFacts {
    const said = sessions.flatMap((id) => draft.said.get(id) ?? []);
    const corrections = sessions
      .flatMap((id) => draft.corrections.get(id) ?? [])
      .filter(({ student }) => students === null || students.includes(student));
    const own = {
      sessions: said.map(({ fact }) => fact),
      corrections,
      decisions: sessions.flatMap((id) => draft.decisions.get(id) ?? []),
    };
    // Every plan counts: a final session keeps the one that it had when it became final.
    const plans = said.flatMap(({ fact }) => (fact.kind === "planned" ? fact.plan : []));
    if (plans.length === 0) {
      return { ...own, enrolments: [], absences: [], scans: [], watches: [], blindness: [] };
    }
    const { before, after } = margins();
    const from = Math.min(...plans.map(({ start }) => start.epochMilliseconds)) - before;
    const to = Math.max(...plans.map(({ end }) => end.epochMilliseconds)) + after;
    const classes = new Set(plans.flatMap((plan) => plan.classes));
    const rooms = [...new Set(plans.flatMap((plan) => plan.rooms))];

    const witnesses = students === null ? [] : sessionsOf(sessions).flatMap((one) => witnessOf(one) ?? []);
    const enrolments = enrolmentFactsOf(
      classes,
      students === null ? null : [...students, ...witnesses.flatMap(({ student }) => student ?? [])],
    );
    const everybody = students ?? new Set([...enrolments, ...own.corrections].map(({ student }) => student));
    const watches = rooms.flatMap((room) => draft.watches.get(room) ?? []);
    const readers = [...new Set(watches.map(({ reader }) => reader))];
    const scans = new Set(witnesses.map(({ scan }) => scan.id));
    for (const student of everybody) {
      for (const { scan } of draft.scansOfStudent.get(student)?.values() ?? []) scans.add(scan);
    }
    return {
      ...own,
      enrolments,
      absences: [...everybody].flatMap((student) => draft.absences.get(student) ?? []),
      watches,
      blindness: readers.flatMap((reader) => draft.blindness.get(reader) ?? []),
      scans: [...scans].flatMap((id) => {
        const words = draft.scans.get(id) ?? [];
        const at = words[0]?.scan.occurredAt.epochMilliseconds;
        return at !== undefined && at >= from && at <= to ? words : [];
      }),
    };
  }

  function enrolmentFactsOf(
    classes: ReadonlySet<string>,
    students: readonly string[] | null,
  ): RegisterFacts["enrolments"] {
    const ids =
      students === null
        ? [...classes].flatMap((of) => draft.enrolmentsOfClass.get(of) ?? [])
        : students.flatMap((student) => draft.enrolmentsOfStudent.get(student) ?? []);
    return [...new Set(ids)]
      .flatMap((id) => draft.enrolmentFacts.get(id) ?? [])
      .filter((fact) => classes.has(fact.class));
  }

  return {
    takeSeqs: async (count) => takeSeqs(count),
    policies: async () => [...draft.policies.entries()].map(([, policy]) => policy),

    async addFacts(facts) {
      if (facts.length === 0) return 0;
      const first = takeSeqs(facts.length);
      for (const [at, fact] of facts.entries()) putFact(draft, { ...fact, seq: first + at });
      return first;
    },

    async putSessions(sessions) {
      for (const session of sessions) putSession(draft, session);
    },

    findSessions: async (ids) => sessionsOf(ids).sort((a, b) => compareSessions(a.plan, b.plan)),

    async sessionsOfClasses(classes, days) {
      const ids = classes.flatMap((of) => draft.sessionsOfClass.get(of) ?? []);
      return sessionsOf(ids)
        .filter(
          ({ plan }) => days === null || (plan.day >= days.from && (days.to === null || plan.day <= days.to)),
        )
        .map(({ plan }) => plan.id);
    },

    async saidByImports(sessions) {
      const said = new Map<string, ImportedWord>();
      for (const session of sessions) {
        for (const { role, plan, fact } of draft.said.get(session) ?? []) {
          if (role !== "import") continue;
          const known = said.get(session) ?? { plan: null, cancelled: false };
          if (plan !== null) said.set(session, { ...known, plan });
          else if (fact.kind === "cancelled" || fact.kind === "restored") {
            said.set(session, { ...known, cancelled: fact.kind === "cancelled" });
          }
        }
      }
      return said;
    },

    async sessionsOfSource(source) {
      const ids = new Map<string, string>();
      for (const [id, { plan }] of draft.sessions.entries()) {
        if (plan.source?.name === source) ids.set(plan.source.key, id);
      }
      return ids;
    },

    async sessionsOfKeys(keys) {
      const wanted = new Set(keys);
      return [...draft.sessions.entries()].flatMap(([id, { plan }]) =>
        plan.source !== null &&
        (wanted.has(plan.source.key) || wanted.has(plan.source.key.replace(/ [@#] .*$/su, "")))
          ? [id]
          : [],
      );
    },

    async daysOff(days) {
      return new Map(
        days.flatMap((day) => {
          const title = draft.daysOff.get(day);
          return title === undefined ? [] : [[day, title] as const];
        }),
      );
    },

    async sessionsOnDays(days) {
      return [...draft.sessions.entries()].flatMap(([id, { plan }]) => (days.includes(plan.day) ? [id] : []));
    },

    async cancelledAs(sessions) {
      return new Map(
        sessions.flatMap((session) => {
          const last = (draft.said.get(session) ?? []).findLast(
            ({ fact }) => fact.kind === "cancelled" || fact.kind === "restored",
          );
          return last?.fact.kind === "cancelled" && last.role !== null ? [[session, last.role] as const] : [];
        }),
      );
    },

    sessionsAround: async (asked) =>
      asked.flatMap(({ student, from, to }) =>
        seatsAround(student, from, to).map((session) => ({ student, session })),
      ),

    studentsOf: async (sessions) =>
      sessionsOf(sessions).flatMap((session) =>
        [...seatsOf(session)].map((student) => ({ student, session: session.plan.id })),
      ),

    noticedIn: async (sessions) =>
      sessionsOf(sessions).flatMap((session) =>
        session.plan.classes
          .flatMap(enrolmentsOfClass)
          .filter((enrolment) => isNoticed(enrolment, session))
          .map(({ student }) => ({ student, session: session.plan.id })),
      ),

    loadFacts: async (wanted) => loadFacts(wanted),

    async plainStudents(asked, now) {
      const found = new Map<string, PlainSeats | null>();
      return asked.map(({ student, at, room }) => {
        const seats = seatsOnWhichBears(draft, student, at.epochMilliseconds, room, now.epochMilliseconds);
        if (seats === null) return null;
        const key = [student, ...seats.asked.map(({ id }) => id)].join(" ");
        let plain = found.get(key);
        if (plain === undefined) {
          plain = plainSeatsOf(draft, student, seats);
          found.set(key, plain);
        }
        return plain;
      });
    },

    async marksOf(sessions, students) {
      const found: StoredMark[] = [];
      for (const session of new Set(sessions)) {
        const seats = draft.marks.get(session);
        if (seats === undefined) continue;
        if (students === null) found.push(...seats.values());
        else {
          for (const student of new Set(students)) {
            const mark = seats.get(student);
            if (mark) found.push(mark);
          }
        }
      }
      return found;
    },

    async withoutWitness(sessions, students) {
      return sessionsOf(sessions)
        .filter(
          (session) =>
            !isStanding(session.plan) &&
            witnessOf(session) === null &&
            students.some((student) => isRead(student, session)),
        )
        .map(({ plan }) => plan.id);
    },

    async sessionsToWitness(sessions) {
      return sessionsOf(sessions)
        .filter(
          (session) =>
            session.state !== "final" &&
            // Nobody is looked for on a standing day, which has as many seats as a school.
            !isStanding(session.plan) &&
            waitsForWitness(draft, session.plan.id) &&
            witnessOf(session) !== null,
        )
        .map(({ plan }) => plan.id);
    },

    async addMarks(marks) {
      if (marks.length === 0) return;
      takeSeqs(marks.filter(({ revises }) => revises).length);
      putMarks(
        draft,
        marks.map(({ session, student, after, entry, revises }) => ({
          session,
          student,
          revision: revises ? after + 1 : after,
          entry,
        })),
      );
    },

    // Nothing is filed here apart from the marks themselves.
    marksToCheck: async (sessions) =>
      sessions.flatMap(({ id }) =>
        [...(draft.marks.get(id)?.values() ?? [])].map((mark) => ({ ...mark, raw: mark.entry, columns: [] })),
      ),

    async sessionFacts(sessions) {
      return sessions
        .flatMap((id) => draft.said.get(id) ?? [])
        .map(({ fact }) => fact)
        .sort((a, b) => a.seq - b.seq);
    },

    async attemptsOf(sessions, students) {
      const wanted = students === null ? null : new Set(students);
      return [...new Set(sessions)].flatMap((session) =>
        [...(draft.attempts.get(session)?.values() ?? [])].filter(
          ({ student }) => wanted === null || wanted.has(student),
        ),
      );
    },

    async putAttempts(attempts) {
      putAttempts(draft, attempts);
    },

    async standingOn(days) {
      const rooms = [...draft.standingRooms.entries()].map(([, row]) => row);
      const planned = new Set(
        [...draft.sessions.entries()].flatMap(
          ([
            ,
            {
              plan: { source },
            },
          ]) => (source?.name === standingSource ? [source.key] : []),
        ),
      );
      return [...days].sort().flatMap((day) =>
        rooms
          .filter(({ from, to }) => from <= day && (to === null || day < to))
          .filter((row) => !planned.has(`${row.class} ${day}`))
          .map((row) => ({ class: row.class, title: row.class, room: row.room, day })),
      );
    },

    async lastStandingDay() {
      const days = [...draft.sessions.entries()].flatMap(([, { plan }]) =>
        isStanding(plan) ? [plan.day] : [],
      );
      return days.sort().at(-1) ?? null;
    },

    async standingInOtherZones(timeZone, now) {
      return [...draft.sessions.entries()].flatMap(([id, { plan, closesAt }]) =>
        isStanding(plan) && plan.timeZone !== timeZone && closesAt.epochMilliseconds > now.epochMilliseconds
          ? [id]
          : [],
      );
    },

    async standingRoomsOf(classes) {
      return [...draft.standingRooms.entries()]
        .map(([, row]) => row)
        .filter((row) => classes.includes(row.class));
    },

    async putStandingRooms(rooms) {
      for (const row of rooms) draft.standingRooms.set(row.id, row);
    },

    async enrolledFrom(enrolments) {
      return new Map(
        enrolments.flatMap((id) => {
          const known = draft.enrolments.get(id);
          return known === undefined ? [] : [[id, known.from] as const];
        }),
      );
    },

    async putEnrolments(enrolments) {
      for (const enrolment of enrolments) putEnrolment(draft, enrolment);
    },
  };
}

const isStanding = (plan: { readonly kind: "timetabled" | "standing" }): boolean => plan.kind === "standing";

function waitsForWitness(draft: PresentDraft, session: string): boolean {
  for (const { entry } of draft.marks.get(session)?.values() ?? []) {
    if (entry.mark.status === "needs_review" && entry.mark.because === "nobody_seen") return true;
  }
  return false;
}
