import { afterEach, expect, test } from "vitest";
import { at, type MonitorSchool, openMonitorSchool } from "./monitor-school.ts";

let school: MonitorSchool;
afterEach(() => school.close());

const tuesday = "2026-01-13";

/** A day of a class whose reader kept what it saw, told it, and was last heard forty seconds before the day ended. */
async function wholeDay(then: "works" | "dies"): Promise<string> {
  school = await openMonitorSchool();
  const session = await school.planDay();
  const camera = school.device("camera");
  await school.clock.advanceTo(at("00:00:00"));
  await camera.comeUp("boot-1");
  await camera.see("S1");
  await camera.lose();
  await school.clock.advanceTo(at("23:58"));
  await camera.see("S1");
  await school.clock.advanceTo(at("23:59:20"));
  await camera.comeBack();
  if (then === "dies") await camera.die("unnoticed");
  await school.on();
  return session;
}

test.each([
  ["before its close", "23:59:40", undefined],
  ["after it", "00:00:10", tuesday],
] as const)(
  "a standing day that is signed %s, before a silence of its reader could be known, is final once it is known that there is none",
  async (_, signed, day) => {
    const session = await wholeDay("works");
    await school.until(signed, day);
    expect(await school.sign(session)).toEqual({ done: "signed" });
    await school.until("00:00:20", tuesday);
    const { session: row, finality } = await school.register(session);
    expect(row.state).toBe("closed");
    expect(finality?.obstacles).toEqual([
      "Whether the reader main/camera worked until the end is not known yet; within two minutes it is.",
    ]);
    await school.until("00:06", tuesday);
    expect(await school.state(session)).toBe("final");
    expect(await school.marks(session)).toMatchObject({ S1: "present", S2: "absent", S3: "absent" });
    expect(await school.differences()).toEqual([]);
  },
);

test.each([
  ["before its close", "23:59:40", undefined],
  ["after it", "00:00:10", tuesday],
] as const)(
  "a standing day that is signed %s, before a silence of its reader could be known, asks of those whom it could not see once it is",
  async (_, signed, day) => {
    const session = await wholeDay("dies");
    await school.until(signed, day);
    expect(await school.sign(session)).toEqual({ done: "signed" });
    await school.until("00:06", tuesday);
    const { session: row, unanswered, proposals } = await school.register(session);
    expect(row.state).toBe("closed");
    expect(unanswered).toEqual(["S2", "S3"]);
    expect(proposals).toEqual([]);
    expect(await school.sign(session, "absent")).toEqual({ done: "final" });
    expect(await school.differences()).toEqual([]);
  },
);

test("a session in which nobody arrives any more when its reader was last heard is final as soon as it is signed", async () => {
  school = await openMonitorSchool();
  const session = await school.plan("10:00", "12:00");
  await school.on();
  const camera = school.device("camera");
  await camera.comeUp("boot-1");
  await camera.see("S1");
  await school.until("11:59:20");
  await camera.comeUp("boot-2");
  await camera.die("unnoticed");
  await school.until("12:30");
  expect(await school.sign(session)).toEqual({ done: "final" });
});

test("a session in whose last moment somebody may arrive is final once it is known whether its reader worked until then", async () => {
  school = await openMonitorSchool();
  const session = await school.plan("10:40", "11:00");
  await school.on();
  const camera = school.device("camera");
  await camera.comeUp("boot-1");
  await camera.see("S1");
  await school.until("10:59:20");
  await camera.comeUp("boot-2");
  await camera.die("unnoticed");
  const { window } = await school.register(session);
  expect(window.lateUntil).toBe(window.end);
  await school.until("10:59:40");
  expect(await school.sign(session)).toEqual({ done: "signed" });
  await school.until("11:00:20");
  expect(await school.state(session)).not.toBe("final");
});
