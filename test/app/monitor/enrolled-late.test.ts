import { afterEach, expect, test } from "vitest";
import { type MonitorSchool, openMonitorSchool } from "./monitor-school.ts";

let school: MonitorSchool;
afterEach(() => school.close());

test("who is enrolled after a register became final is not to come there: it counts for nothing, and what would follow is proposed", async () => {
  school = await openMonitorSchool();
  const camera = school.device("camera");
  await camera.comeUp("boot-1");
  await camera.see("S1");
  const first = await school.plan("09:00", "10:00");
  const second = await school.plan("11:00", "12:00");
  await school.on();
  await school.until("08:50");
  await camera.see("S1");
  await school.until("10:50");
  await camera.see("S1");
  await school.until("12:20");
  expect(await school.sign(first)).toEqual({ done: "final" });
  await school.enrol("S4");
  // The second is not final: it is judged for them as for everybody.
  expect(await school.marks(second)).toMatchObject({ S1: "present", S4: "absent" });
  // The first is: nothing is written there, and what would follow is proposed.
  expect(await school.marks(first)).not.toHaveProperty("S4");
  const register = await school.register(first);
  expect(register.session.counts).toEqual({ present: 1, absent: 2 });
  expect(register.proposals).toMatchObject([{ student: { id: "S4" }, from: null, to: "absent" }]);
  // Every reading of figures says the same, and nothing that is over is still to come.
  expect((await school.figures()).S4).toBe("absent 0 %");
  expect(await school.differences()).toEqual([]);
});

test("on standing days that are over, whoever is enrolled later is absent, and not in a register that is final", async () => {
  school = await openMonitorSchool();
  const camera = school.device("camera");
  await camera.comeUp("boot-1");
  await camera.see("S1");
  const day = await school.planDay();
  await school.on(17 * 60);
  await school.until("01:00", "2026-01-13");
  await school.enrol("S4");
  expect((await school.figures()).S4).toBe("absent 0 %");
  expect(await school.sign(day)).toEqual({ done: "final" });
  await school.enrol("S5");
  expect(await school.figures()).toMatchObject({ S4: "absent 0 %", S5: " no rate" });
  const { session } = await school.register(day);
  expect(session.counts).toEqual({ present: 1, absent: 3 });
});
