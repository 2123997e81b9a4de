import { afterEach, describe, expect, test } from "vitest";
import { at, type MonitorSchool, openMonitorSchool, type TestDevice } from "./monitor-school.ts";

let school: MonitorSchool;
afterEach(() => school.close());

/** Some minute of the night after. */
const night = (minute: number, second = 0) =>
  at("01:00", "2026-01-13").add({ minutes: minute, seconds: second });

interface Past {
  readonly camera: TestDevice;
  readonly session: string;
  readonly day: string;
}

/** A session and a standing day that lie in a silence in which a reader without a network kept a scan of S2. */
async function silence(tellsCount: boolean): Promise<Past> {
  school = await openMonitorSchool();
  const camera = school.device("camera", "R1", tellsCount);
  await camera.comeUp("boot-1");
  const [session, day] = [await school.plan("09:00", "10:00"), await school.planDay()];
  await camera.see("S1");
  await school.clock.advanceTo(at("08:51"));
  await camera.lose();
  await school.clock.advanceTo(at("09:00"));
  await camera.see("S2");
  await school.clock.advanceTo(night(0));
  return { camera, session, day };
}

/** The monitor goes round. */
async function round(): Promise<void> {
  await school.off();
  await school.on(60);
}

async function expectDoubt({ session, day }: Past): Promise<void> {
  expect((await school.register(session)).unanswered).toEqual(["S1", "S3"]);
  expect((await school.register(day)).unanswered).toEqual(["S3"]);
  expect(await school.marks(day)).toMatchObject({ S2: "present", S3: "needs_review room_blind" });
  expect(await school.marks(session)).toEqual({
    S1: "needs_review room_blind",
    S2: "present",
    S3: "needs_review room_blind",
  });
}

async function expectProof({ session, day }: Past): Promise<void> {
  for (const one of [session, day]) {
    const { unanswered, blind } = await school.register(one);
    expect([unanswered, blind.filter(({ unknown }) => !unknown)]).toEqual([[], []]);
  }
  expect(await school.marks(session)).toEqual({ S1: "absent", S2: "present", S3: "absent" });
  expect(await school.marks(day)).toEqual({ S1: "present", S2: "present", S3: "expected" });
  expect(await school.differences()).toEqual([]);
}

test.each([
  ["tells its count", true],
  ["tells no count", false],
])(
  "a scan that is sent once more when a later one has come fills the gap that was left, and is told by the next round: its reader %s",
  async (_, tellsCount) => {
    const past = await silence(tellsCount);
    const { camera } = past;
    const send = camera.make("S1");
    await camera.comeBack();
    await school.clock.advanceTo(night(0, 20));
    await camera.see("S1");
    await round();
    await expectDoubt(past);
    await school.clock.advanceTo(night(1));
    await send();
    await round();
    await expectProof(past);
  },
);

describe("of a reader that tells no count, and saw nobody when it had come back", () => {
  test("the next scan proves what came after the one before, though it is of another silence", async () => {
    const past = await silence(false);
    const { camera } = past;
    await camera.comeBack();
    await round();
    await expectDoubt(past);
    await school.clock.advanceTo(night(10));
    await camera.lose();
    await school.clock.advanceTo(night(15));
    await camera.see("nobody");
    await school.clock.advanceTo(night(20));
    await camera.comeBack();
    await round();
    await expectProof(past);
  });

  test("the next scan proves it though another silence lies between", async () => {
    const past = await silence(false);
    const { camera } = past;
    await camera.comeBack();
    await round();
    await school.clock.advanceTo(night(10));
    await camera.lose();
    await school.clock.advanceTo(night(20));
    await camera.comeBack();
    await school.clock.advanceTo(night(25));
    await round();
    await expectDoubt(past);
    await camera.see("nobody");
    await round();
    await expectProof(past);
  });
});
