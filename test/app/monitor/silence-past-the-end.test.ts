import { afterEach, expect, test } from "vitest";
import { type MonitorSchool, openMonitorSchool } from "./monitor-school.ts";

let school: MonitorSchool;
afterEach(() => school.close());

test("a silence that began in a session, lasted past its end and was proved leaves no doubt: in no reason, and not on the board", async () => {
  school = await openMonitorSchool();
  const camera = school.device("camera");
  await camera.comeUp("boot-1");
  await camera.see("S1");
  const session = await school.plan("10:00", "11:00");
  await school.on();
  await school.until("10:01");
  await camera.lose();
  await school.until("10:03");
  await camera.see("S2");
  await school.until("11:15");
  expect((await school.register(session)).blind).not.toEqual([]);
  await camera.comeBack();
  await school.until("11:20");
  await camera.see("S1");
  await school.until("11:30");
  const { marks, blind, unanswered } = await school.register(session);
  expect([blind, unanswered]).toEqual([[], []]);
  expect(marks.map(({ status }) => status)).toEqual(["absent", "present", "absent"]);
  expect(marks.map(({ why }) => why).filter((why) => /offline|nothing tells/.test(why))).toEqual([]);
  const [card] = (await school.today()).sessions;
  expect([card?.blind, card?.unknown]).toEqual([[], []]);
  expect(await school.differences()).toEqual([]);
});
