import { afterEach, expect, test } from "vitest";
import { at, type MonitorSchool, openMonitorSchool } from "./monitor-school.ts";

let school: MonitorSchool;
afterEach(() => school.close());

/** What the page of a register says, whom its signature asks about, and since when the board calls the reader blind. */
async function told(session: string): Promise<unknown> {
  const { marks, session: row, unanswered, blind } = await school.register(session);
  const card = (await school.today()).sessions.find(({ id }) => id === session);
  const signed = await school.sign(session);
  await school.unsign(session);
  return {
    marks: marks.map(({ status }) => status),
    counts: row.counts,
    unanswered,
    asked: signed,
    blind: blind.filter(({ unknown }) => !unknown),
    board: [card?.blind, card?.stand.cannotBeKnown],
  };
}

/**
 * Nothing is known of a room that no reader is in: on a standing day that counts as nothing, and beside time of which
 * something is known, a session asks about everybody who was not seen.
 */
async function expectNobodyBlind({ session, day }: { session: string; day: string }): Promise<void> {
  const none = { blind: [], board: [[], 0] };
  expect(await told(day)).toEqual({
    ...none,
    marks: ["present", "not_seen", "not_seen"],
    counts: { present: 1, not_seen: 2 },
    unanswered: [],
    asked: { done: "signed" },
  });
  expect(await told(session)).toEqual({
    marks: ["cannot_be_known", "cannot_be_known", "cannot_be_known"],
    counts: { cannot_be_known: 3 },
    unanswered: ["S1", "S2", "S3"],
    asked: { refused: [{ code: "unseen_unsaid", students: 3 }] },
    blind: [],
    board: [[], 3],
  });
}

async function openDay(tellsCount: boolean) {
  school = await openMonitorSchool("2026-01-12T00:00:00Z");
  const camera = school.device("camera", "R1", tellsCount);
  await camera.comeUp("boot-1");
  await camera.see("S1");
  const [session, day] = [await school.plan("09:00", "10:30"), await school.planDay()];
  await school.clock.advanceTo(at("08:50"));
  return { camera, session, day };
}

test.each([true, false])(
  "a reader that moved away and then fell silent was not blind in the room that it had left: the register, the board and the signature say the same (its heartbeats tell its count: %s)",
  async (tellsCount) => {
    const { camera, ...sessions } = await openDay(tellsCount);
    camera.loseHeartbeats();
    await school.clock.advanceTo(at("08:50").add({ seconds: 10 }));
    await camera.see("nobody", 0, "R2");
    await school.clock.advanceTo(at("09:30"));
    await school.on(60);
    await expectNobodyBlind(sessions);
    await camera.comeBack();
    await school.clock.advanceTo(at("09:45"));
    await expectNobodyBlind(sessions);
  },
);

test("nor was one that took the scans that it kept on the way to another room", async () => {
  const { camera, ...sessions } = await openDay(false);
  await camera.lose();
  await school.clock.advanceTo(at("08:55"));
  await camera.see("nobody", 0, "R2");
  await school.clock.advanceTo(at("09:30"));
  await camera.comeBack();
  await school.on(60);
  await expectNobodyBlind(sessions);
});
