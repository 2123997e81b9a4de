import { Temporal } from "temporal-polyfill";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localOperator } from "../../../src/app/actor.ts";
import { createToday, type Today } from "../../../src/app/today/create-today.ts";
import type { SessionCard } from "../../../src/contract/http/today.ts";
import { todayView } from "../../../src/contract/http/today.ts";
import { london, openRegisterSchool, type RegisterSchool } from "../registers/register-school.ts";

describe("the day's board", () => {
  let school: RegisterSchool;
  let today: Today;
  let session: string;
  let other: string;
  beforeAll(async () => {
    school = await openRegisterSchool();
    const { store, clock } = school;
    today = createToday({ store: store.today, clock, timeZone: london, policy: () => store.policy });
    school.turn("08:00");
    session = await school.plan("09:00", "10:00");
    other = await school.plan("11:00", "12:00", { classes: ["7A", "7B"], rooms: ["R2"] });
    // The reader of the other room does not tell its health.
    await school.rows("delete from device_alive where device = 'door-R2'");
  });
  afterAll(() => school.dispose());

  async function card(id: string): Promise<SessionCard> {
    const { sessions } = todayView.parse(await today.view());
    const found = sessions.find((one) => one.id === id);
    if (!found) throw new RangeError(`no card ${id}`);
    return found;
  }

  test("says who is expected in each session, and whether its readers tell their health", async () => {
    school.turn("08:30");
    expect(await card(session)).toMatchObject({
      kind: "timetabled",
      title: "Group 7A",
      classes: ["7A"],
      rooms: ["R1"],
      state: "scheduled",
      stand: { expected: 3, toCome: 3, here: 0, missing: 0 },
      readers: [{ reader: "door-R1", room: "R1" }],
      attempts: 0,
    });
    expect(await card(other)).toMatchObject({ classes: ["7A", "7B"], stand: { expected: 4 }, readers: [] });
    expect(await today.view()).toMatchObject({
      day: "2026-11-09",
      from: "2026-11-09T00:00:00.000Z",
      to: "2026-11-10T00:00:00.000Z",
      students: 4,
      holiday: null,
      nextDay: null,
    });
  });

  test("counts people once, however often they are seen, and values the day by the figure of figures", async () => {
    school.turn("09:30");
    await school.scan("S1", "R1", "08:55");
    await school.scan("S1", "R1", "08:56");
    await school.scan("S2", "R1", "09:10");
    const one = await card(session);
    expect(one).toMatchObject({
      state: "open",
      stand: { expected: 3, here: 2, late: 1, missing: 1, cannotBeKnown: 0 },
      counts: { present: 1, late: 1 },
      unstored: 1,
    });
    expect(one.arrivals.reduce((sum, n) => sum + n, 0)).toBe(2);
    const view = await today.view();
    expect(view.arrivals).toEqual([
      { slot: 35, seats: 1 },
      { slot: 36, seats: 1 },
    ]);
    // Present is worth 1 and late half; whoever was not seen yet does not count before the close.
    expect(view.rate).toMatchObject({ earned: 1.5, possible: 2, percent: 75 });
    expect(one.worth.late).toEqual({ earned: 0.5, possible: 1 });
    expect(one.worth.not_seen).toBeUndefined();
  });

  test("after the close the absent count, and the register waits for a signature, tomorrow as well", async () => {
    school.turn("10:30");
    await school.close(session);
    const view = await today.view();
    expect(view.unsigned).toEqual({ registers: 0, firstDay: null });
    school.turn(Temporal.Instant.from("2026-11-10T09:00:00Z"));
    expect(await today.view()).toMatchObject({
      day: "2026-11-10",
      sessions: [],
      // Also the one that nobody closed: it is over, and its queue holds it.
      unsigned: { registers: 2, firstDay: "2026-11-09" },
    });
  });

  test("what was put away is kept until its time, and taken up again", async () => {
    const until = Temporal.Instant.from("2026-11-10T10:00:00Z");
    await today.snooze("quarantine", until, localOperator);
    const kept = await school.store.today.snoozes(until.subtract({ seconds: 1 }));
    expect(kept.map(({ key, by }) => [key, by])).toEqual([["quarantine", "local operator"]]);
    expect(await school.store.today.snoozes(until)).toEqual([]);
    await today.snooze("quarantine", null, localOperator);
    expect(await school.store.today.snoozes(school.clock.now())).toEqual([]);
  });
});
