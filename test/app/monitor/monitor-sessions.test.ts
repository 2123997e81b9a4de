import { afterEach, expect, test, vi } from "vitest";
import { type MonitorSchool, monday, openMonitorSchool } from "./monitor-school.ts";

/** Days of heartbeats and rounds, on a machine that has other things to do. */
vi.setConfig({ testTimeout: 120_000 });

let school: MonitorSchool;
afterEach(() => school.close());

/** The camera has been in its room since the day before. */
async function watchedRoom(name = "camera") {
  const camera = school.device(name);
  await camera.comeUp("boot-1");
  await camera.see("S3");
  return camera;
}

test("a session opens, closes and becomes final seven days after its end by the clock alone", async () => {
  school = await openMonitorSchool();
  const camera = await watchedRoom();
  const session = await school.plan("09:00", "10:00");
  await school.on();
  expect(await school.state(session)).toBe("scheduled");
  await school.until("08:45");
  expect(await school.state(session)).toBe("open");
  await school.until("08:58");
  await camera.see("S1");
  await school.until("09:07");
  await camera.see("S2");
  await school.until("10:09");
  expect(await school.state(session)).toBe("open");
  await school.until("10:10");
  expect(await school.state(session)).toBe("closed");
  expect(await school.marks(session)).toEqual({ S1: "present", S2: "late", S3: "absent" });
  await camera.die("noticed");
  await school.off();
  await school.on(120);
  await school.until("09:59", "2026-01-19");
  expect(await school.state(session)).toBe("closed");
  await school.until("10:10", "2026-01-19");
  expect(await school.state(session)).toBe("final");
  const [row] = await school.rows<{ finalised_at: string }>(
    "select finalised_at from session where id = $1",
    [session],
  );
  expect(row?.finalised_at).toContain("2026-01-19 10:0");
  expect(await school.differences()).toEqual([]);
});

test("two rounds at one instant change nothing the second time", async () => {
  school = await openMonitorSchool();
  await watchedRoom();
  await school.plan("09:00", "10:00");
  await school.on();
  await school.until("10:10");
  const stored = () =>
    school.rows(
      "select (select max(seq) from fact) as facts, (select max(seq) from mark_revision) as revisions",
    );
  const before = await stored();
  expect(school.monitor().view().done).toMatchObject({ closed: 1 });
  await school.off();
  await school.on();
  expect(await stored()).toEqual(before);
  expect(school.monitor().view().done).toEqual({ opened: 0, closed: 0, finalised: 0, judged: 0, readers: 0 });
});

test("a session that is said to have begun earlier, once it is over, is left to review where its camera was dead then", async () => {
  school = await openMonitorSchool();
  const camera = await watchedRoom();
  const session = await school.plan("09:00", "10:00");
  await school.on();
  await school.until("08:20");
  await camera.die("noticed");
  await school.until("08:36");
  await camera.comeUp("boot-2");
  await school.until("09:02");
  await camera.see("S1");
  await school.until("10:10");
  // It was back before the session opened.
  expect(await school.marks(session)).toEqual({ S1: "present", S2: "absent", S3: "absent" });
  await school.begin(session, "08:45");
  await school.until("10:20");
  expect(await school.marks(session)).toEqual({
    S1: "late first_seen_after_blindness",
    S2: "needs_review room_blind",
    S3: "needs_review room_blind",
  });
  expect(await school.differences()).toEqual([]);
});

test("a camera dead from 8:56 to 9:04 leaves the unseen to review, never absent, and flags who came first after", async () => {
  school = await openMonitorSchool();
  const camera = await watchedRoom();
  const session = await school.plan("09:00", "10:00");
  await school.on();
  await school.until("08:50");
  await camera.see("S1");
  await school.until("08:56");
  await camera.die("noticed");
  await school.until("09:04");
  await camera.comeUp("boot-2");
  await school.until("09:06");
  await camera.see("S2");
  await school.until("10:10");
  expect(await school.marks(session)).toEqual({
    S1: "present",
    S2: "late first_seen_after_blindness",
    S3: "needs_review room_blind",
  });
  const said = await school.rows("select distinct status from mark_revision order by status");
  expect(said.map(({ status }) => status)).not.toContain("absent");
  expect(school.monitor().view().attention).toContainEqual({
    kind: "sessions_to_review",
    sessions: 1,
    marks: 1,
    firstDay: monday,
  });
  expect(await school.differences()).toEqual([]);
});

