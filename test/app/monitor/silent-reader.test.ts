import { afterEach, describe, expect, test } from "vitest";
import { localOperator } from "../../../src/app/actor.ts";
import type { SenderNote } from "../../../src/app/health/sender-store.ts";
import { at, type MonitorSchool, monday, openMonitorSchool, type TestDevice } from "./monitor-school.ts";

let school: MonitorSchool;
afterEach(() => school.close());

/** A reader dies four minutes before a session, when one student was seen. */
async function readerDies(): Promise<{ readonly camera: TestDevice; readonly session: string }> {
  school = await openMonitorSchool();
  const camera = school.device("camera");
  await camera.comeUp("boot-1");
  await camera.see("S1");
  const session = await school.plan("09:00", "10:00");
  await school.on();
  await school.until("08:50");
  await camera.see("S1");
  await school.until("08:56");
  await camera.die("unnoticed");
  await school.until("09:15");
  return { camera, session };
}

test("a signature that says nothing of those whom a silent reader could not see is refused", async () => {
  const { session } = await readerDies();
  expect(await school.sign(session)).toEqual({ refused: [{ code: "unseen_unsaid", students: 2 }] });
  await school.until("10:15");
  expect(await school.marks(session)).toEqual({
    S1: "present",
    S2: "needs_review room_blind",
    S3: "needs_review room_blind",
  });
  expect(await school.sign(session)).toEqual({ refused: [{ code: "unseen_unsaid", students: 2 }] });
});

test("the file of one register says what its page says at the same moment, also between two rounds of the monitor", async () => {
  school = await openMonitorSchool();
  const camera = school.device("camera");
  await camera.comeUp("boot-1");
  await camera.see("S1");
  const session = await school.plan("09:00", "10:00");
  await school.on(240);
  const same = async (statuses: Readonly<Record<string, string>>) => {
    const { marks } = await school.register(session);
    const page = Object.fromEntries(marks.map(({ student, status, why }) => [student.id, [status, why]]));
    expect(await school.fileOf(session)).toEqual(page);
    expect(Object.fromEntries(marks.map(({ student, status }) => [student.id, status]))).toEqual(statuses);
  };
  await school.until("08:50");
  await camera.see("S1");
  await school.until("08:56");
  await camera.die("noticed");
  await school.until("09:15");
  await same({ S1: "present", S2: "cannot_be_known", S3: "cannot_be_known" });
  await school.until("10:20");
  await same({ S1: "present", S2: "needs_review", S3: "needs_review" });
});

test("of a session whose reader was first heard after it opened it is told from the first look on what its signature asks and its close decides", async () => {
  school = await openMonitorSchool();
  const camera = school.device("camera");
  const session = await school.plan("09:00", "10:00");
  await school.on();
  await school.until("09:10");
  // A room in which no reader was heard by now is one without a reader.
  expect((await school.register(session)).session.counts).toEqual({ not_seen: 3 });
  await camera.comeUp("boot-1");
  await camera.see("S1");
  await school.until("09:12");
  const register = await school.register(session);
  expect(register.session.counts).toMatchObject({ cannot_be_known: 2 });
  expect(register.unanswered).toHaveLength(2);
  expect(register.marks.map(({ status }) => status).filter((status) => status === "not_seen")).toEqual([]);
  expect((await school.report()).counts).toMatchObject({ cannot_be_known: 2 });
  expect(register.blind).toMatchObject([{ unknown: true }]);
  expect(await school.sign(session)).toEqual({ refused: [{ code: "unseen_unsaid", students: 2 }] });
  await school.until("10:15");
  expect(await school.marks(session)).toMatchObject({
    S2: "needs_review room_blind",
    S3: "needs_review room_blind",
  });
});

test("the death of a reader is told of even where no mark changes with it", async () => {
  school = await openMonitorSchool();
  const camera = school.device("camera");
  await camera.comeUp("boot-1");
  await camera.see("S1");
  const day = await school.planDay();
  const told: string[] = [];
  await school.on(5, () => told.push(school.clock.now().toString()));
  await school.until("08:10");
  told.length = 0;
  await camera.die("noticed");
  await school.until("08:16");
  expect(told).toHaveLength(1);
  expect(await school.sign(day)).toEqual({ refused: [{ code: "unseen_unsaid", students: 2 }] });
});

test("left for review they are never absent by the way, and the register is not final before they are decided", async () => {
  const { session } = await readerDies();
  expect(await school.sign(session, "review")).toEqual({ done: "signed" });
  await school.until("10:20");
  expect(await school.marks(session)).toMatchObject({
    S2: "needs_review room_blind",
    S3: "needs_review room_blind",
  });
  expect(await school.state(session)).toBe("closed");
  expect(await school.differences()).toEqual([]);
});

test.each([true, false])(
  "a reader that comes back and had recorded nothing proves nothing by its next scan, and each is asked of (its heartbeats tell its count: %s)",
  async (tellsCount) => {
    school = await openMonitorSchool();
    const camera = school.device("camera", "R1", tellsCount);
    await camera.comeUp("boot-1");
    await camera.see("S1");
    const [over, open] = [await school.plan("09:00", "10:00"), await school.plan("10:40", "11:30")];
    await school.on();
    // In a busy room somebody comes between the last heartbeat and the one that is missing.
    await school.clock.advanceTo(at("08:51").add({ seconds: 20 }));
    await camera.see("nobody");
    await camera.die("unnoticed");
    await school.until("10:38");
    await camera.comeBack();
    await school.until("10:45");
    await camera.see("S1");
    await school.until("10:50");
    for (const session of [over, open]) {
      const { session: seen, unanswered } = await school.register(session);
      const { needs_review: review = 0, cannot_be_known: unknown = 0 } = seen.counts;
      expect(unanswered).toHaveLength(review + unknown);
    }
    expect(await school.sign(over)).toEqual({ refused: [{ code: "unseen_unsaid", students: 3 }] });
    expect(await school.marks(over)).toEqual({
      S1: "needs_review room_blind",
      S2: "needs_review room_blind",
      S3: "needs_review room_blind",
    });
    expect((await school.register(over)).blind).toMatchObject([{ from: "2026-01-12T08:51:20.000Z" }]);
    expect(await school.differences()).toEqual([]);
  },
);

