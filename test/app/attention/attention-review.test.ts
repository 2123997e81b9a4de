import { Temporal } from "temporal-polyfill";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { localOperator } from "../../../src/app/actor.ts";
import { queryRows } from "../../parts/postgres.ts";
import { type AttentionSchool, at, openAttentionSchool } from "./attention-school.ts";

let school: AttentionSchool;
let maths: string;
const days = ["2026-11-09", "2026-11-10", "2026-11-11", "2026-11-12"];
const kinds = async (state: "open" | "retracted" | "all" = "open"): Promise<string[]> =>
  (await school.alerts(state)).map(({ student, rule }) => `${student.id} ${rule.kind}`).sort();

beforeEach(async () => {
  school = await openAttentionSchool("2026-11-02T08:00:00Z");
  await school.laid.term("T1", "2026-09-01", "2026-12-18");
  maths = await school.class("MATHS");
  await school.student("S1", maths, { given: "Ada", family: "Lovelace" });
  await school.student("S2", maths);
}, 60_000);
afterEach(() => school.dispose());

/** Sessions on days; S2 comes to each, S1 to none so far. */
async function miss(...on: string[]): Promise<void> {
  for (const day of on) {
    const session = await school.session(maths, day);
    school.now = at(day, "09:02");
    await school.scan(day, "S2");
    school.now = at(day, "10:30");
    await school.close(session);
  }
}

