import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { studentFiguresView } from "../../src/contract/http/figures.ts";
import { markExplanationView, sessionRow } from "../../src/contract/http/sessions.ts";
import { type TuteesView, tuteesView } from "../../src/contract/http/students.ts";
import { account, openRightsSchool, posted, type RightsSchool } from "./rights-school.ts";

let school: RightsSchool;
/** Sessions that are over, of each class. */
const over = new Map<string, string>();
beforeAll(async () => {
  school = await openRightsSchool();
  const idOf = (code: string): string | null => school.people.get(code) ?? null;
  for (const name of ["tom", "tina"]) school.asking.set(name, account(name, ["tutor"], idOf(name)));
  school.asking.set("nobodys", account("nobodys", ["tutor"], idOf("grace")));
  school.asking.set("unlinked", account("unlinked", ["tutor"], null));
  const { served } = school;
  const now = served.clock.now();
  for (const [code, student] of [
    ["OWN", "S1"],
    ["ELSE", "S2"],
  ] as const) {
    const { id } = await served.ask(
      sessionRow,
      "/api/v1/sessions",
      posted({
        classes: [code],
        rooms: ["R1"],
        title: `Morning of ${code}`,
        start: now.subtract({ hours: 3 }).toString(),
        end: now.subtract({ hours: 2 }).toString(),
        beside: true,
      }),
    );
    over.set(code, id);
    await mark(id, student, "absent");
  }
}, 120_000);
afterAll(() => school?.served.stop());

/** A registrar's word over a mark as it stands. */
async function mark(session: string, student: string, status: "absent" | "present"): Promise<void> {
  const path = `/api/v1/sessions/${session}/marks/${student}`;
  const { mark: now } = await school.served.ask(markExplanationView, path);
  const answer = await fetch(
    `${school.served.url}${path}`,
    posted({ to: { status }, reason: "seen by the porter", revision: now.revision }),
  );
  expect(answer.status, await answer.text()).toBe(200);
}

const tuteesOf = async (word: string): Promise<{ view: TuteesView; text: string }> => {
  const answer = await school.ask(word, "/api/v1/tutees");
  expect(answer.status, word).toBe(200);
  const text = await answer.text();
  return { view: tuteesView.parse(JSON.parse(text)), text };
};
const tutor = (name: string, students: readonly string[]) =>
  fetch(
    `${school.served.url}/api/v1/roster/people/${school.people.get(name)}/tutees`,
    posted({ students: students.map((code) => school.people.get(code)) }, "PUT"),
  );

describe("a tutor's tutees", () => {
  test("are theirs and nobody else's, each with the rate that the figures have", async () => {
    for (const [word, student, code] of [
      ["tom", "S1", "OWN"],
      ["tina", "S2", "ELSE"],
    ] as const) {
      const { view, text } = await tuteesOf(word);
      expect(view.students.map((row) => row.student.id)).toEqual([student]);
      expect([view.total, view.missedTotal]).toEqual([1, 1]);
      const figures = await school.served.ask(
        studentFiguresView,
        `/api/v1/registers/students/${student}/figures`,
      );
      const [row] = view.students;
      expect(row?.rate.percent).toBe(figures.percent);
      expect(row?.rate.band).toBe(figures.band);
      const foreign = student === "S1" ? ["S2", "ELSE"] : ["S1", "OWN"];
      for (const other of foreign) expect(text).not.toContain(other);
      // What is on now is not missed yet: of the two absences one is of a session that is over.
      expect(view.missed.map(({ student: who, seat }) => [who.id, seat.session, seat.status])).toEqual([
        [student, over.get(code), "absent"],
      ]);
    }
  });

  test("are nobody for a tutor without any, and for one whose account is nobody of the roster", async () => {
    const { view } = await tuteesOf("nobodys");
    expect(view).toMatchObject({ students: [], total: 0, missed: [] });
    expect((await school.ask("unlinked", "/api/v1/tutees")).status).toBe(404);
  });

  test("are no more once somebody else is tutor, here and at every object by itself", async () => {
    const paths = [
      "/api/v1/students/S1",
      "/api/v1/registers/students/S1/figures",
      "/api/v1/registers/students/S1/calendar",
      "/api/v1/exports/students/S1/record.json",
      `/api/v1/sessions/${over.get("OWN")}/marks/S1`,
      "/api/v1/live?show=student:S1",
    ];
    const statuses = () =>
      Promise.all(
        paths.map(async (path) => {
          const answer = await school.ask("tom", path);
          await answer.body?.cancel();
          return answer.status;
        }),
      );
    expect(await statuses()).toEqual(paths.map(() => 200));
    expect((await tutor("tom", [])).status).toBe(200);
    try {
      expect((await tuteesOf("tom")).view).toMatchObject({
        students: [],
        total: 0,
        missed: [],
        missedTotal: 0,
      });
      expect(await statuses()).toEqual(paths.map(() => 404));
    } finally {
      await tutor("tom", ["S1"]);
    }
  });

  test("come with the lowest rate first", async () => {
    await tutor("tom", ["S1", "S2"]);
    await mark(over.get("ELSE") ?? "", "S2", "present");
    const { view } = await tuteesOf("tom");
    const percents = view.students.map(({ student, rate }) => [student.id, rate.percent]);
    expect(percents.map(([id]) => id)).toEqual(["S1", "S2"]);
    expect(Number(percents[0]?.[1])).toBeLessThan(Number(percents[1]?.[1]));
    expect(view.students[0]?.rate.band).toBe("poor");
    expect(view.missed.map(({ student }) => student.id)).toEqual(["S1"]);
  });
});