/** What a reader sends around a silence from 08:51 to 10:38 in which it hangs, and what that is no proof of. */
const aroundSilence: readonly (readonly [
  what: string,
  last: { readonly after: number; readonly ahead?: number | "unset" } | null,
  back: { readonly ahead?: number; readonly beats: boolean; readonly also?: boolean },
])[] = [
  ["by a clock that was never set", { after: 20, ahead: "unset" }, { beats: true }],
  ["by a clock that is ahead by as much as it may", { after: 20, ahead: 120 }, { beats: true }],
  ["when it was given up already", { after: 95 }, { beats: true }],
  ["several times before it was given up", { after: 20 }, { beats: true, also: true }],
  ["by a clock that is behind, once it is back", null, { ahead: -100, beats: true }],
  ["without a heartbeat ever again", { after: 20 }, { beats: false }],
];

describe.each(["session", "day"] as const)(
  "a hung reader of a %s proves nothing by what it sent at once",
  (kind) => {
    // Each of both kinds of reader: one in a session, the other on a day.
    test.each(aroundSilence.map((one, nth) => [...one, (nth % 2 === 0) === (kind === "session")] as const))(
      "%s",
      async (_, last, back, tellsCount) => {
        school = await openMonitorSchool();
        const camera = school.device("camera", "R1", tellsCount);
        await camera.comeUp("boot-1");
        await camera.see("S1");
        const over = await (kind === "day" ? school.planDay() : school.plan("09:00", "10:00"));
        await school.on();
        await school.until("08:51");
        camera.loseHeartbeats();
        if (last !== null) {
          await school.clock.advanceTo(at("08:51").add({ seconds: last.after }));
          await camera.see("S1", last.ahead);
          if (back.also === true) {
            await school.clock.advanceTo(at("08:51").add({ seconds: 55 }));
            await camera.see("nobody");
          }
        }
        await school.until("10:38");
        if (back.beats) await camera.comeBack();
        await school.clock.advanceTo(at("10:38").add({ seconds: 5 }));
        await camera.see("nobody", back.ahead);
        await school.until("10:45");
        await camera.see("nobody");
        await school.until("10:50");
        expect((await school.register(over)).unanswered.length).toBeGreaterThanOrEqual(2);
        expect(await school.sign(over)).toMatchObject({ refused: [{ code: "unseen_unsaid" }] });
        if (kind === "session") {
          expect(await school.marks(over)).toMatchObject({
            S2: "needs_review room_blind",
            S3: "needs_review room_blind",
          });
        }
        expect(await school.differences()).toEqual([]);
      },
    );
  },
);

test("one that goes on sending while a heartbeat is late was not silent, and nobody is asked of", async () => {
  school = await openMonitorSchool();
  const camera = school.device("camera");
  await camera.comeUp("boot-1");
  await camera.see("S1");
  const session = await school.plan("09:00", "10:00");
  await school.on();
  await school.until("08:51");
  camera.loseHeartbeats();
  for (const seconds of [20, 40, 60, 80]) {
    await school.clock.advanceTo(at("08:51").add({ seconds }));
    await camera.see("S1");
  }
  await school.clock.advanceTo(at("08:51").add({ seconds: 100 }));
  await camera.comeBack();
  await school.until("09:05");
  await camera.see("S1");
  await school.until("10:15");
  const { unanswered, blind } = await school.register(session);
  expect([unanswered, blind]).toEqual([[], []]);
  expect(await school.marks(session)).toEqual({ S1: "present", S2: "absent", S3: "absent" });
  expect(await school.differences()).toEqual([]);
});

test.each([
  ["tells its count", true, [3]],
  ["tells no count", false, [3]],
  ["tells no count, and sends its second scan before its first", false, [4, 3]],
] as const)(
  "what the next scan of a reader proves of a silence in which it kept something is told by the next round: it %s",
  async (_, tellsCount, numbers) => {
    school = await openMonitorSchool();
    const camera = school.device("camera", "R1", tellsCount);
    await camera.comeUp("boot-1");
    await camera.see("S1");
    const session = await school.plan("09:00", "10:00");
    await school.on();
    await school.until("08:51");
    await camera.lose();
    await school.until("09:20");
    await camera.see("S2");
    await school.until("10:38");
    await camera.comeBack();
    await school.until("10:50");
    for (const number of numbers) await camera.say("scan", scanOf(number, "10:49"));
    await school.until("10:55");
    expect((await school.register(session)).blind).toEqual([]);
    expect(await school.marks(session)).toEqual({ S1: "absent", S2: "late", S3: "absent" });
    expect(await school.differences()).toEqual([]);
  },
);