describe("a review", () => {
  test("opens an alert per rule and student with its sum, once, and logs it", async () => {
    await miss(...days.slice(0, 3));
    expect(await school.review()).toMatchObject({ opened: 2, retracted: 0 });
    expect(await kinds()).toEqual(["S1 absences_in_a_row", "S1 below"]);
    const [row, below] = [...(await school.alerts())].sort((a, b) => (a.rule.kind < b.rule.kind ? -1 : 1));
    expect(row?.because).toBe("3 absences in a row. The rule: 3 absences in a row or more.");
    expect(below?.because).toBe(
      "0 ÷ 3 = 0.0 %, in Term T1, Tue 1 Sept 2026 to Fri 18 Dec 2026. The rule: below 80 %.",
    );
    expect(below?.student).toEqual({ id: "S1", name: "Ada Lovelace" });
    expect(await school.review()).toEqual({ students: 0, opened: 0, retracted: 0 });
    expect(
      await queryRows(school.laid.database, "select kind, actor from attention_entry order by seq"),
    ).toEqual([
      { kind: "opened", actor: "muster" },
      { kind: "opened", actor: "muster" },
    ]);
    expect(JSON.stringify(school.logged)).not.toMatch(/Ada|Lovelace|S1/);
  });

  test.each([
    [2, false],
    [3, true],
    [4, true],
  ])("of %i absences in a row opens that alert: %s", async (absences, opened) => {
    await miss(...days.slice(0, absences));
    await school.review();
    expect((await kinds()).includes("S1 absences_in_a_row")).toBe(opened);
  });

  test("a backlog that turns absences into presence takes the alerts back, and tells by which sums", async () => {
    await miss(...days.slice(0, 3));
    await school.review();
    expect(await kinds()).toHaveLength(2);

    school.now = at("2026-11-13", "12:00");
    for (const day of days.slice(0, 3)) await school.scan(day, "S1");
    expect(await school.review()).toMatchObject({ opened: 0, retracted: 2 });
    expect(await kinds()).toEqual([]);
    const retracted = await school.alerts("retracted");
    expect(retracted.map(({ retracted: back }) => back?.because).sort()).toEqual([
      "No longer 3 absences in a row. When it opened: 3 absences in a row. Now: no absence, last seen on Wed 11 Nov 2026.",
      "No longer below 80 %. When it opened: 0 ÷ 3 = 0.0 %, in Term T1, Tue 1 Sept 2026 to Fri 18 Dec 2026. Now: (3 × 1) ÷ 3 = 100.0 %, in Term T1, Tue 1 Sept 2026 to Fri 18 Dec 2026.",
    ]);
    expect(retracted[0]?.retracted?.at).toBe("2026-11-13T12:00:00.000Z");
    const log = await queryRows<{ before: string; after: string }>(
      school.laid.database,
      `select body->'before'->>'earned' as before, body->'after'->>'earned' as after
       from attention_entry where kind = 'retracted'`,
    );
    expect(log).toEqual([
      { before: "0", after: "3" },
      { before: "0", after: "3" },
    ]);
  });

  test("a condition that holds once more opens another alert", async () => {
    await miss(...days.slice(0, 3));
    await school.review();
    school.now = at("2026-11-11", "12:00");
    for (const day of days.slice(0, 3)) await school.scan(day, "S1");
    await school.review();
    await miss(days[3] ?? "");
    await school.review();
    expect(await kinds()).toEqual(["S1 below"]);
    expect(await kinds("all")).toHaveLength(3);
  });

  test("a cancelled session takes back what rested on it, though no mark of it changes", async () => {
    await miss(...days.slice(0, 2));
    const last = await school.session(maths, "2026-11-11");
    school.now = at("2026-11-11", "09:02");
    await school.scan("2026-11-11", "S2");
    school.now = at("2026-11-11", "10:30");
    await school.close(last);
    await school.review();
    expect(await kinds()).toContain("S1 absences_in_a_row");
    await school.cancel(last);
    await school.review();
    expect(await kinds()).toEqual(["S1 below"]);
  });

  test("days without being seen go by without any change of a mark, 14 but not 13", async () => {
    const session = await school.session(maths, "2026-11-02");
    school.now = at("2026-11-02", "09:02");
    await school.scan("2026-11-02", "S1", "S2");
    school.now = at("2026-11-02", "10:30");
    await school.close(session);
    school.now = at("2026-11-15", "23:59");
    expect(await school.review()).toMatchObject({ opened: 0 });
    school.now = at("2026-11-16", "00:01");
    expect(await school.review()).toMatchObject({ opened: 2 });
    expect(await kinds()).toEqual(["S1 days_unseen", "S2 days_unseen"]);
  });

  test("whoever a reader saw where nothing was expected of them is not unseen, and is looked at again at once", async () => {
    const session = await school.session(maths, "2026-11-02");
    school.now = at("2026-11-02", "09:02");
    await school.scan("2026-11-02", "S1", "S2");
    school.now = at("2026-11-02", "10:30");
    await school.close(session);
    school.now = at("2026-11-14", "10:00");
    await school.scan("2026-11-14", "S1");
    school.now = at("2026-11-16", "00:01");
    await school.review();
    expect(await kinds()).toEqual(["S2 days_unseen"]);

    school.now = at("2026-11-16", "09:02");
    await school.scan("2026-11-16", "S1", "S2");
    expect(await school.review()).toEqual({ students: 1, opened: 0, retracted: 1 });
    expect((await school.alerts("retracted"))[0]?.retracted?.because).toBe(
      "No longer 14 days without being seen. When it opened: not seen for 14 days, last on Mon 2 Nov 2026. Now: seen on Mon 16 Nov 2026.",
    );
    // A scan that tells nothing new is looked at once.
    expect(await school.review()).toEqual({ students: 0, opened: 0, retracted: 0 });
  });

  test("a sight that is taken back opens at once what it closed: a scan withdrawn, a merge undone", async () => {
    const session = await school.session(maths, "2026-11-02");
    school.now = at("2026-11-02", "09:02");
    await school.scan("2026-11-02", "S1", "S2");
    school.now = at("2026-11-02", "10:30");
    await school.close(session);
    // Seen where nothing is expected of them: no mark tells of it.
    school.now = at("2026-11-14", "10:00");
    await school.scan("2026-11-14", "S1");
    const correction = await school.takenByClock("2026-11-14");
    school.now = at("2026-11-16", "00:01");
    await school.review();
    expect(await kinds()).toEqual(["S2 days_unseen"]);
    await school.withdraw(correction);
    expect(await school.review()).toMatchObject({ opened: 1, retracted: 0 });
    expect(await kinds()).toEqual(["S1 days_unseen", "S2 days_unseen"]);

    const other = await school.laid.student("S9");
    school.now = at("2026-11-16", "09:02");
    await school.scan("2026-11-16", "S9");
    const merge = await school.merge("S1", other);
    expect(await school.review()).toMatchObject({ opened: 0, retracted: 1 });
    expect(await kinds()).toEqual(["S2 days_unseen"]);
    await school.unmerge(merge);
    expect(await school.review()).toMatchObject({ opened: 1, retracted: 0 });
    expect(await kinds()).toEqual(["S1 days_unseen", "S2 days_unseen"]);
  });

  test("whoever was seen before the first session is unseen since that", async () => {
    school.now = at("2026-10-20", "10:00");
    await school.scan("2026-10-20", "S1", "S2");
    const session = await school.session(maths, "2026-11-02");
    school.now = at("2026-11-02", "10:30");
    await school.close(session);
    school.now = at("2026-11-15", "12:00");
    await school.review();
    expect((await kinds()).filter((kind) => kind.includes("unseen"))).toEqual([]);
    school.now = at("2026-11-16", "12:00");
    await school.review();
    const unseen = (await school.alerts()).filter(({ rule }) => rule.kind === "days_unseen");
    expect(unseen.map(({ because }) => because)).toEqual([
      "Not seen in the 14 days since the first session, last on Tue 20 Oct 2026. The rule: 14 days without being seen or more.",
      "Not seen in the 14 days since the first session, last on Tue 20 Oct 2026. The rule: 14 days without being seen or more.",
    ]);
  });

  test("nobody is missing from a holiday: between terms the last one's end is what counts", async () => {
    const session = await school.session(maths, "2026-12-10");
    school.now = at("2026-12-10", "09:02");
    await school.scan("2026-12-10", "S1", "S2");
    school.now = at("2026-12-10", "10:30");
    await school.close(session);
    school.now = at("2027-03-01", "12:00");
    expect(await school.review()).toMatchObject({ opened: 0 });
    expect(await school.figures.frameAt(school.now)).toMatchObject({ day: "2026-12-18" });
  });

  test("a dropped rule takes its alerts along, and so does one that says something else now", async () => {
    await miss(...days.slice(0, 3));
    await school.review();
    const rule = { kind: "absences_in_a_row", count: 3, tellStaff: false } as const;
    await school.attention.addRules([{ id: "below-80", ...rule }], { at: school.now, actor: localOperator });
    await school.review();
    expect(await kinds()).toEqual(["S1 absences_in_a_row"]);
    expect((await school.alerts("retracted")).map(({ retracted }) => retracted?.because)).toEqual([
      "The rule was dropped or changed into another.",
      "The rule was dropped or changed into another.",
    ]);
  });

  test("whoever is no longer enrolled is no longer looked for", async () => {
    await miss(...days.slice(0, 3));
    await school.review();
    await queryRows(
      school.laid.database,
      `update enrolment set to_date = '2026-11-12' where person_id =
         (select person_id from identifier where value = 'S1')`,
    );
    school.now = at("2026-11-12", "08:00");
    await school.review();
    expect(await kinds()).toEqual([]);
    expect((await school.alerts("retracted"))[0]?.retracted?.because).toBe(
      "The student is no longer enrolled.",
    );
  });

  test("does not read again whoever came in time and has no alert, and reads whoever has one", async () => {
    await miss(...days.slice(0, 3));
    await school.session(maths, "2026-11-12");
    school.now = at("2026-11-12", "09:02");
    await school.review();
    expect(await kinds()).toEqual(["S1 absences_in_a_row", "S1 below"]);
    await school.scan("2026-11-12", "S1", "S2");
    expect(await school.review()).toEqual({ students: 1, opened: 0, retracted: 1 });
  });

  test("woken reviews until nothing is left, and can be stopped", async () => {
    await miss(...days.slice(0, 3));
    const review = school.newReview();
    review.wake();
    review.wake();
    await review.stop();
    expect(await school.newReview().review(school.now)).toMatchObject({ opened: 0 });
    expect(await kinds()).toEqual(["S1 absences_in_a_row", "S1 below"]);
    review.wake();
    await review.stop();
  });

  test("goes on where it stopped, and two at once open nothing twice", async () => {
    await miss(...days.slice(0, 3));
    await Promise.all([school.newReview().review(school.now), school.newReview().review(school.now)]);
    expect(await kinds()).toEqual(["S1 absences_in_a_row", "S1 below"]);
    await miss(days[3] ?? "");
    school.now = school.now.add(Temporal.Duration.from({ hours: 1 }));
    expect(await school.newReview().review(school.now)).toMatchObject({ opened: 0, retracted: 0 });
  });
});

