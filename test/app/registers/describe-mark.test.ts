import { describe, expect, test } from "vitest";
import { type BlindSpell, describeMark, type MarkScene } from "../../../src/app/registers/describe-mark.ts";
import { describeObstacle } from "../../../src/app/registers/describe-obstacle.ts";
import { describeProposal } from "../../../src/app/registers/describe-proposal.ts";
import { tellsOfCoverage } from "../../../src/app/registers/mark-scene.ts";
import type { Mark } from "../../../src/domain/attendance/mark.ts";
import { noFacts, type RegisterFacts } from "../../../src/domain/attendance/register-facts.ts";
import type {
  CorrectedMark,
  MarkFlag,
  MarkRule,
  RegisterMark,
} from "../../../src/domain/attendance/register-mark.ts";
import { creditPolicy } from "../../../src/domain/policy/policy.ts";
import { windowOf } from "../../../src/domain/timetable/session-window.ts";
import { at, london } from "./register-school.ts";

const scene: MarkScene = {
  window: windowOf({ kind: "timetabled", start: at("09:00"), end: at("10:00") }, creditPolicy),
  policy: { minimumStay: { minutes: 40 } },
  timeZone: london,
  rooms: ["B12"],
  sightings: new Map([["other", { room: "C3", at: at("09:02") }]]),
  lateFacts: false,
  blind: [{ room: "B12", from: at("08:56"), to: at("09:04"), unknown: false }],
  tells: true,
  otherSessions: new Map([["french", "French"]]),
  absences: new Map([["dentist", "medical"]]),
  by: null,
  attempt: null,
  turnedAway: 0,
  signed: null,
};

/** What the words are taken from where a mark rests on the scan by which the student was first seen. */
function described(mark: RegisterMark, over: Partial<MarkScene> = {}): string {
  const seenAt = "firstSeen" in mark.mark ? mark.mark.firstSeen : at("09:00");
  const sightings = new Map([...scene.sightings, ["scan", { room: "B12", at: seenAt }]]);
  return describeMark(mark, { ...scene, sightings, ...over });
}

function entry(rule: MarkRule, mark: Mark, over: Partial<RegisterMark["why"]> = {}): RegisterMark {
  return {
    source: "automatic",
    mark,
    why: { rule, policyVersion: 1, scans: [], otherSession: null, judgedFrom: null, ...over },
    flags: [],
    lastSeen: null,
    presentMs: null,
    leave: null,
  };
}

function corrected(mark: CorrectedMark, source: "manual" | "import" = "manual"): RegisterMark {
  const { why, flags, lastSeen, presentMs, leave } = entry("corrected", { status: "absent" });
  return { source, mark, correction: "word", why, flags, lastSeen, presentMs, leave };
}

const seen = (time: string) => ({ firstSeen: at(time), scan: "scan" });
const leftEarly = { status: "left_early", arrival: "late", minutesLate: 7, minutesPresent: 21 } as const;

