import { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSessionMonitor } from "../../../src/app/monitor/monitor-sessions.ts";
import { noWork } from "../../../src/app/monitor/turn-sessions.ts";
import { message, native, openSchool, recordedAt, type TestSchool } from "../../app/rebuild/school.ts";
import { queryRows } from "../../parts/postgres.ts";

const at = (time: string) => Temporal.Instant.from(`2026-10-26T${time}:00Z`);
const heartbeat = (time: string, body: Record<string, unknown> = {}) =>
  message(
    "muster/v1/main/door/heartbeat",
    { v: 1, at: at(time).toString(), outbox: 0, clock: "ntp", ...body },
    at(time),
  );

/** What a camera of the original says in R1. */
const original = (time: string) =>
  message(
    "access/result",
    { student_id: "S1", timestamp: `${time} AM`, location: "R1", decision: "granted" },
    at(time),
  );

let school: TestSchool;
const rows = (text: string) => queryRows(school.database, text);
const senders = () => school.store.senders.senders();
const watches = () =>
  rows(
    `select r.code as room, to_char(f.from_at at time zone 'UTC', 'HH24:MI') as from,
       to_char(f.to_at at time zone 'UTC', 'HH24:MI') as to, f.body->'health' as health
     from fact f join room r on r.id = f.room_id where f.kind = 'watch' order by f.seq`,
  );

beforeAll(async () => {
  school = await openSchool();
});
afterAll(() => school.close());

describe("a standing school is untouched", () => {
  test("by the original's scans, of which no watch is told", async () => {
    expect(await school.record([original("09:00")])).toMatchObject([{ kind: "stored" }]);
    expect(
      await rows(
        "select 1 from fact where kind in ('watch', 'blindness') union all select 1 from reader_move",
      ),
    ).toEqual([]);
  });

  test("by the monitor, which closes its day and then finds nothing to do there and writes nothing", async () => {
    const monitor = createSessionMonitor({
      store: school.store.monitor,
      isAway: () => false,
      timeZone: "Europe/London",
    });
    expect(await monitor.round(at("23:00"))).toMatchObject({ finalised: 0, judged: 0 });
    const before = await rows("select seq from change_counter");
    expect(await monitor.round(at("23:01"))).toEqual(noWork);
    expect(await rows("select seq from change_counter")).toEqual(before);
  });
});

describe("the rooms that rely on a native reader", () => {
  test("are told once, and anew when it moves, each from the first scan there", async () => {
    const see = (student: string, room: string, time: string) =>
      native({ student, room, at: at(time), decision: "granted" });
    const settle = async (): Promise<void> => {
      const monitor = createSessionMonitor({
        store: school.store.monitor,
        isAway: () => false,
        timeZone: "Europe/London",
      });
      await monitor.round(recordedAt);
      expect(monitor.failed()).toEqual([]);
    };
    await school.record([heartbeat("08:00"), see("S1", "R1", "09:01"), see("S2", "R1", "09:02")]);
    await school.record([see("S2", "R1", "09:03")]);
    await settle();
    expect(await watches()).toEqual([{ room: "R1", from: "09:01", to: null, health: true }]);
    await school.record([see("S3", "R2", "10:00")]);
    await settle();
    expect((await watches()).slice(1)).toEqual([
      { room: "R1", from: "09:01", to: "10:00", health: true },
      { room: "R2", from: "10:00", to: null, health: true },
    ]);
  });
});

describe("heartbeats", () => {
  test("make one row longer, and begin another after more than three periods", async () => {
    await school.record([heartbeat("11:00"), heartbeat("11:01")]);
    await school.record([heartbeat("11:02")]);
    const spans = await rows(
      `select to_char(from_at at time zone 'UTC', 'HH24:MI') as from, to_char(to_at at time zone 'UTC', 'HH24:MI') as to
       from device_alive where device = 'main/door' order by from_at`,
    );
    expect(spans).toEqual([
      { from: "08:00", to: "08:00" },
      { from: "11:00", to: "11:02" },
    ]);
  });

  test("that are read out of quarantine again tell nothing of now", async () => {
    const before = await rows("select count(*) as n from device_alive");
    const body = { v: 1, at: "", outbox: 0, clock: "ntp" };
    await school.record([
      message("muster/v1/main/late/heartbeat", body, at("12:00"), 1, "01890000-0000-7000-8000-000000000000"),
    ]);
    expect(await rows("select count(*) as n from device_alive")).toEqual(before);
  });
});

describe("whoever is heard after being said to have gone", () => {
  const sayings = {
    online: (time: string) =>
      message("muster/v1/main/left/status", { v: 1, state: "online", at: time }, at(time)),
    will: (time: string) => message("muster/v1/main/left/status", { v: 1, state: "offline" }, at(time)),
    beat: (time: string) =>
      message(
        "muster/v1/main/left/heartbeat",
        { v: 1, at: at(time).toString(), outbox: 0, clock: "ntp" },
        at(time),
      ),
    scan: (time: string) =>
      message(
        "muster/v1/main/left/scan",
        {
          v: 1,
          event_id: uuidv7(),
          occurred_at: at(time).toString(),
          clock: "ntp",
          subject: { scheme: "student_id", value: "S1" },
          location: "R1",
        },
        at(time),
      ),
  } as const;
  const [first, second, third] = ["14:00", "14:01", "14:02"] as const;
  const shown = async (): Promise<unknown> => (await senders()).find(({ name }) => name === "main/left");

  test.each([
    [["online", "will", "beat"], "online", third],
    [["online", "will", "scan"], "online", third],
    [["will", "online", "beat"], "online", second],
    [["online", "beat", "will"], "offline", third],
    [["online", "beat", "scan"], "online", first],
  ] as const)("%j: %s since %s, in one batch and one by one", async (order, state, since) => {
    const items = order.map((what, n) => sayings[what]([first, second, third][n] ?? ""));
    for (const batches of [[items], items.map((item) => [item])]) {
      await rows("delete from sender where name = 'main/left'");
      for (const batch of batches) await school.record(batch);
      expect(await shown()).toMatchObject({
        state,
        stateAt: at(since).toString({ fractionalSecondDigits: 3 }),
      });
    }
  });
});

test("a native reader that never told its health is told of nowhere, and a room that nobody watches has no health data", async () => {
  const before = await watches();
  const body = {
    v: 1,
    event_id: "01890000-0000-7000-8000-000000000001",
    occurred_at: at("13:00").toString(),
    clock: "ntp",
    subject: { scheme: "student_id", value: "S1" },
    location: "R1",
  };
  expect(await school.record([message("muster/v1/main/mute/scan", body, at("13:00"))])).toMatchObject([
    { kind: "stored" },
  ]);
  expect(await watches()).toEqual(before);
});

test("what is due is found by index, however much lies behind", async () => {
  const plan = await rows(
    `explain (costs off) select id from session where state in ('scheduled', 'open') and closes_at <= '2026-10-26'
     order by closes_at limit 1`,
  );
  expect(JSON.stringify(plan)).toContain("session_closing");
});