test("an open standing session is nothing that anybody has missed", async () => {
  const hall = await school.laid.class("HALL");
  const student = await school.laid.student("S9");
  await school.laid.enrol(student, hall, "2026-09-01");
  await school.laid.standingDay(hall, "2026-11-02");
  school.now = at("2026-11-02", "12:00");
  await school.review();
  expect(await kinds()).toEqual([]);
  school.now = at("2026-11-03", "00:00");
  await school.review();
  expect(await kinds()).toEqual(["S9 below"]);
});

describe("in a school without a term", () => {
  let lonely: AttentionSchool;
  let physics: string;
  const open = async () =>
    (await lonely.alerts()).map(({ student, rule }) => `${student.id} ${rule.kind}`).sort();
  beforeEach(async () => {
    lonely = await openAttentionSchool("2026-11-02T08:00:00Z");
    physics = await lonely.class("PHYSICS");
    await lonely.student("S1", physics);
    await lonely.student("S2", physics);
  }, 60_000);
  afterEach(() => lonely.dispose());

  async function hold(day: string, ...came: string[]): Promise<void> {
    const session = await lonely.session(physics, day);
    lonely.now = at(day, "09:02");
    await lonely.scan(day, ...came);
    lonely.now = at(day, "10:30");
    await lonely.close(session);
  }

  test("rules look at the last half a year, and an alert says which days those are", async () => {
    await hold("2026-11-03", "S1", "S2");
    for (const day of days.slice(0, 3)) await hold(day, "S2");
    lonely.now = at("2026-11-16", "12:00");
    await lonely.review();
    expect(await open()).toEqual(["S1 absences_in_a_row", "S1 below"]);
    const below = (await lonely.alerts()).find(({ rule }) => rule.kind === "below");
    expect(below?.because).toBe(
      "(1 × 1) ÷ 4 = 25.0 %, from Mon 25 May 2026 to Mon 16 Nov 2026. The rule: below 80 %.",
    );
    lonely.now = at("2026-11-17", "00:01");
    await lonely.review();
    expect(await open()).toEqual(["S1 absences_in_a_row", "S1 below", "S1 days_unseen"]);
  });

  test("once there is a term, what was before it is looked at no more", async () => {
    for (const day of days.slice(0, 3)) await hold(day, "S2");
    await lonely.review();
    expect(await open()).toEqual(["S1 absences_in_a_row", "S1 below"]);
    await lonely.laid.term("T2", "2026-11-11", "2026-12-18");
    await lonely.review();
    expect(await open()).toEqual(["S1 below"]);
  });
});
