import { v7 as uuidv7 } from "uuid";
import { afterEach, beforeEach, expect, test } from "vitest";
import { localOperator } from "../../../src/app/actor.ts";
import { enrolStudents } from "../../../src/app/facts/change-timetable.ts";
import { spanOfWindow } from "../../../src/app/figures/choose-window.ts";
import { type KeptCounts, keepCounts } from "../../../src/app/figures/keep-counts.ts";
import { type Counted, keyOfAlike } from "../../../src/app/figures/value-sessions.ts";
import { dayOf } from "../../../src/domain/timetable/standing-session.ts";
import { at, london, openRegisterSchool, type RegisterSchool } from "../registers/register-school.ts";

const [tuesday, wednesday] = ["2026-11-10", "2026-11-11"];
const window = { from: "2026-11-02", to: "2026-11-20" };
const everybody = { kind: "institution" } as const;

let school: RegisterSchool;
let kept: KeptCounts;
/** How often somebody was counted anew, and of whom: null for everybody. */
let asked: (number | null)[];
let sessions: { readonly monday: string; readonly later: string; readonly wednesday: string };

beforeEach(async () => {
  school = await openRegisterSchool();
  asked = [];
  const { figures } = school.store;
  kept = keepCounts({
    figures: {
      countAlike(scope, frame, minutes) {
        asked.push(scope.kind === "students" ? scope.students.length : null);
        return figures.countAlike(scope, frame, minutes);
      },
    },
    sessions: school.store.settled,
    timeZone: london,
  });
  const planned = (from: string, to: string, day: string) =>
    school.plan(from, to, { start: at(from, day), end: at(to, day) });
  sessions = {
    monday: await school.plan("09:00", "10:00"),
    later: await school.plan("11:00", "12:00"),
    wednesday: await planned("09:00", "10:00", wednesday),
  };
  school.turn("09:05");
  await school.scan("S1", "R1", "09:01");
  school.turn("13:00");
  await school.close(sessions.monday, sessions.later);
  school.turn(at("12:00", tuesday));
});
afterEach(() => school.dispose());

const byKey = (counted: Iterable<Counted & { readonly person: string }>): Record<string, number> => {
  const sums: Record<string, number> = {};
  for (const { person, alike, sessions: n } of counted) {
    const key = `${person} ${keyOfAlike(alike)}`;
    sums[key] = (sums[key] ?? 0) + n;
  }
  return sums;
};

/** What is kept with today's, which must be what the marks themselves are counted to. */
async function agree(): Promise<Record<string, number>> {
  const now = school.clock.now();
  const { figures } = school.store;
  const query = { span: spanOfWindow(window, london), now };
  const frame = { window, minutes: false, now, today: dayOf(now, london).toString() };
  const { open, settled } = await kept.read(frame);
  const today = await figures.countAlike(everybody, { ...query, sessions: { only: open } }, false);
  const all = byKey(await figures.countAlike(everybody, query, false));
  const before = [...settled].flatMap(([person, own]) => own.map((each) => ({ person, ...each })));
  expect(byKey([...before, ...today])).toEqual(all);
  return all;
}

