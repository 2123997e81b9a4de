import { describe, expect, test } from "vitest";
import { describeMark, type MarkScene } from "../../../src/app/registers/describe-mark.ts";
import { describeObstacle } from "../../../src/app/registers/describe-obstacle.ts";
import { describeProposal } from "../../../src/app/registers/describe-proposal.ts";
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
  roomOfScan: new Map([
    ["scan", "B12"],
    ["other", "C3"],
  ]),
  blind: [{ room: "B12", from: at("08:56"), to: at("09:04") }],
  otherSessions: new Map([["french", "French"]]),
  absences: new Map([["dentist", "medical"]]),
  by: null,
};

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
    "Late by 15 minutes: first seen in B12 at 09:14:20, counted from the start at 09:00.",
  ],
  seen_after_close: [
    entry("seen_after_close", { status: "late_after_close", minutesLate: 31, ...seen("09:31") }),
    "Late after the register closed by 31 minutes: first seen in B12 at 09:31, when arrivals had counted as late only until 09:20.",
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
    "Needs review: the reader of B12 was offline from 08:56 to 09:04, so nobody can say that you were not there.",
  ],
  no_health: [
    entry("no_health", { status: "needs_review", because: "no_health" }),
    "Needs review: nothing tells whether the reader of B12 worked, so nobody can say that you were not there.",
  ],
  nobody_seen: [
    entry("nobody_seen", { status: "needs_review", because: "nobody_seen" }),
    "Needs review: nobody at all was seen in B12, so nobody can say that you were not there.",
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
    "Absent: not seen in B12 between 08:45 and 10:00, while its reader worked.",
  ],
  unseen_and_register_taken: [
    entry("unseen_and_register_taken", { status: "absent" }),
    "Absent: not seen by 10:00, and a person took the register.",
  ],
  unseen_in_standing_session: [
    entry("unseen_in_standing_session", { status: "absent" }),
    "Absent: not seen in B12 on that day.",
  ],
  not_yet_due: [
    entry("not_yet_due", { status: "expected" }),
    "Expected: nothing is known yet; the session starts at 09:00.",
  ],
  open_and_unwatched: [
    entry("open_and_unwatched", { status: "cannot_be_known" }),
    "Cannot be known yet: the reader of B12 was offline from 08:56 to 09:04, so nobody can say whether you came.",
  ],
  open_and_unseen: [
    entry("open_and_unseen", { status: "not_seen" }),
    "Not seen yet: not seen in B12 so far; the session ends at 10:00.",
  ],
};

describe("a mark in words", () => {
  test.each(Object.entries(sentences))("says %s", (_, [mark, sentence]) => {
    expect(describeMark(mark, scene)).toBe(sentence);
  });

  const flags: Readonly<Record<MarkFlag["code"], readonly [MarkFlag, string]>> = {
    wrong_room: [
      { code: "wrong_room", scans: ["other"] },
      "Also seen in C3, which is not a room of this session.",
    ],
    possible_exit: [
      { code: "possible_exit", scans: ["scan"] },
      "The only scans fall before the session before it ended, so they may show somebody leaving.",
    ],
    seen_after_end: [{ code: "seen_after_end", scans: ["gone"] }, "Seen after the end at 10:00."],
    out_without_arrival: [
      { code: "out_without_arrival", scans: ["scan"] },
      "Seen going out, but never coming in.",
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
      "The reader could see nobody from 08:56 on, so the arrival may have been earlier.",
    ],
    conflict: [
      { code: "conflict", automatic: "absent", scans: ["scan"] },
      "Later scans would make this “absent”: a person should look.",
    ],
  };
  test.each(Object.entries(flags))("adds a sentence for the flag %s", (_, [flag, sentence]) => {
    const mark = { ...entry("unseen_in_watched_room", { status: "absent" }), flags: [flag] };
    expect(describeMark(mark, scene)).toBe(
      `Absent: not seen in B12 between 08:45 and 10:00, while its reader worked. ${sentence}`,
    );
  });

  test("names who wrote it by hand and why, ending their words once", () => {
    const by = { actor: "Ms Hill", reason: "sat in the back." };
    expect(describeMark(corrected({ status: "present" }), { ...scene, by })).toBe(
      "Present: written by Ms Hill, because: sat in the back.",
    );
    expect(describeMark(corrected({ status: "absent" }, "import"), { ...scene, by: null })).toBe(
      "Absent: an import says so.",
    );
  });

  test("counts from the end of a leave where that is what judged it", () => {
    const judgedFrom = at("09:30").epochMilliseconds;
    expect(
      describeMark(entry("seen_on_time", { status: "present", ...seen("09:34") }, { judgedFrom }), scene),
    ).toBe("Present: recognised in B12 at 09:34, within 5 minutes of the end of the leave at 09:30.");
    expect(
      describeMark(
        entry("seen_late", { status: "late", minutesLate: 8, ...seen("09:38") }, { judgedFrom }),
        scene,
      ),
    ).toBe("Late by 8 minutes: first seen in B12 at 09:38, counted from the end of the leave at 09:30.");
  });

  test("tells times as the session's own clocks showed them", () => {
    const kolkata = { ...scene, timeZone: "Asia/Kolkata" };
    expect(describeMark(entry("seen_on_time", { status: "present", ...seen("08:59") }), kolkata)).toBe(
      "Present: recognised in B12 at 14:29, by the start at 14:30.",
    );
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
    "After the register was final, the session was cancelled; leave from 2026-11-09 08:00 to 2026-11-09 12:00 was approved; an enrolment in 7A from 2026-09-01 on was recorded; a reader proved to have been offline from 08:50 on.",
  );
});

test("obstacles to finality name what to do something about", () => {
  expect(describeObstacle({ code: "to_review", marks: 1 })).toBe("1 mark needs review.");
  expect(describeObstacle({ code: "to_review", marks: 2 })).toBe("2 marks need review.");
  expect(describeObstacle({ code: "outbox_not_empty", device: "door-1" })).toBe(
    "The reader door-1 has not said since the end that it has sent everything.",
  );
});