/** Every rule that there is, so that a new one needs its words. */
const sentences: Readonly<Record<MarkRule, readonly [RegisterMark, string]>> = {
  cancelled: [
    entry("cancelled", { status: "not_possible", because: "cancelled" }),
    "Not counted: the session was cancelled.",
  ],
  corrected: [corrected({ status: "late", minutesLate: 1 }), "Late by 1 minute: written by hand."],
  not_enrolled: [
    entry("not_enrolled", { status: "not_possible", because: "not_enrolled" }),
    "Not counted: not enrolled in this class on that day.",
  ],
  seen_on_time: [
    entry("seen_on_time", { status: "present", ...seen("09:03") }),
    "Present: recognised in B12 at 09:03, within 5 minutes of the start at 09:00.",
  ],
  seen_late: [
    entry("seen_late", { status: "late", minutesLate: 15, ...seen("09:14:20") }),
    "Late by 15 minutes: first seen arriving since 08:45 in B12 at 09:14:20, counted from the start at 09:00.",
  ],
  seen_after_close: [
    entry("seen_after_close", { status: "late_after_close", minutesLate: 31, ...seen("09:31") }),
    "Late after the register closed by 31 minutes: first seen arriving since 08:45 in B12 at 09:31, when arrivals had counted as late only until 09:20.",
  ],
  device_said_late: [
    entry("device_said_late", { status: "late", minutesLate: 0, ...seen("09:00") }),
    "Late by 0 minutes: recognised in B12 at 09:00, and the reader itself decided that this was late.",
  ],
  left_before_minimum: [
    entry("left_before_minimum", { ...leftEarly, ...seen("09:07") }),
    "Left early: there for 21 minutes, less than the 40 minutes that the session asks for.",
  ],
  standing_device_word: [
    entry("standing_device_word", { status: "late", minutesLate: null, ...seen("11:30") }),
    "Late: the reader decided so in B12 at 11:30.",
  ],
  approved_elsewhere: [
    entry("approved_elsewhere", { status: "elsewhere", absence: "trip" }),
    "At an approved activity elsewhere: approved leave covers the start at 09:00.",
  ],
  on_leave: [
    entry("on_leave", { status: "absent_authorised", absence: "dentist" }),
    "Authorised absence: approved leave (medical) covers the start at 09:00.",
  ],
  clash_with_attended: [
    entry("clash_with_attended", { status: "not_possible", because: "clash" }, { otherSession: "french" }),
    "Not counted: attended French at the same time.",
  ],
  clash_with_absent: [
    entry("clash_with_absent", { status: "not_possible", because: "clash" }, { otherSession: "unknown" }),
    "Not counted: already absent from another session at the same time, and one hour missed is missed once.",
  ],
  room_blind: [
    entry("room_blind", { status: "needs_review", because: "room_blind" }),
    "Needs review: the reader of B12 was offline from 08:56 to 09:04, so nobody can say that the student was not there.",
  ],
  no_health: [
    entry("no_health", { status: "needs_review", because: "no_health" }),
    "Needs review: nothing tells whether the reader of B12 worked, so nobody can say that the student was not there.",
  ],
  nobody_seen: [
    entry("nobody_seen", { status: "needs_review", because: "nobody_seen" }),
    "Needs review: nobody who is expected was seen in B12 between 08:45 and 10:10, so nobody can say that the student was not there.",
  ],
  seen_in_earlier_session: [
    entry(
      "seen_in_earlier_session",
      { status: "needs_review", because: "earlier_session" },
      { otherSession: "french" },
    ),
    "Needs review: seen in French in the same room just before, and not seen leaving.",
  ],
  unseen_in_watched_room: [
    entry("unseen_in_watched_room", { status: "absent" }),
    "Absent: not seen in B12 between 08:45 and 10:00, while its reader worked, except that the reader of B12 was offline from 08:56 to 09:04.",
  ],
  absent_by_word: [
    entry(
      "absent_by_word",
      { status: "absent" },
      { said: { by: "Ada Byron", role: "lecturer", at: at("10:12").epochMilliseconds } },
    ),
    "Absent: the reader of B12 was offline from 08:56 to 09:04, and Ada Byron looked and said so as they signed the register at 10:12.",
  ],
  unseen_and_register_taken: [
    entry("unseen_and_register_taken", { status: "absent" }),
    "Absent: not seen in B12 between 08:45 and 10:00, and a person took the register, though the reader of B12 was offline from 08:56 to 09:04.",
  ],
  unseen_in_standing_session: [
    entry("unseen_in_standing_session", { status: "absent" }),
    "Absent: not seen in B12 between 08:45 and 10:00.",
  ],
  not_yet_due: [
    entry("not_yet_due", { status: "expected" }),
    "Expected: the session starts at 09:00, and arrivals count from 08:45 on.",
  ],
  open_and_unwatched: [
    entry("open_and_unwatched", { status: "cannot_be_known" }),
    "Cannot be known yet: the reader of B12 was offline from 08:56 to 09:04, so nobody can say whether the student came.",
  ],
  open_and_unseen: [
    entry("open_and_unseen", { status: "not_seen" }),
    "Not seen in B12 since 08:45 so far; the session ends at 10:00.",
  ],
};