/** A scan of S1 in the first run of a reader. */
const scanOf = (seq: number, time: string, location = "R1") => ({
  event_id: `01900000-0000-7000-8000-00000000000${seq}`,
  boot_id: "boot-1",
  seq,
  occurred_at: at(time).toString(),
  clock: "ntp",
  subject: { scheme: "student_id", value: "S1" },
  decision: "granted",
  direction: "in",
  location,
});

test("a standing day whose reader fell silent asks the same, that day and after it", async () => {
  school = await openMonitorSchool();
  const camera = school.device("camera");
  await camera.comeUp("boot-1");
  const day = await school.planDay();
  await school.on(1);
  await school.until("08:50");
  await camera.see("S1");
  await camera.die("unnoticed");
  await school.until("10:00");
  expect(await school.sign(day)).toEqual({ refused: [{ code: "unseen_unsaid", students: 2 }] });
  await school.until("23:00");
  await school.clock.advanceTo(at("01:00", "2026-01-13"));
  await school.monitor().settled();
  expect(await school.sign(day)).toEqual({ refused: [{ code: "unseen_unsaid", students: 2 }] });
  expect(await school.sign(day, "review")).toEqual({ done: "signed" });
  expect(await school.marks(day)).toEqual({
    S1: "present",
    S2: "needs_review room_blind",
    S3: "needs_review room_blind",
  });
  expect(await school.sign(day, "absent")).toEqual({ done: "final" });
  expect(await school.marks(day)).toEqual({ S1: "present", S2: "absent", S3: "absent" });
  const sources = await school.rows(
    "select distinct source from mark where session_id = $1 and status = 'absent'",
    [day],
  );
  expect(sources).toEqual([{ source: "manual" }]);
  expect(await school.differences()).toEqual([]);
});

test("a standing day whose reader fell silent counts nobody as absent, while it lasts and after it, though nobody signs", async () => {
  school = await openMonitorSchool();
  const camera = school.device("camera");
  await camera.comeUp("boot-1");
  const day = await school.planDay();
  await school.on(1);
  await school.until("08:50");
  await camera.see("S1");
  expect(await school.figures()).toEqual({ S1: "present 100 %", S2: "not_seen 0 %", S3: "not_seen 0 %" });
  await school.until("09:00");
  const before = await school.lastSeq();
  await camera.die("unnoticed");
  await school.until("10:00");
  // Lists that keep rates have to hear of it.
  expect(await school.changedAfter(before)).toEqual(["S1", "S2", "S3"]);
  const unknown = { S1: "present 100 %", S2: "cannot_be_known no rate", S3: "cannot_be_known no rate" };
  expect(await school.figures()).toEqual(unknown);
  await camera.comeUp("boot-2");
  await camera.see("S2");
  await school.until("11:00");
  expect(await school.figures()).toEqual({ ...unknown, S2: "present 100 %" });
  expect(await school.differences()).toEqual([]);
  await school.until("23:00");
  await school.clock.advanceTo(at("01:00", "2026-01-13"));
  await school.monitor().settled();
  expect(await school.marks(day)).toEqual({ S1: "present", S2: "present", S3: "needs_review room_blind" });
  expect(await school.figures()).toEqual({
    S1: "present 100 %",
    S2: "present 100 %",
    S3: "needs_review no rate",
  });
  expect(await school.differences()).toEqual([]);
});

test("what a reader without a network kept of a standing day decides when it comes, and who is not in it was absent", async () => {
  school = await openMonitorSchool();
  const camera = school.device("camera");
  await camera.comeUp("boot-1");
  await camera.see("S1");
  const day = await school.planDay();
  await school.on(1);
  await school.until("08:50");
  await camera.lose();
  await camera.see("S2");
  await school.until("23:00");
  await school.clock.advanceTo(at("01:00", "2026-01-13"));
  await school.monitor().settled();
  expect(await school.marks(day)).toMatchObject({
    S2: "needs_review room_blind",
    S3: "needs_review room_blind",
  });
  await camera.comeBack();
  await school.clock.advanceTo(at("02:00", "2026-01-13"));
  await school.monitor().settled();
  expect(await school.figures()).toEqual({ S1: "present 100 %", S2: "present 100 %", S3: "absent 0 %" });
  expect(await school.differences()).toEqual([]);
});

test("a session that is said to have been in another room is settled by that room's reader, and back again by its own", async () => {
  school = await openMonitorSchool();
  const [own, other] = [school.device("own"), school.device("other", "R2")];
  await own.comeUp("boot-1");
  await other.comeUp("boot-1");
  await own.see("S3");
  await other.see("S3");
  const session = await school.plan("09:00", "10:00");
  await school.on();
  await school.until("08:50");
  await own.see("S1");
  await school.until("08:56");
  await other.die("unnoticed");
  await school.until("10:20");
  expect(await school.marks(session)).toMatchObject({ S1: "present", S2: "absent" });

  await school.move(session, "R2");
  await school.until("10:30");
  expect(await school.marks(session)).toMatchObject({ S2: "needs_review room_blind" });
  expect(await school.differences()).toEqual([]);

  await school.move(session, "R1");
  await school.until("10:40");
  expect(await school.marks(session)).toMatchObject({ S1: "present", S2: "absent" });
  expect(await school.differences()).toEqual([]);
});

