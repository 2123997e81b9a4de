import { afterEach, expect, test } from "vitest";
import { at, type MonitorSchool, openMonitorSchool } from "../monitor/monitor-school.ts";

let school: MonitorSchool;
afterEach(() => school.close());

/** What the registers say together, by status. */
async function countsOfRegisters(sessions: readonly string[]): Promise<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const id of sessions) {
    const { session } = await school.register(id);
    for (const [status, n] of Object.entries(session.counts)) sums[status] = (sums[status] ?? 0) + n;
  }
  return sums;
}

test.each(["standing", "timetabled"] as const)(
  "a report of open sessions of a %s school counts what their registers say, also while a reader is silent",
  async (kind) => {
    school = await openMonitorSchool();
    const camera = school.device("camera");
    await camera.comeUp("boot-1");
    await camera.see("S1");
    const session = kind === "standing" ? await school.planDay() : await school.plan("09:00", "10:00");
    await school.on();
    await school.until("08:50");
    await camera.see("S1");
    await school.until("08:56");
    const rateBefore = (await school.report()).percent;
    await camera.die("unnoticed");
    const said: Record<string, unknown> = {};
    for (const time of ["09:00", "09:04", "09:15", "09:55", "10:15"]) {
      await school.until(time);
      const { counts, byDay, byStudent, inHours } = await school.report();
      const registers = await countsOfRegisters([session]);
      expect({ time, counts }).toEqual({ time, counts: registers });
      expect({ time, byStudent }).toEqual({ time, byStudent: registers });
      expect({ time, byDay }).toEqual({ time, byDay: registers });
      expect({ time, inHours }).toEqual({ time, inHours: registers });
      said[time] = counts;
    }
    expect(said["09:15"]).toEqual({ present: 1, cannot_be_known: 2 });
    expect(said["10:15"]).toEqual(
      kind === "standing" ? { present: 1, cannot_be_known: 2 } : { present: 1, needs_review: 2 },
    );
    // Whoever cannot be known counts nowhere: what is left is S1, who was there.
    expect([rateBefore, (await school.report()).percent]).toEqual([kind === "standing" ? 33.3 : 100, 100]);
  },
);

test("a session that is on is told of a silent reader in figures before its start too, and its rates are the same without", async () => {
  school = await openMonitorSchool();
  const camera = school.device("camera");
  await camera.comeUp("boot-1");
  await camera.see("S1");
  const [first, second] = [await school.plan("09:00", "10:00"), await school.plan("10:00", "11:00")];
  await school.on();
  await school.until("08:46");
  await camera.die("noticed");
  await school.until("08:50");
  const { counts, percent } = await school.report();
  expect(counts).toEqual(await countsOfRegisters([first, second]));
  expect(counts).toEqual({ cannot_be_known: 3, expected: 3 });
  expect(percent).toBeNull();
});

test.each(["standing", "timetabled"] as const)(
  "a reader that fell silent is told alike by the register, the board and every figure of a %s school before any round stored it",
  async (kind) => {
    school = await openMonitorSchool();
    const camera = school.device("camera");
    await camera.comeUp("boot-1");
    await camera.see("S1");
    const session = kind === "standing" ? await school.planDay() : await school.plan("09:00", "10:00");
    await school.on();
    await school.until("08:50");
    await camera.see("S1");
    await school.until("08:56");
    await camera.die("unnoticed");
    await school.off();
    await school.clock.advanceTo(at("09:15"));
    const registers = await countsOfRegisters([session]);
    expect(registers).toEqual({ present: 1, cannot_be_known: 2 });
    const { counts, byDay, byStudent, inHours, percent } = await school.report();
    expect([counts, byDay, byStudent, inHours]).toEqual([registers, registers, registers, registers]);
    expect(percent).toBe(100);
    const { sessions, rate } = await school.today();
    expect(sessions.map(({ stand }) => [stand.here, stand.missing, stand.cannotBeKnown])).toEqual([
      [1, 0, 2],
    ]);
    expect(rate.percent).toBe(100);
  },
);