const deeds: Readonly<Record<string, () => Promise<unknown>>> = {
  "a correction of a session that is over": () => school.correct(sessions.monday, "S2", "present"),
  "a session of yesterday that is cancelled, and restored": async () => {
    await school.sessions.cancel(localOperator, sessions.monday, "no heating");
    await agree();
    await school.sessions.restore(localOperator, sessions.monday, "it was held");
    await agree();
    await school.sessions.cancel(localOperator, sessions.monday, "not held after all");
  },
  "a session of tomorrow that is cancelled, in which nobody has a mark": () =>
    school.sessions.cancel(localOperator, sessions.wednesday, "a strike"),
  "a session of yesterday that is moved to today": () =>
    school.sessions.move(
      localOperator,
      sessions.later,
      { start: at("11:30", tuesday), end: at("12:30", tuesday), beside: true },
      "held a day later",
    ),
  "a session of tomorrow that is moved to today": () =>
    school.sessions.move(
      localOperator,
      sessions.wednesday,
      { start: at("11:30", tuesday), end: at("12:30", tuesday), beside: true },
      "held a day earlier",
    ),
  "a session that is planned for yesterday": () => school.plan("15:00", "16:00", { beside: true }),
  "somebody who turned up": () =>
    school.sessions.addStudent(
      localOperator,
      sessions.monday,
      { student: "S4", givenName: null, familyName: null, class: null, todayOnly: true },
      "turned up",
    ),
  "leave for days that are over": () =>
    school.sessions.recordAbsence(
      localOperator,
      {
        student: "S3",
        from: at("00:00"),
        to: at("23:00"),
        category: "illness",
        effect: "authorised",
        state: "approved",
      },
      "a doctor's note",
    ),
  "an enrolment": () =>
    school.change((transaction, context) =>
      enrolStudents(
        transaction,
        [
          {
            id: uuidv7(),
            student: school.students.get("S4") ?? "",
            class: school.classes.get("7A") ?? "",
            from: "2026-11-02",
            to: null,
          },
        ],
        context,
      ),
    ),
  "marks that are mended past everybody who keeps the rules": () =>
    school.rows("update mark set status = 'late', arrival = 'late' where session_id = $1", [sessions.monday]),
  "an enrolment that is written past them": () =>
    school.rows("update enrolment set to_date = '2026-11-05' where person_id = $1", [
      school.students.get("S3"),
    ]),
};

test.each(Object.entries(deeds))("what is kept follows %s", async (_, deed) => {
  const before = await agree();
  await deed();
  expect(await agree()).not.toEqual(before);
});

test("all of them, one after the other, and days that go by", async () => {
  await agree();
  for (const deed of Object.values(deeds)) {
    await deed();
    await agree();
  }
  for (const time of ["14:00", "23:30"]) {
    school.turn(at(time, tuesday));
    await agree();
  }
  school.turn(at("09:20", wednesday));
  await agree();
  school.turn(at("12:00", "2026-11-12"));
  await agree();
});

test("what happens today counts those of its session anew, and so does a correction: nobody else", async () => {
  await agree();
  expect(asked).toEqual([null]);
  await agree();
  await school.plan("14:00", "15:00", { start: at("14:00", tuesday), end: at("15:00", tuesday) });
  await agree();
  await school.correct(sessions.monday, "S2", "present");
  await agree();
  // It begins: of whoever is not there yet it is known that they were not seen, and nothing has said so.
  school.turn(at("14:20", tuesday));
  await agree();
  expect(asked).toEqual([null, 3, 3]);
});

test("a policy that counts minutes is another count", async () => {
  const now = school.clock.now();
  const frame = { window, now, today: tuesday };
  const plain = await kept.read({ ...frame, minutes: false });
  const [whole] = [...plain.settled.values()].flat();
  expect(whole?.alike.plannedMs).toBeNull();
  const timed = await kept.read({ ...frame, minutes: true });
  const [minutes] = [...timed.settled.values()].flat();
  expect(minutes?.alike.plannedMs).toBe(3_600_000);
});

test("who fails does not hold up the next, and nothing of it is kept", async () => {
  let broken = true;
  const { figures } = school.store;
  const flaky = keepCounts({
    figures: {
      countAlike: (...query) =>
        broken ? Promise.reject(new Error("the store is away")) : figures.countAlike(...query),
    },
    sessions: school.store.settled,
    timeZone: london,
  });
  const frame = { window, minutes: false, now: school.clock.now(), today: tuesday };
  await expect(flaky.read(frame)).rejects.toThrow("the store is away");
  broken = false;
  expect((await flaky.read(frame)).settled.size).toBe(3);
});