test("a camera that falls silent without a word is noticed while the session is open", async () => {
  school = await openMonitorSchool();
  const camera = await watchedRoom();
  const session = await school.plan("09:00", "10:00");
  await school.on();
  await school.until("08:56");
  await camera.die("unnoticed");
  await school.until("09:05");
  expect(school.monitor().view().attention).toContainEqual(
    expect.objectContaining({ kind: "unwatched_session", session, room: "R1", reader: "main/camera" }),
  );
  await school.until("10:10");
  expect(await school.marks(session)).toMatchObject({ S1: "needs_review room_blind" });
});

test("a blindness that lasts at the close ends when the reader comes back", async () => {
  school = await openMonitorSchool();
  const camera = await watchedRoom();
  await school.plan("09:00", "10:00");
  await school.on();
  await school.until("08:56");
  await camera.die("unnoticed");
  await school.until("10:10");
  const ends = () =>
    school.rows("select to_at is null as lasts from fact where kind = 'blindness' order by seq");
  expect(await ends()).toEqual([{ lasts: true }]);
  await school.until("10:33");
  await camera.comeUp("boot-2");
  await school.until("10:35");
  expect(await ends()).toEqual([{ lasts: true }, { lasts: false }]);
  expect(await school.differences()).toEqual([]);
});

test("a device that was offline for three days, and lost nothing, turns what was open into presence", async () => {
  school = await openMonitorSchool();
  const camera = await watchedRoom();
  const days = ["2026-01-12", "2026-01-13", "2026-01-14"];
  const sessions: string[] = [];
  for (const day of days) sessions.push(await school.plan("09:00", "10:00", day));
  await school.on(60);
  await school.until("08:05");
  await camera.lose();
  for (const day of days) {
    await school.until("09:01", day);
    await camera.see("S1");
    await school.until("11:00", day);
  }
  for (const session of sessions) {
    expect(await school.marks(session)).toMatchObject({
      S1: "needs_review room_blind",
      S2: "needs_review room_blind",
    });
  }
  await school.until("12:00", "2026-01-14");
  await camera.comeBack();
  await school.until("13:00", "2026-01-14");
  for (const session of sessions) {
    expect(await school.marks(session)).toEqual({ S1: "present", S2: "absent", S3: "absent" });
  }
  expect(await school.differences()).toEqual([]);
});

test("nothing is final while a device has not said since the end that it has sent everything", async () => {
  school = await openMonitorSchool();
  const camera = await watchedRoom();
  const session = await school.plan("09:00", "10:00");
  await school.on();
  await school.until("08:55");
  for (const student of ["S1", "S2", "S3"]) await camera.see(student);
  await school.until("09:30");
  await camera.lose();
  await school.off();
  await school.on(60);
  await school.until("12:00", "2026-01-20");
  expect(await school.marks(session)).toEqual({ S1: "present", S2: "present", S3: "present" });
  expect(await school.state(session)).toBe("closed");
  await camera.comeBack();
  await school.until("12:30", "2026-01-20");
  expect(await school.state(session)).toBe("final");
  expect(await school.differences()).toEqual([]);
});

test("nobody seen at all is a doubt, and nobody is absent", async () => {
  school = await openMonitorSchool();
  await watchedRoom();
  const session = await school.plan("09:00", "10:00");
  await school.on();
  await school.until("10:10");
  expect(await school.marks(session)).toEqual({
    S1: "needs_review nobody_seen",
    S2: "needs_review nobody_seen",
    S3: "needs_review nobody_seen",
  });
});

