import { afterEach, expect, test } from "vitest";
import type { SessionCard } from "../../../src/contract/http/today.ts";
import { type MonitorSchool, openMonitorSchool } from "../monitor/monitor-school.ts";

let school: MonitorSchool;
afterEach(() => school.close());

async function card(session: string): Promise<SessionCard> {
  const found = (await school.today()).sessions.find(({ id }) => id === session);
  if (found === undefined) throw new Error("the board does not have it");
  return found;
}

/** The times of which the picture of a mark in the register tells that nothing is known. */
async function unknownInPicture(session: string) {
  const { watch } = await school.explained(session, "S2");
  return watch.blind.filter(({ unknown }) => unknown).map(({ room, from, to }) => ({ room, from, to }));
}

test.each(["standing", "timetabled"] as const)(
  "the board of a %s school tells when nothing is known of a reader, as the pictures of its registers do",
  async (kind) => {
    school = await openMonitorSchool();
    const session = kind === "standing" ? await school.planDay() : await school.plan("09:00", "10:00");
    await school.on();
    await school.until("09:02");
    const camera = school.device("camera");
    await camera.comeUp("boot-1");
    await camera.see("S1");
    for (const time of ["09:03", "09:20", "10:15"]) {
      await school.until(time);
      const { unknown, blind, stand } = await card(session);
      expect({ time, unknown }).toEqual({ time, unknown: await unknownInPicture(session) });
      expect(unknown).toMatchObject([{ room: "R1", to: "2026-01-12T09:02:00.000Z" }]);
      expect(blind).toEqual([]);
      // Unknown time decides nothing of a standing day; a session that is over is judged.
      const unsure = kind === "timetabled" && time !== "10:15";
      expect({ time, unsure: stand.cannotBeKnown, missing: stand.missing }).toEqual({
        time,
        unsure: unsure ? 2 : 0,
        missing: kind === "standing" ? 2 : 0,
      });
    }
  },
);

test("the day's rate is that of its figures while a reader of a standing class is silent, and after it", async () => {
  school = await openMonitorSchool();
  const camera = school.device("camera");
  await camera.comeUp("boot-1");
  await school.planDay();
  await school.on();
  await school.until("08:50");
  await camera.see("S1");
  await camera.die("noticed");
  await school.until("09:10");
  const { percent, counts } = await school.report();
  expect({ percent, counts }).toEqual({ percent: 100, counts: { present: 1, cannot_be_known: 2 } });
  expect((await school.today()).rate).toMatchObject({ earned: 1, possible: 1, percent: 100 });
});