test("absent as a person saw it is that person's word", async () => {
  const { session } = await readerDies();
  expect(await school.sign(session, "absent")).toEqual({ done: "signed" });
  await school.until("10:20");
  expect(await school.marks(session)).toMatchObject({ S1: "present", S2: "absent", S3: "absent" });
  expect(await school.state(session)).toBe("final");
  const said = await school.rows<{ actor: string; unseen: string }>(
    "select actor, body->>'unseen' as unseen from fact where kind = 'session' and body->>'kind' = 'signed_off'",
  );
  expect(said).toMatchObject([{ unseen: "absent" }]);
  expect(await school.differences()).toEqual([]);
  // The monitor wrote them as the session closed; they say all the same who said it, as what and when.
  const marks = await school.rows(
    `select i.value as student, m.source, v.entry->'why'->>'rule' as rule, v.entry->'why'->'said'->>'by' as by,
       v.entry->'why'->'said'->>'role' as role, v.entry->'why'->'said'->'at' as at
     from mark m join mark_revision v on (v.session_id, v.person_id, v.revision) = (m.session_id, m.person_id, m.revision)
     join identifier i on i.person_id = m.person_id where m.session_id = $1 and m.status = 'absent' order by 1`,
    [session],
  );
  const { id, role } = localOperator;
  const word = { source: "manual", rule: "absent_by_word", by: id, role, at: at("09:15").epochMilliseconds };
  expect(marks).toEqual([
    { student: "S2", ...word },
    { student: "S3", ...word },
  ]);
});

test("what is told of whom a signer called absent is true before the close and after it, and after other deeds", async () => {
  const { camera, session } = await readerDies();
  const blind = "the reader of R1 was offline from 08:5";
  const whyOf = async (student: string): Promise<string> =>
    (await school.explained(session, student)).mark.why;
  expect(await whyOf("S2")).toMatch(
    /^Cannot be known yet: .*, so nobody can say whether the student came\.$/,
  );
  await school.sign(session, "absent");
  await school.enrol("S4");
  expect(await whyOf("S2")).toMatch(
    new RegExp(
      `^Cannot be known yet: ${blind}\\d on, and ${localOperator.id} looked and said “absent” as they signed the register at 09:15, which holds from 10:10 on`,
    ),
  );
  // It was said of nobody who came later.
  expect(await whyOf("S4")).toContain("so nobody can say whether the student came.");
  // The reader is there again for the rest: the sentence says when it was not.
  await camera.comeUp("boot-2");
  await school.until("10:20");
  const { mark, history, passedOver } = await school.explained(session, "S2");
  // That the reader could not see is what the word stands in for: it is not told as missing.
  expect(passedOver).not.toContain("needs_review");
  expect(mark).toMatchObject({ status: "absent", source: "manual", word: "signature" });
  expect(mark.why).toMatch(
    new RegExp(`^Absent: ${blind}\\d to 09:1\\d, and ${localOperator.id} looked and said so`),
  );
  expect((await school.register(session)).blind).toMatchObject([
    { room: "R1", to: expect.stringMatching(/T09:1/) },
  ]);
  expect(history[0]).toMatchObject({ actor: localOperator.id, reason: null });
  // A correction over it goes back to it when it is released, which is its own word and no reason of that deed.
  await school.correct(session, "S2", { status: "present" }, "Seen in the room");
  expect((await school.explained(session, "S2")).mark).toMatchObject({
    status: "present",
    word: "correction",
  });
  await school.correct(session, "S2", "released", "Undone: S2");
  const after = await school.explained(session, "S2");
  expect(after.mark).toMatchObject({ status: "absent", word: "signature" });
  expect(after.history[0]).toMatchObject({ status: "absent", reason: null });
  expect(await school.correct(session, "S2", "released", "Again")).toMatchObject({
    refused: [{ code: "nothing_to_release" }],
  });
  expect(await school.differences()).toEqual([]);
});

test("absent is said of those who were in question then, and of nobody who comes later", async () => {
  const { session } = await readerDies();
  expect(await school.sign(session, "absent")).toEqual({ done: "signed" });
  await school.enrol("S4");
  await school.until("10:20");
  expect(await school.marks(session)).toEqual({
    S1: "present",
    S2: "absent",
    S3: "absent",
    S4: "needs_review room_blind",
  });
  expect(await school.state(session)).toBe("closed");
  expect(await school.differences()).toEqual([]);
  // Said once more, of whoever is in question now, it settles the register; what was said before goes on to be said.
  expect(await school.sign(session)).toEqual({ refused: [{ code: "unseen_unsaid", students: 1 }] });
  expect(await school.sign(session, "absent")).toEqual({ done: "final" });
  expect(await school.marks(session)).toEqual({ S1: "present", S2: "absent", S3: "absent", S4: "absent" });
  expect(await school.differences()).toEqual([]);
});

test("a signature that is taken back settles nothing, and a final register is reopened instead", async () => {
  const { session } = await readerDies();
  expect(await school.unsign(session)).toEqual({
    refused: [{ code: "wrong_state", deed: "unsign", state: "open" }],
  });
  expect(await school.sign(session, "absent")).toEqual({ done: "signed" });
  expect(await school.unsign(session)).toEqual({ done: "unsigned" });
  await school.until("10:20");
  expect(await school.marks(session)).toMatchObject({
    S2: "needs_review room_blind",
    S3: "needs_review room_blind",
  });
  expect(await school.state(session)).toBe("closed");
  expect(await school.differences()).toEqual([]);
  expect(await school.sign(session, "absent")).toEqual({ done: "final" });
  expect(await school.unsign(session)).toEqual({
    refused: [{ code: "wrong_state", deed: "unsign", state: "final" }],
  });
});

const silentAs = () =>
  school
    .monitor()
    .view()
    .attention.filter(({ kind }) => kind === "silent_sender" || kind === "unwatched_session")
    .map(({ kind }) => kind)
    .sort();