describe("whoever was turned away is not said to be unseen", () => {
  const attempt = {
    room: "B12",
    at: at("09:03"),
    decision: "denied",
    identified: true,
    reason: "card expired",
  } as const;
  const absent = entry("unseen_in_watched_room", { status: "absent" });
  const standing = windowOf(
    { kind: "standing", start: at("00:00"), end: at("00:00").add({ hours: 24 }) },
    creditPolicy,
  );

  test.each([
    [
      "turned away",
      absent,
      {},
      "Absent: not seen coming in to B12 between 08:45 and 10:00 (turned away in B12 at 09:03: card expired), while its reader worked.",
    ],
    [
      "turned away, and no reason was given",
      absent,
      { attempt: { ...attempt, reason: null } },
      "Absent: not seen coming in to B12 between 08:45 and 10:00 (turned away in B12 at 09:03), while its reader worked.",
    ],
    [
      "named, but not recognised",
      absent,
      { attempt: { ...attempt, identified: false, reason: "Face not in database" } },
      "Absent: not seen coming in to B12 between 08:45 and 10:00 (named, but not recognised, in B12 at 09:03: Face not in database), while its reader worked.",
    ],
    [
      "on a standing day",
      entry("unseen_in_standing_session", { status: "absent" }),
      { window: standing },
      "Absent: not seen coming in to B12 on that day (turned away in B12 at 09:03: card expired).",
    ],
    [
      "in a session that goes on",
      entry("open_and_unseen", { status: "not_seen" }),
      {},
      "Not seen coming in to B12 since 08:45 so far (turned away in B12 at 09:03: card expired); the session ends at 10:00.",
    ],
    [
      "where nobody was seen",
      entry("nobody_seen", { status: "needs_review", because: "nobody_seen" }),
      {},
      "Needs review: nobody who is expected was seen coming in to B12 between 08:45 and 10:10, though 1 of them was turned away or not recognised there, so nobody can say that the student was not there.",
    ],
    [
      "another one, where nobody was seen",
      entry("nobody_seen", { status: "needs_review", because: "nobody_seen" }),
      { attempt: null, turnedAway: 2 },
      "Needs review: nobody who is expected was seen coming in to B12 between 08:45 and 10:10, though 2 of them were turned away or not recognised there, so nobody can say that the student was not there.",
    ],
  ] as const)("%s", (_, mark, over, sentence) => {
    expect(described(mark, { blind: [], attempt, turnedAway: 1, ...over })).toBe(sentence);
  });
});

describe("a mark in words", () => {
  test.each(Object.entries(sentences))("says %s", (_, [mark, sentence]) => {
    expect(described(mark)).toBe(sentence);
  });

  const flags: Readonly<Record<MarkFlag["code"], readonly [MarkFlag, string]>> = {
    wrong_room: [
      { code: "wrong_room", scans: ["other"] },
      "Also seen in C3, which is not a room of this session.",
    ],
    possible_exit: [
      { code: "possible_exit", scans: ["scan"] },
      "The only scans in the window fall before the session before it ended, so they may show somebody leaving.",
    ],
    seen_after_end: [{ code: "seen_after_end", scans: ["gone"] }, "Seen after the end at 10:00."],
    out_without_arrival: [
      { code: "out_without_arrival", scans: ["scan"] },
      "Seen going out, but not coming in between 08:45 and 10:00.",
    ],
    leave_and_seen: [
      { code: "leave_and_seen", absence: "dentist" },
      "On leave at that time, and there all the same.",
    ],
    device_disagrees: [
      { code: "device_disagrees", scan: "scan" },
      "The reader called this late; the clock did not.",
    ],
    first_seen_after_blindness: [
      { code: "first_seen_after_blindness", blindFrom: at("08:56").epochMilliseconds },
      "The reader could not see everybody who came from 08:56 on, so the arrival may have been earlier.",
    ],
    conflict: [
      { code: "conflict", automatic: "absent", scans: ["scan"] },
      "Later scans would make this “absent”: a person should look.",
    ],
  };
  test.each(Object.entries(flags))("adds a sentence for the flag %s", (_, [flag, sentence]) => {
    const mark = { ...entry("unseen_in_watched_room", { status: "absent" }), flags: [flag] };
    const seen = flag.code === "out_without_arrival" ? "not seen coming in to" : "not seen in";
    expect(described(mark, { blind: [] })).toBe(
      `Absent: ${seen} B12 between 08:45 and 10:00, while its reader worked. ${sentence}`,
    );
  });

  test("speaks of a standing session's day, and not of hours of it", () => {
    const day = { kind: "standing" as const, start: at("00:00"), end: at("00:00", "2026-11-10") };
    const standing = { window: windowOf(day, creditPolicy) };
    const unseen = entry("unseen_in_standing_session", { status: "absent" });
    expect(described(unseen, standing)).toBe("Absent: not seen in B12 on that day.");
    const out = entry("unseen_in_standing_session", { status: "absent" }, { scans: ["scan"] });
    expect(described(out, standing)).toBe("Absent: not seen coming in to B12 on that day.");
    expect(described(entry("open_and_unseen", { status: "not_seen" }), standing)).toBe(
      "Not seen in B12 on that day so far.",
    );
    expect(described(entry("not_yet_due", { status: "expected" }), standing)).toBe(
      "Expected: the day has not begun yet.",
    );
  });

  test("tells the first sign apart where a later one served better", () => {
    const sightings = new Map([["scan", { room: "B12", at: at("09:00") }]]);
    const mark = entry("standing_device_word", { status: "present", firstSeen: at("08:00"), scan: "scan" });
    expect(described(mark, { sightings })).toBe(
      "Present: the reader decided so in B12 at 09:00. First seen at 08:00.",
    );
    const onTime = entry("seen_on_time", { status: "present", firstSeen: at("08:58"), scan: "scan" });
    expect(described(onTime, { sightings })).toBe(
      "Present: recognised in B12 at 09:00, by the start at 09:00. First seen at 08:58.",
    );
  });

  test("denies nothing that came when the register was final", () => {
    expect(
      described(entry("unseen_in_watched_room", { status: "absent" }), { lateFacts: true, blind: [] }),
    ).toBe(
      "Absent: not seen in B12 between 08:45 and 10:00, as far as was known when the register became final, while its reader worked.",
    );
  });

  test("names who wrote it by hand and why, ending their words once", () => {
    const by = { actor: "Ms Hill", reason: "sat in the back." };
    expect(described(corrected({ status: "present" }), { ...scene, by })).toBe(
      "Present: written by Ms Hill, because: sat in the back.",
    );
    expect(describeMark(corrected({ status: "absent" }, "import"), { ...scene, by: null })).toBe(
      "Absent: an import says so.",
    );
  });

  test("counts from the end of a leave where that is what judged it", () => {
    const judgedFrom = at("09:30").epochMilliseconds;
    expect(described(entry("seen_on_time", { status: "present", ...seen("09:34") }, { judgedFrom }))).toBe(
      "Present: recognised in B12 at 09:34, within 5 minutes of the end of the leave at 09:30.",
    );
    expect(
      described(entry("seen_late", { status: "late", minutesLate: 8, ...seen("09:38") }, { judgedFrom })),
    ).toBe(
      "Late by 8 minutes: first seen arriving since 08:45 in B12 at 09:38, counted from the end of the leave at 09:30.",
    );
  });

  test("tells times as the session's own clocks showed them", () => {
    expect(
      described(entry("seen_on_time", { status: "present", ...seen("08:59") }), { timeZone: "Asia/Kolkata" }),
    ).toBe("Present: recognised in B12 at 14:29, by the start at 14:30.");
  });
});

