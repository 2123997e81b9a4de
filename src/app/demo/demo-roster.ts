import { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import { musterItself } from "../actor.ts";
import { cancelSessions, enrolStudents, touchedTogether } from "../facts/change-timetable.ts";
import { standClasses } from "../facts/stand-classes.ts";
import { judgeMarks } from "../marks/judge-marks.ts";
import type { DemoRosterStore, DemoTransaction, LeftToSchool } from "./roster-store.ts";

/** A day on which the demonstration starts or ends. */
export interface DemoDay {
  /** ISO date. */
  readonly day: string;
  readonly timeZone: string;
  readonly now: Temporal.Instant;
}

/**
 * Enrols a school's students in one class per room, which stands there from the day on. Scans that came before count. Doing
 * it twice changes nothing. A class, room or student that is the school's own by now is left alone.
 *
 * @returns what was left alone: where that is all there is, nothing was started
 */
export async function startDemo(
  store: DemoRosterStore,
  school: readonly { readonly studentId: string; readonly rooms: readonly string[] }[],
  { day, timeZone, now }: DemoDay,
): Promise<LeftToSchool> {
  const context = { now, actor: musterItself, reason: "the demonstration was started" };
  return store.write(async (transaction) => {
    await transaction.addSchool(school, uuidv7);
    const classes = (await transaction.classes()).flatMap(({ room, ...row }) =>
      room === null ? [] : [{ ...row, room }],
    );
    const classOf = new Map(classes.map((row) => [row.code, row.class]));
    const students = await transaction.students(school.map(({ studentId }) => studentId));
    const enrolled = new Set(
      (await transaction.enrolments(day)).map(({ student, class: of }) => `${student} ${of}`),
    );
    const enrolments = school.flatMap(({ studentId, rooms }) => {
      const student = students.get(studentId);
      if (student === undefined) return [];
      return rooms.flatMap((code) => {
        const of = classOf.get(code);
        if (of === undefined || enrolled.has(`${student} ${of}`)) return [];
        return [{ id: uuidv7(), student, class: of, from: day, to: null }];
      });
    });
    const touched = [
      await enrolStudents(transaction.facts, enrolments, context),
      await standClasses(transaction.facts, classes, day, timeZone, context),
    ];
    await judgeMarks(transaction.facts, touchedTogether(touched), context);
    const codes = new Set(school.flatMap(({ rooms }) => rooms));
    return {
      classes: [...codes].filter((code) => !classOf.has(code)).sort(),
      students: school.flatMap(({ studentId }) => (students.has(studentId) ? [] : [studentId])).sort(),
    };
  });
}

/**
 * Ends the demonstration's enrolments with the day before, and its classes stand no longer. Its sessions of today are
 * cancelled with it: nobody is expected in them any more, and made-up people are to count in no figure of a school that
 * begins in earnest. What was recorded stays, and counts again where the demonstration is started again on the same day.
 */
export async function endDemo(store: DemoRosterStore, { day, timeZone, now }: DemoDay): Promise<void> {
  const context = { now, actor: musterItself, reason: "the demonstration was ended" };
  await store.write(async (transaction) => {
    const classes = await transaction.classes();
    const enrolments = (await transaction.enrolments(day)).map((enrolment) => ({
      ...enrolment,
      to: enrolment.from < day ? day : enrolment.from,
    }));
    const touched = [
      await enrolStudents(transaction.facts, enrolments, context),
      await standClasses(
        transaction.facts,
        classes.map((row) => ({ class: row.class, room: null })),
        day,
        timeZone,
        context,
      ),
      await cancelSessions(
        transaction.facts,
        await notOver(transaction, classes, day, now),
        "cancelled",
        context,
      ),
    ];
    await judgeMarks(transaction.facts, touchedTogether(touched), context);
    await transaction.leaveRooms(now);
  });
}

/** Sessions of the demonstration that are not over, of whatever day: one of another zone's may be on as well. */
async function notOver(
  { facts }: DemoTransaction,
  classes: readonly { readonly class: string }[],
  day: string,
  now: Temporal.Instant,
): Promise<readonly string[]> {
  const from = Temporal.PlainDate.from(day).subtract({ days: 2 }).toString();
  const ids = await facts.sessionsOfClasses(
    classes.map((row) => row.class),
    { from, to: null },
  );
  return (await facts.findSessions(ids)).flatMap(({ plan, closesAt }) =>
    Temporal.Instant.compare(closesAt, now) > 0 ? [plan.id] : [],
  );
}