const notes: readonly (readonly [string, SenderNote])[] = [
  ["retired", { retired: { reason: "replaced" } }],
  ["expected to be silent", { expectedSilence: { weekly: [], until: monday, reason: "repair" } }],
];
test.each(notes)(
  "a reader that is %s asks nobody to look, and every mark stays what its health says",
  async (_, note) => {
    const { session } = await readerDies();
    expect(silentAs()).toEqual(["silent_sender", "unwatched_session"]);
    await school.note("main/camera", note);
    await school.until("09:20");
    expect(silentAs()).toEqual([]);
    // What is known of its health is not asked away: the pages go on to say that nobody can be seen.
    expect(school.monitor().view().silent).toMatchObject([{ reader: "main/camera", room: "R1" }]);
    expect(await school.sign(session)).toEqual({ refused: [{ code: "unseen_unsaid", students: 2 }] });
    await school.until("10:15");
    expect(await school.marks(session)).toEqual({
      S1: "present",
      S2: "needs_review room_blind",
      S3: "needs_review room_blind",
    });
    expect(await school.differences()).toEqual([]);
    await school.note("main/camera", { retired: null, expectedSilence: null });
    await school.until("10:20");
    expect(silentAs()).toEqual(["silent_sender"]);
  },
);

test.each(["timetabled", "standing"])(
  "a reader whose device is shut out asks nobody to look, and every mark stays what its health says (a %s session)",
  async (kind) => {
    school = await openMonitorSchool();
    const camera = school.device("camera");
    await school.on();
    await school.until("07:10");
    await camera.comeUp("boot-1");
    const session = kind === "standing" ? await school.planDay() : await school.plan("09:00", "10:00");
    await school.until("08:50");
    await camera.see("S1");
    await school.until("08:56");
    await camera.die("noticed");
    await school.until("09:15");
    expect(silentAs()).toEqual(["silent_sender", "unwatched_session"]);
    await school.addDevice("camera");
    await school.store.devices.disable("camera", { at: school.clock.now(), by: "technician" });
    await school.until("09:20");
    expect(silentAs()).toEqual([]);
    expect(school.monitor().view().groups).toEqual([]);
    // Whoever comes there is seen by nobody, and the pages go on to say so.
    expect(school.monitor().view().silent).toMatchObject([{ reader: "main/camera", room: "R1" }]);
    expect((await school.register(session)).session.counts).toMatchObject({ cannot_be_known: 2 });
    await school.store.devices.disable("camera", null);
    await school.until("09:25");
    expect(silentAs()).toEqual(["silent_sender", "unwatched_session"]);
  },
);

test.each(["timetabled", "standing"])(
  "scans that wait for long on a reader that is heard are something to look at, and no more once none waits (a %s session)",
  async (kind) => {
    school = await openMonitorSchool();
    const camera = school.device("camera");
    if (kind === "standing") await school.planDay();
    else await school.plan("09:00", "10:00");
    await school.on(1);
    const beat = (outbox: number) =>
      camera.say("heartbeat", { at: school.clock.now().toString(), boot_id: "b", clock: "ntp", outbox });
    const backlog = () =>
      school
        .monitor()
        .view()
        .groups.filter(({ cause }) => cause === "backlog");
    await school.until("09:00");
    await beat(0);
    // Ten minutes are what it may take.
    for (let minute = 1; minute <= 10; minute++) {
      await school.until(`09:${String(minute).padStart(2, "0")}`);
      await beat(7);
      expect(backlog()).toEqual([]);
    }
    await school.until("09:11");
    await beat(8);
    await school.until("09:12");
    expect(backlog()).toMatchObject([
      {
        key: "backlog",
        count: 8,
        items: [
          {
            kind: "backlog",
            sender: "main/camera",
            name: "main/camera",
            scans: 8,
            since: "2026-01-12T09:00:00.000Z",
            lastAt: "2026-01-12T09:11:00.000Z",
          },
        ],
      },
    ]);
    await beat(0);
    await school.until("09:13");
    expect(backlog()).toEqual([]);
  },
);

test("a reader of which nothing is known for a part of the time asks as a silent one does, and the page knows of whom", async () => {
  school = await openMonitorSchool();
  const session = await school.plan("09:00", "10:00");
  await school.on();
  await school.until("09:02");
  // It was never heard of before.
  const camera = school.device("camera");
  await camera.comeUp("boot-1");
  await camera.see("S1");
  await school.until("09:20");
  for (const time of ["09:30", "10:15"]) {
    await school.until(time);
    const asked = { refused: [{ code: "unseen_unsaid", students: 2 }] };
    expect([time, await school.sign(session)]).toEqual([time, asked]);
    expect((await school.register(session)).unanswered).toEqual(["S2", "S3"]);
  }
  expect(await school.marks(session)).toMatchObject({ S2: "needs_review room_blind" });
  // The sentence and the picture say of which time nothing is known.
  const { mark, watch } = await school.explained(session, "S2");
  expect(mark.why).toBe(
    "Needs review: nothing tells whether the reader of R1 worked from 08:45 to 09:02, so nobody can say that the student was not there.",
  );
  const spell = {
    room: "R1",
    from: "2026-01-12T08:45:00.000Z",
    to: "2026-01-12T09:02:00.000Z",
    unknown: true,
  };
  expect(watch).toEqual({ tells: true, blind: [spell] });
});