test("a proposal says what became known, each thing once", () => {
  const fact = { seq: 9 };
  const facts: RegisterFacts = {
    ...noFacts,
    sessions: [{ ...fact, id: "f1", session: "s", kind: "cancelled", at: at("11:00") }],
    enrolments: [
      {
        ...fact,
        id: "f2",
        enrolment: "e",
        student: "p",
        class: "c",
        from: "2026-09-01",
        to: null,
        at: at("11:00"),
      },
    ],
    absences: [
      {
        ...fact,
        id: "f3",
        absence: "a",
        student: "p",
        from: at("08:00"),
        to: at("12:00"),
        effect: "authorised",
        state: "approved",
      },
    ],
    blindness: [{ ...fact, id: "f4", blindness: "b", reader: "d", from: at("08:50"), to: null }],
  };
  const names = { timeZone: london, rooms: new Map<string, string>(), classes: new Map([["c", "7A"]]) };
  expect(describeProposal({ facts: ["f1", "f2", "f3", "f4"] }, facts, names)).toBe(
    "After the register was final, the session was cancelled; leave from Mon 9 Nov 2026 08:00 to Mon 9 Nov 2026 12:00 was approved; an enrolment in 7A from Tue 1 Sept 2026 on was recorded; a reader proved to have been offline from 08:50 on.",
  );
});

test("a proposal says of an enrolment without a day that it was taken back, and of one of a day when it ends", () => {
  const enrolment = { seq: 9, enrolment: "e", student: "p", class: "c", from: "2026-10-01", at: at("11:00") };
  const said = (to: string): string =>
    describeProposal(
      { facts: ["f"] },
      { ...noFacts, enrolments: [{ ...enrolment, id: "f", to }] },
      { timeZone: london, rooms: new Map<string, string>(), classes: new Map([["c", "7A"]]) },
    );
  expect(said("2026-10-01")).toBe(
    "After the register was final, an enrolment in 7A from Thu 1 Oct 2026 was taken back.",
  );
  expect(said("2026-10-02")).toBe(
    "After the register was final, an enrolment in 7A from Thu 1 Oct 2026 until before Fri 2 Oct 2026 was recorded.",
  );
});