test("a register that is signed off while the session is open is final at its close", async () => {
  school = await openMonitorSchool();
  const camera = await watchedRoom();
  const session = await school.plan("09:00", "10:00");
  await school.on();
  await school.until("08:58");
  await camera.see("S1");
  await school.until("09:30");
  await school.sign(session);
  await school.until("10:09");
  expect(await school.state(session)).toBe("open");
  await school.until("10:10");
  expect(await school.state(session)).toBe("final");
  expect(await school.marks(session)).toEqual({ S1: "present", S2: "absent", S3: "absent" });
  expect(await school.differences()).toEqual([]);
});

test("a server that was off for a day catches up in order, and its marks are those of one that ran", async () => {
  const play = async (offFrom: string | null): Promise<readonly unknown[]> => {
    school = await openMonitorSchool();
    const camera = await watchedRoom();
    const sessions = [
      await school.plan("09:00", "10:00"),
      await school.plan("09:30", "10:30"),
      await school.plan("14:00", "15:00"),
      await school.plan("09:00", "10:00", "2026-01-13"),
    ];
    await school.on();
    await school.until("08:05");
    // With the server its broker is away as well: the camera keeps what it sees.
    if (offFrom !== null) {
      await camera.die("unnoticed");
      await school.off();
    }
    for (const [when, student] of [
      ["08:58", "S1"],
      ["09:12", "S2"],
      ["13:59", "S1"],
    ] as const) {
      await school.until(when);
      await camera.see(student);
    }
    await school.until("15:30");
    // Nothing is learnt from a night of heartbeats.
    if (offFrom === null) {
      await camera.lose();
      await school.off();
      await school.on(60);
      await school.until("08:00", "2026-01-13");
      await camera.comeBack();
      await school.off();
      await school.on();
    }
    await school.until("08:30", "2026-01-13");
    if (offFrom !== null) {
      await school.on();
      expect(school.monitor().view().done).toMatchObject({ opened: 3, closed: 3 });
      await camera.comeBack();
    }
    await school.until("08:57", "2026-01-13");
    await camera.see("S3");
    await school.until("12:00", "2026-01-13");
    const found = [];
    for (const session of sessions) found.push([await school.state(session), await school.marks(session)]);
    expect(await school.differences()).toEqual([]);
    return found;
  };
  const ran = await play(null);
  await school.close();
  expect(await play("08:05")).toEqual(ran);
  expect(ran[0]).toEqual(["closed", { S1: "present", S2: "late", S3: "absent" }]);
});

test("one session that cannot be closed keeps no other from closing, and somebody is told", async () => {
  school = await openMonitorSchool();
  const camera = await watchedRoom();
  const broken = await school.plan("09:00", "10:00");
  const sound = await school.plan("11:00", "12:00");
  await school.on();
  await school.until("08:58");
  await camera.see("S1");
  await camera.die("noticed");
  await school.until("10:09");
  await school.rows(
    `create function refuse_broken() returns trigger language plpgsql as $$
     begin if new.state = 'closed' and new.id = '${broken}' then raise exception 'a planted fault'; end if;
     return new; end $$`,
  );
  await school.rows(
    "create trigger planted before update on session for each row execute function refuse_broken()",
  );
  await school.until("12:10");
  expect([await school.state(broken), await school.state(sound)]).toEqual(["open", "closed"]);
  expect(school.monitor().view().attention).toContainEqual(
    expect.objectContaining({ kind: "failing_work", work: "close", subject: broken }),
  );
  expect(school.log.filter((line) => line.includes("work fails"))).toHaveLength(1);
  await school.rows("drop trigger planted on session");
  await school.until("12:15");
  expect(await school.state(broken)).toBe("closed");
  expect(
    school
      .monitor()
      .view()
      .attention.map(({ kind }) => kind),
  ).not.toContain("failing_work");
});