test("what is told of a reader's health is of the session, and not of a reader that came to the room later", async () => {
  school = await openMonitorSchool();
  const session = await school.plan("09:00", "10:00");
  await school.on();
  await school.until("10:30");
  const camera = school.device("camera");
  await camera.comeUp("boot-1");
  await camera.see("S1");
  await school.until("10:40");
  const { mark, watch } = await school.explained(session, "S2");
  expect(mark.status).toBe("needs_review");
  expect(watch).toEqual({ tells: false, blind: [] });
});

test("a room in which no reader was heard by the end of a session is one without a reader, whenever it is signed, and is told so", async () => {
  school = await openMonitorSchool();
  await school.on();
  await school.until("08:50");
  const camera = school.device("camera");
  await camera.comeUp("boot-1");
  await camera.see("S1");
  const past = await school.plan("06:00", "07:00");
  expect((await school.register(past)).unanswered).toEqual([]);
  expect(await school.sign(past)).toEqual({ done: "final" });
  const { mark, watch } = await school.explained(past, "S2");
  expect(mark.why).toBe(
    "Absent: not seen in R1 between 05:45 and 07:00, and a person took the register; no reader of R1 told then whether it worked.",
  );
  expect(watch).toEqual({ tells: false, blind: [] });
  // First heard after the register close of another: of that its sentence and its picture tell alike.
  const begun = await school.plan("07:30", "08:55");
  await school.until("09:06");
  expect(await school.sign(begun)).toEqual({ done: "final" });
  const explained = await school.explained(begun, "S2");
  expect(explained.mark.why).toBe(
    "Absent: not seen in R1 between 07:15 and 08:55, and a person took the register, though nothing tells whether the reader of R1 worked from 07:15 to 08:50.",
  );
  expect(explained.watch.blind).toMatchObject([{ unknown: true, to: "2026-01-12T08:50:00.000Z" }]);
  expect(await school.differences()).toEqual([]);
});

test.each([
  ["tells its count", true, ["S1"]],
  ["tells no count", false, ["S1"]],
  ["tells its count, and saw nobody before", true, []],
] as const)(
  "a kept scan that its device dates before what it told earlier proves nothing of the time before its first sign of life: its reader %s",
  async (_, tellsCount, before) => {
    school = await openMonitorSchool();
    const camera = school.device("camera", "R1", tellsCount);
    await school.clock.advanceTo(at("09:00"));
    await camera.comeUp("boot-1");
    for (const student of before) await camera.see(student);
    await school.clock.advanceTo(at("09:30"));
    await camera.lose();
    await school.clock.advanceTo(at("10:00"));
    // Its clock lost a day meanwhile.
    await camera.see("S1", -86_400);
    await school.clock.advanceTo(at("10:10"));
    await camera.comeBack();
    const past = await school.plan("08:48", "09:48");
    await school.until("10:20");
    const { blind, unanswered } = await school.register(past);
    expect(blind.filter(({ unknown }) => unknown)).toMatchObject([{ to: "2026-01-12T09:00:00.000Z" }]);
    expect(unanswered).toEqual(["S1", "S2", "S3"].slice(before.length));
  },
);

test.each([
  ["timetabled", "tells its count", true],
  ["timetabled", "tells no count", false],
  ["standing", "tells its count", true],
  ["standing", "tells no count", false],
] as const)(
  "several kept scans next to each other by a clock that went back prove nothing of the time between them, nor is a mark by them another than its register's: a %s session whose reader %s",
  async (kind, _, tellsCount) => {
    school = await openMonitorSchool();
    const camera = school.device("camera", "R1", tellsCount);
    await school.clock.advanceTo(at("09:00"));
    await camera.comeUp("boot-1");
    await camera.see("S1");
    await school.clock.advanceTo(at("09:30"));
    await camera.lose();
    // Its clock is set back again and again meanwhile: it dates what it keeps before anything was heard of it, and after.
    for (const [time, minutes] of [
      ["10:00", -34 * 60],
      ["10:05", -24 * 60],
      ["10:08", -63],
    ] as const) {
      await school.clock.advanceTo(at(time));
      await camera.see("S1", minutes * 60);
    }
    await school.clock.advanceTo(at("10:10"));
    await camera.comeBack();
    await school.on();
    const past = kind === "standing" ? await school.planDay() : await school.plan("08:48", "09:20");
    await school.until("10:20");
    const { blind, unanswered } = await school.register(past);
    expect(blind.filter(({ unknown }) => unknown)).toMatchObject([{ to: "2026-01-12T09:00:00.000Z" }]);
    expect(unanswered).toEqual(["S2", "S3"]);
    expect(await school.sign(past)).toEqual({ refused: [{ code: "unseen_unsaid", students: 2 }] });
    expect(await school.differences()).toEqual([]);
  },
);

test("who is absent from a watched room is told when its reader did not work all the same", async () => {
  school = await openMonitorSchool();
  const camera = school.device("camera");
  await camera.comeUp("boot-1");
  await camera.see("S1");
  await school.on();
  const session = await school.plan("09:00", "10:00");
  await school.until("09:04");
  await camera.see("S1");
  await school.until("09:40");
  await camera.die("noticed");
  await school.until("10:20");
  const { mark, watch } = await school.explained(session, "S2");
  expect(mark.why).toBe(
    "Absent: not seen in R1 between 08:45 and 10:00, while its reader worked, except that the reader of R1 was offline from 09:39 on.",
  );
  expect(watch.blind).toMatchObject([{ to: null, unknown: false }]);
});