test("obstacles to finality name what to do something about", () => {
  expect(describeObstacle({ code: "to_review", marks: 1 })).toBe("1 mark needs review.");
  expect(describeObstacle({ code: "to_review", marks: 2 })).toBe("2 marks need review.");
  expect(describeObstacle({ code: "outbox_not_empty", device: "door-1" })).toBe(
    "The reader door-1 has not said since the end that it has sent everything.",
  );
});

test("every spell in the session in which nobody could be seen is told, and of many the longest with how many more", () => {
  const spell = { room: "B12", to: null, unknown: false };
  const blind: readonly BlindSpell[] = [
    { ...spell, from: at("08:40"), to: at("08:44") },
    { ...spell, from: at("09:00"), to: at("09:02") },
    { ...spell, from: at("09:20") },
  ];
  const mark = entry("room_blind", { status: "needs_review", because: "room_blind" });
  expect(described(mark, { blind })).toContain(
    "the reader of B12 was offline from 09:00 to 09:02 and from 09:20 on,",
  );
  const rooms = [...blind, { ...spell, room: "C3", from: at("09:05"), to: at("09:09") }];
  expect(described(mark, { blind: rooms })).toContain(
    "the reader of B12 was offline from 09:00 to 09:02 and from 09:20 on and the reader of C3 was offline from 09:05 to 09:09,",
  );
  const flapping = [...rooms, { ...spell, from: at("09:10"), to: at("09:11") }];
  expect(described(mark, { blind: flapping })).toContain("to 09:09, and one shorter time, so nobody");
});

test("time of which nothing is known of a reader is named with its times, on a standing day too", () => {
  const unknown: readonly BlindSpell[] = [
    { room: "B12", from: at("08:45"), to: at("09:02"), unknown: true },
    { room: "B12", from: at("09:40"), to: at("10:10"), unknown: true },
  ];
  const mark = entry("room_blind", { status: "needs_review", because: "room_blind" });
  expect(described(mark, { blind: unknown })).toBe(
    "Needs review: nothing tells whether the reader of B12 worked from 08:45 to 09:02 and from 09:40 to 10:10, so nobody can say that the student was not there.",
  );
  const both = [...unknown, { room: "B12", from: at("09:10"), to: null, unknown: false }];
  expect(described(mark, { blind: both })).toContain(
    "the reader of B12 was offline from 09:10 on and nothing tells whether the reader of B12 worked from 08:45 to 09:02 and from 09:40 to 10:10, so",
  );
  const window = windowOf({ kind: "standing", start: at("00:00"), end: at("23:59") }, creditPolicy);
  expect(described(mark, { blind: both, window })).toContain(
    "Needs review: the reader of B12 was offline from 09:10 on and nothing tells whether the reader of B12 worked from 08:45 to 09:02 and from 09:40 to 10:10, so",
  );
});

test("whoever came late was not seen earlier by a reader that was offline, or of which nothing is known, each called what it was", () => {
  const blind: readonly BlindSpell[] = [
    { room: "B12", from: at("08:45"), to: at("09:02"), unknown: true },
    { room: "B12", from: at("09:06"), to: at("09:08"), unknown: false },
    { room: "B12", from: at("09:20"), to: null, unknown: false },
  ];
  const late = entry("seen_late", { status: "late", minutesLate: 11, ...seen("09:11") }, { scans: ["scan"] });
  const flags = [
    { code: "first_seen_after_blindness", blindFrom: at("08:45").epochMilliseconds },
  ] satisfies MarkFlag[];
  expect(described({ ...late, flags }, { blind })).toContain(
    "The reader of B12 was offline from 09:06 to 09:08 and nothing tells whether the reader of B12 worked from 08:45 to 09:02, so the arrival may have been earlier.",
  );
  expect(described({ ...late, flags }, { blind: blind.slice(0, 1) })).not.toContain("offline");
  expect(tellsOfCoverage({ ...late, flags })).toBe(true);
});

test("a time that begins and ends in the same minute is told as that, and none that lasted for no time", () => {
  const mark = entry("room_blind", { status: "needs_review", because: "room_blind" });
  const from = at("09:01").add({ seconds: 5 });
  const spell = { room: "B12", from, to: from.add({ seconds: 35 }), unknown: false };
  expect(described(mark, { blind: [spell] })).toContain("was offline for less than a minute at 09:01, so");
  expect(described(mark, { blind: [{ ...spell, to: from }] })).not.toContain("09:01");
});

test("times that go on in the minute in which another ends are told as one, those of another kind or room apart", () => {
  const mark = entry("room_blind", { status: "needs_review", because: "room_blind" });
  const spell = (room: string, from: string, to: string, unknown: boolean) => ({
    room,
    from: at(from),
    to: at(to).add({ seconds: 20 }),
    unknown,
  });
  const blind = [
    spell("B12", "08:50", "09:01", false),
    { ...spell("B12", "09:01", "09:01", false), from: at("09:01").add({ seconds: 20 }), to: null },
    spell("B12", "08:45", "08:50", true),
    spell("C3", "09:01", "09:04", false),
  ];
  expect(described(mark, { blind })).toContain(
    "the reader of B12 was offline from 08:50 on, nothing tells whether the reader of B12 worked from 08:45 to 08:50 and the reader of C3 was offline from 09:01 to 09:04, so",
  );
});

test("who took a register knew more than readers of which nothing was known, or that could see nobody, and that is said", () => {
  const [taken] = sentences.unseen_and_register_taken;
  const seen = "Absent: not seen in B12 between 08:45 and 10:00, and a person took the register";
  expect(described(taken, { blind: [] })).toBe(`${seen}.`);
  expect(described(taken, { blind: [], tells: false })).toBe(
    `${seen}; no reader of B12 told then whether it worked.`,
  );
  const unknown = [{ room: "B12", from: at("08:45"), to: at("09:30"), unknown: true }];
  expect(described(taken, { blind: unknown })).toBe(
    `${seen}, though nothing tells whether the reader of B12 worked from 08:45 to 09:30.`,
  );
});

test("what a signer said of whom no reader could see is told before it holds, and needs no spell to be true", () => {
  const open = entry("open_and_unwatched", { status: "cannot_be_known" });
  expect(described(open, { signed: { by: "Ada Byron", at: at("09:12") } })).toBe(
    "Cannot be known yet: the reader of B12 was offline from 08:56 to 09:04, and Ada Byron looked and said “absent” as they signed the register at 09:12, which holds from 10:10 on unless the student is seen by then.",
  );
  const [word] = sentences.absent_by_word;
  expect(described(word, { blind: [] })).toBe(
    "Absent: Ada Byron looked and said so as they signed the register at 10:12.",
  );
});

test("a time that no clock can have had is told with what was taken for it, once, whatever its form", () => {
  for (const [written, received, told] of [
    ["07:03 AM", "09:03", "09:03"],
    ["2026-11-02T07:03:00", "09:03", "09:03"],
    ["0", "09:03", "09:03"],
  ] as const) {
    const sightings = new Map([
      ["scan", { room: "B12", at: at(received), notBelieved: written }],
      ["again", { room: "B12", at: at(received), notBelieved: null }],
    ]);
    const mark = entry(
      "seen_late",
      { status: "late", minutesLate: 3, ...seen(received) },
      { scans: ["scan", "again"] },
    );
    const why = described(mark, { sightings });
    expect(why.split("cannot have right")).toHaveLength(2);
    expect(why).toContain(
      `The reader in B12 wrote “${written}”, which its clock cannot have right: the time of receipt, ${told}, was taken.`,
    );
  }
});

test("who confirmed by the code of the room is not said to have been recognised", () => {
  const by = (time: string) => ({
    sightings: new Map([["scan", { room: "B12", at: at(time), byCode: true }]]),
  });
  expect(described(entry("seen_on_time", { status: "present", ...seen("09:03") }), by("09:03"))).toBe(
    "Present: confirmed by the code shown in the room, B12, at 09:03, within 5 minutes of the start at 09:00.",
  );
  expect(
    described(entry("seen_late", { status: "late", minutesLate: 15, ...seen("09:14:20") }), by("09:14:20")),
  ).toBe(
    "Late by 15 minutes: first seen arriving since 08:45, confirmed by the code shown in the room, B12, at 09:14:20, counted from the start at 09:00.",
  );
  expect(described(entry("standing_device_word", { status: "present", ...seen("09:03") }), by("09:03"))).toBe(
    "Present: confirmed by the code shown in the room, B12, at 09:03.",
  );
});