test("a standing day names the time of which nothing is known of its reader, as it names its silence", async () => {
  school = await openMonitorSchool();
  const camera = school.device("camera");
  const day = await school.planDay();
  await school.on(1);
  await school.until("08:30");
  await camera.comeUp("boot-1");
  await camera.see("S1");
  await school.until("09:00");
  await camera.die("noticed");
  await school.until("10:00");
  expect((await school.explained(day, "S2")).mark.why).toBe(
    "Cannot be known yet: the reader of R1 was offline from 08:59 on and nothing tells whether the reader of R1 worked from 00:00 to 08:30, so nobody can say whether the student came.",
  );
});

test("one look at a register reads once what is known of its readers", async () => {
  const { session } = await readerDies();
  expect(await school.readersAsked(session)).toBe(1);
});

test("who was called absent and is left for review in a reopened register keeps it from being final", async () => {
  const { session } = await readerDies();
  await school.until("10:20");
  expect(await school.sign(session, "absent")).toEqual({ done: "final" });
  expect(await school.reopen(session)).toEqual({ done: "reopened" });
  expect(await school.sign(session, "review")).toEqual({ done: "signed" });
  expect(await school.marks(session)).toMatchObject({
    S2: "needs_review room_blind",
    S3: "needs_review room_blind",
  });
  expect(await school.state(session)).toBe("reopened");
  expect(await school.differences()).toEqual([]);
  await school.until("11:00");
  expect(await school.state(session)).toBe("reopened");
});

test("what was said with a signature is said of a reopened register too, and goes with it when that is taken back", async () => {
  const { session } = await readerDies();
  await school.until("10:20");
  await school.sign(session, "absent");
  const { at: signedAt } = (await school.register(session)).signature ?? {};
  // Reopened, final and reopened again: the word is the same, by whoever said it first.
  await school.reopen(session);
  expect(await school.marks(session)).toMatchObject({ S2: "absent", S3: "absent" });
  const another = { id: "Ada", role: "lecturer" };
  expect(await school.sign(session, undefined, another)).toEqual({ done: "final" });
  expect(await school.reopen(session)).toEqual({ done: "reopened" });
  const { mark } = await school.explained(session, "S2");
  expect(mark).toMatchObject({ status: "absent", source: "manual", word: "signature" });
  expect(mark.why).toContain(`${localOperator.id} looked and said so as they signed the register at 10:20`);
  // What the panel says of the word holds: the signature that it goes with can be taken back.
  const register = await school.register(session);
  expect(register.session).toMatchObject({ state: "reopened", signedOff: null });
  expect(register.signature).toEqual({ by: "Ada", at: signedAt });
  expect(await school.unsign(session)).toEqual({ done: "unsigned" });
  expect(await school.marks(session)).toMatchObject({
    S1: "present",
    S2: "needs_review room_blind",
    S3: "needs_review room_blind",
  });
  expect((await school.explained(session, "S2")).mark).toMatchObject({ source: "automatic", word: null });
  expect((await school.register(session)).signature).toBeNull();
  expect(await school.unsign(session)).toMatchObject({ refused: [{ code: "wrong_state" }] });
  expect(await school.state(session)).toBe("reopened");
  expect(await school.sign(session)).toEqual({ refused: [{ code: "unseen_unsaid", students: 2 }] });
  expect(await school.differences()).toEqual([]);
});

test("what a signature asks does not wait for the monitor: a session that is planned into a room whose reader is silent", async () => {
  school = await openMonitorSchool();
  const camera = school.device("camera");
  await camera.comeUp("boot-1");
  await camera.see("S1");
  await camera.die("unnoticed");
  await school.on(1);
  await school.until("08:30");
  // The monitor goes round next at nine.
  const session = await school.plan("08:25", "08:55");
  const { unanswered, marks } = await school.register(session);
  expect(unanswered).toEqual(["S1", "S2", "S3"]);
  expect(marks.map(({ status }) => status)).toEqual([
    "cannot_be_known",
    "cannot_be_known",
    "cannot_be_known",
  ]);
  expect(await school.sign(session)).toEqual({ refused: [{ code: "unseen_unsaid", students: 3 }] });
  expect(await school.sign(session, "absent")).toEqual({ done: "signed" });
  await school.until("09:06");
  await school.until("10:05");
  expect(await school.marks(session)).toEqual({ S1: "absent", S2: "absent", S3: "absent" });
  expect(await school.state(session)).toBe("final");
  expect(await school.differences()).toEqual([]);
});

test("a session that is over and signed before the monitor closes it asks of those whom its reader could not see", async () => {
  school = await openMonitorSchool();
  const camera = school.device("camera");
  await camera.comeUp("boot-1");
  await camera.see("S1");
  const session = await school.plan("08:25", "08:40");
  await school.on(1);
  await school.until("08:20");
  await camera.see("S1");
  await camera.die("unnoticed");
  await school.until("08:55");
  expect((await school.register(session)).unanswered).toEqual(["S2", "S3"]);
  expect(await school.sign(session)).toEqual({ refused: [{ code: "unseen_unsaid", students: 2 }] });
  expect(await school.differences()).toEqual([]);
  expect(await school.sign(session, "absent")).toEqual({ done: "final" });
  expect(await school.marks(session)).toEqual({ S1: "present", S2: "absent", S3: "absent" });
  expect(await school.differences()).toEqual([]);
});

test("a session moved into a room whose reader is silent, and a standing day that begins there, ask at once", async () => {
  school = await openMonitorSchool();
  const [own, other] = [school.device("own"), school.device("other", "R2")];
  await own.comeUp("boot-1");
  await other.comeUp("boot-1");
  await own.see("S3");
  await other.see("S3");
  await other.die("unnoticed");
  await school.on(1);
  const session = await school.plan("08:20", "08:55");
  await school.until("08:20");
  await own.see("S1");
  expect(await school.sign(session)).toEqual({ done: "signed" });
  expect(await school.unsign(session)).toEqual({ done: "unsigned" });
  await school.move(session, "R2");
  expect((await school.register(session)).unanswered).toEqual(["S1", "S2", "S3"]);
  expect(await school.sign(session)).toEqual({ refused: [{ code: "unseen_unsaid", students: 3 }] });
  await own.die("unnoticed");
  await school.until("08:30");
  const day = await school.planDay();
  expect((await school.register(day)).unanswered).toEqual(["S2"]);
  expect(await school.sign(day)).toEqual({ refused: [{ code: "unseen_unsaid", students: 1 }] });
});

test("what a page shows of a register agrees with whom its signature asks of, between two rounds, while it is open and after it", async () => {
  school = await openMonitorSchool();
  const camera = school.device("camera");
  await camera.comeUp("boot-1");
  await camera.see("S1");
  const [over, open] = [await school.plan("09:00", "10:00"), await school.plan("11:10", "12:30")];
  await school.on(1);
  await school.until("08:50");
  await camera.lose();
  await camera.see("S2");
  await school.until("11:10");
  await camera.see("S2");
  await school.until("11:25");
  const shown = async (session: string) => {
    const { marks, session: row, unanswered, blind } = await school.register(session);
    return {
      marks: marks.map(({ student, status }) => `${student.id} ${status}`),
      counts: row.counts,
      unanswered,
      blind,
    };
  };
  const unknown = ["S1", "S2", "S3"];
  expect(await shown(over)).toEqual({
    marks: unknown.map((student) => `${student} needs_review`),
    counts: { needs_review: 3 },
    unanswered: unknown,
    blind: [expect.anything()],
  });
  expect(await shown(open)).toEqual({
    marks: unknown.map((student) => `${student} cannot_be_known`),
    counts: { cannot_be_known: 3 },
    unanswered: unknown,
    blind: [expect.anything()],
  });
  // What the reader kept has come; the monitor goes round next at twelve.
  await camera.comeBack();
  const proved = {
    marks: ["S1 absent", "S2 present", "S3 absent"],
    counts: { absent: 2, present: 1 },
    unanswered: [],
    blind: [],
  };
  expect(await shown(over)).toEqual(proved);
  expect(await shown(open)).toEqual({
    marks: ["S1 not_seen", "S2 present", "S3 not_seen"],
    counts: { not_seen: 2, present: 1 },
    unanswered: [],
    blind: [],
  });
  // Who was shown the state of before is told of the new one, and nothing is said of anybody.
  expect(await school.sign(over, "absent", localOperator, ["S1", "S3"])).toEqual({
    refused: [{ code: "register_changed", shown: 2, students: 0 }],
  });
  expect(await school.marks(over)).toEqual({ S1: "absent", S2: "present", S3: "absent" });
  expect(await school.sign(over)).toEqual({ done: "final" });
  expect(await shown(over)).toEqual(proved);
  expect(await school.differences()).toEqual([]);
});

test("a signature asks as its page does where a reader went to another room", async () => {
  school = await openMonitorSchool();
  const camera = school.device("camera");
  await camera.comeUp("boot-1");
  await camera.see("S1");
  await school.on(1);
  const session = await school.plan("08:20", "08:55");
  await school.until("08:10");
  await camera.say("scan", {
    event_id: "01900000-0000-7000-8000-000000000001",
    boot_id: "boot-1",
    seq: 2,
    occurred_at: school.clock.now().toString(),
    clock: "ntp",
    subject: { scheme: "student_id", value: "S2" },
    decision: "granted",
    direction: "in",
    location: "R2",
  });
  await school.until("08:30");
  const { unanswered } = await school.register(session);
  const asked = await school.sign(session);
  expect(asked).toEqual(
    unanswered.length === 0
      ? { done: "signed" }
      : { refused: [{ code: "unseen_unsaid", students: unanswered.length }] },
  );
  expect(unanswered).toEqual(["S1", "S2", "S3"]);
});

test("a signature speaks of nobody but those whom the signer was shown, and the page shows those of whom it asks", async () => {
  const { session } = await readerDies();
  const beside = await school.plan("09:05", "10:00");
  const { unanswered, marks } = await school.register(beside);
  // Who was seen in the one cannot have come to the other.
  expect(unanswered).toEqual(["S2", "S3"]);
  expect(marks.flatMap(({ student, status }) => (status === "cannot_be_known" ? [student.id] : []))).toEqual(
    unanswered,
  );
  const refused = (shown: number, students: number) => ({
    refused: [{ code: "register_changed", shown, students }],
  });
  for (const word of ["absent", "review"] as const) {
    expect(await school.sign(beside, word, localOperator, ["S1", "S2", "S3"])).toEqual(refused(3, 2));
    expect(await school.sign(beside, word, localOperator, ["S1", "S2"])).toEqual(refused(2, 2));
    expect(await school.sign(session, word, localOperator, [])).toEqual(refused(0, 2));
  }
  expect((await school.register(beside)).signature).toBeNull();
  await school.enrol("S4");
  expect(await school.sign(session, "absent", localOperator, ["S2", "S3"])).toEqual(refused(2, 3));
  expect(await school.sign(session, "absent", localOperator, ["S2", "S3", "S4"])).toEqual({ done: "signed" });
  expect(await school.differences()).toEqual([]);
});
