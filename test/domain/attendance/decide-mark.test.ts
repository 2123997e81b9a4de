import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SessionFacts } from "../../../src/domain/attendance/decide-mark.ts";
import { markWorth, valuedMark } from "../../../src/domain/attendance/mark-worth.ts";
import type { RegisterMark } from "../../../src/domain/attendance/register-mark.ts";
import { compare, zero } from "../../../src/domain/kernel/rational.ts";
import { creditPolicy, type Policy } from "../../../src/domain/policy/policy.ts";
import { clock, inRoom, leave, markOf, ms, scan } from "./school.ts";

const start = clock("09:00");
const past = (minutes: number, seconds = 0) => start.add({ seconds: minutes * 60 + seconds });
const codes = (entry: RegisterMark) => entry.flags.map(({ code }) => code);

describe("the clock decides, every bound inclusive", () => {
  test.each([
    [-15, "present", null],
    [0, "present", null],
    [5, "present", null],
    [6, "late", 6],
    [20, "late", 20],
    [21, "late_after_close", 21],
    [60, "late_after_close", 60],
  ])("%i minutes after the start is %s", (minutes, status, late) => {
    const { mark } = markOf([inRoom(past(minutes))]);
    expect(mark.status).toBe(status);
    expect("minutesLate" in mark ? mark.minutesLate : null).toBe(late);
  });

  test.each([
    [5, 1, "late", 6],
    [20, 1, "late_after_close", 21],
    [12, 30, "late", 13],
  ])("%i minutes and %i seconds are %s, rounded up to %i minutes", (minutes, seconds, status, late) => {
    expect(markOf([inRoom(past(minutes, seconds))]).mark).toMatchObject({ status, minutesLate: late });
  });

  test.each([61, 70])(
    "first seen %i minutes after the start, an hour long, is absent and flagged",
    (minutes) => {
      const entry = markOf([inRoom(past(minutes))]);
      expect(entry.mark.status).toBe("absent");
      expect(codes(entry)).toEqual(["seen_after_end"]);
      expect(entry.lastSeen?.equals(past(minutes))).toBe(true);
    },
  );

  test("a scan after the end extends last seen and nothing else", () => {
    const entry = markOf([inRoom(past(2)), inRoom(past(65))]);
    expect(entry.mark.status).toBe("present");
    expect(entry.lastSeen?.equals(past(65))).toBe(true);
  });

  test("bounds end at the planned end of a short session", () => {
    const short = { end: clock("09:04") };
    expect(markOf([inRoom("09:04")], { planned: short }).mark.status).toBe("present");
    expect(markOf([inRoom("09:05")], { planned: short }).mark.status).toBe("absent");
  });

  test("a session over midnight is judged from its own start", () => {
    const planned = {
      start: clock("23:30"),
      end: clock("00:30", "2026-01-13"),
    };
    const entry = markOf([inRoom(clock("00:10", "2026-01-13"))], {
      planned,
      now: clock("01:00", "2026-01-13"),
    });
    expect(entry.mark).toMatchObject({ status: "late_after_close", minutesLate: 40 });
  });

  test.each([
    ["2026-03-29", "00:30", "02:30", "02:06", 36], // 01:00 becomes 02:00: 02:06 is 36 minutes later
    ["2026-10-25", "00:30", "02:30", "02:06", 156], // 01:00 to 02:00 comes twice
  ])("on %s minutes late are minutes that passed", (day, from, to, seen, minutesLate) => {
    const planned = { start: clock(from, day), end: clock(to, day), day };
    const entry = markOf([inRoom(clock(seen, day))], {
      planned,
      policy: { registerClose: 600 },
      now: clock("04:00", day),
    });
    expect(entry.mark).toMatchObject({ status: "late", minutesLate });
  });
});

describe("until a session closes, nobody is absent", () => {
  test.each([
    ["08:44", "expected"],
    ["08:45", "expected"],
    ["09:05", "expected"],
    ["09:06", "not_seen"],
    ["10:09", "not_seen"],
    ["10:10", "absent"],
  ])("at %s an unseen student is %s", (now, status) => {
    expect(markOf([], { now }).mark.status).toBe(status);
  });
});

describe("a silent camera never makes an absentee", () => {
  const blind = { kind: "blind", from: ms("08:56") } as const;

  test.each([
    ["room_blind", { watch: blind }],
    ["no_health", { watch: { kind: "unknown" } as const }],
    ["nobody_seen", { anybodySeen: false }],
  ])("%s leaves the unseen to a person", (because, facts) => {
    expect(markOf([], { facts }).mark).toEqual({ status: "needs_review", because });
    expect(markOf([], { facts: { ...facts, registerTaken: true } }).mark.status).toBe("absent");
    expect(markOf([inRoom("09:03")], { facts }).mark.status).toBe("present");
  });

  test("somebody first seen late after blindness is late, and flagged", () => {
    const entry = markOf([inRoom("09:10")], { facts: { watch: blind } });
    expect(entry.mark.status).toBe("late");
    expect(codes(entry)).toEqual(["first_seen_after_blindness"]);
    expect(codes(markOf([inRoom("09:03")], { facts: { watch: blind } }))).toEqual([]);
  });

  test("blindness that began after the student was seen is no excuse", () => {
    const later = { kind: "blind", from: ms("09:12") } as const;
    expect(codes(markOf([inRoom("09:10")], { facts: { watch: later } }))).toEqual([]);
  });

  test("somebody seen in the lesson before, in the same room, without going out", () => {
    const stayed = { seenBefore: { session: "english", left: false } };
    expect(markOf([], { student: stayed })).toMatchObject({
      mark: { status: "needs_review", because: "earlier_session" },
      why: { otherSession: "english" },
    });
    const went = { seenBefore: { session: "english", left: true } };
    expect(markOf([], { student: went }).mark.status).toBe("absent");
    expect(markOf([], { student: stayed, facts: { registerTaken: true } }).mark.status).toBe("absent");
  });
});

describe("the device's word", () => {
  test("late against the clock is shown, not obeyed", () => {
    const entry = markOf([inRoom("09:02", { decision: "late" })]);
    expect(entry.mark.status).toBe("present");
    expect(codes(entry)).toEqual(["device_disagrees"]);
  });

  test("unless the policy trusts it", () => {
    const entry = markOf([inRoom("09:02", { decision: "late" })], { policy: { trustDeviceLate: true } });
    expect(entry.mark).toMatchObject({ status: "late", minutesLate: 2 });
    expect(entry.why.rule).toBe("device_said_late");
  });

  test("a trusted late is no worse for being told before a granted in time", () => {
    const both = [inRoom("09:01", { decision: "late" }), inRoom("09:02")];
    const { mark } = markOf(both, { policy: { trustDeviceLate: true } });
    expect(mark).toMatchObject({ status: "present", firstSeen: clock("09:01") });
  });
});

describe("leave covers a session when it covers its start", () => {
  test.each([
    ["08:00", "09:00", "absent"],
    ["08:00", "09:01", "absent_authorised"],
    ["09:00", "09:30", "absent_authorised"],
    ["09:01", "10:00", "absent"],
  ])("from %s to %s: unseen is %s", (from, to, status) => {
    expect(markOf([], { student: { leaves: [leave(from, to)] } }).mark.status).toBe(status);
  });

  test.each([
    ["09:10", "present", null],
    ["09:35", "present", null],
    ["09:36", "late", 6],
    ["09:50", "late", 20],
    ["09:51", "late_after_close", 21],
  ])("leave until 09:30, seen at %s: %s", (seen, status, minutesLate) => {
    const entry = markOf([inRoom(seen)], { student: { leaves: [leave("08:00", "09:30")] } });
    expect(entry.mark.status).toBe(status);
    if (minutesLate !== null) expect(entry.mark).toMatchObject({ minutesLate });
    expect(codes(entry)).toEqual(["leave_and_seen"]);
  });

  test("leave that follows on leave goes on", () => {
    const leaves = [leave("08:00", "09:20", { absence: "a" }), leave("09:20", "09:40", { absence: "b" })];
    expect(markOf([inRoom("09:45")], { student: { leaves } }).mark.status).toBe("present");
    expect(markOf([inRoom("09:46")], { student: { leaves } }).mark.status).toBe("late");
  });

  test("an activity elsewhere goes before other leave", () => {
    const leaves = [
      leave("08:00", "12:00"),
      leave("08:30", "10:00", { absence: "trip", effect: "elsewhere" }),
    ];
    expect(markOf([], { student: { leaves } }).mark).toEqual({ status: "elsewhere", absence: "trip" });
  });
});

describe("leaving early", () => {
  const policy = { minimumStay: { minutes: 40 } };
  const out = (at: string) => inRoom(at, { direction: "out" });

  test.each([
    ["09:39", "left_early"],
    ["09:40", "present"],
  ])("in at 09:00 and out at %s under a minimum of 40 minutes is %s", (at, status) => {
    expect(markOf([inRoom("09:00"), out(at)], { policy }).mark.status).toBe(status);
  });

  test.each([
    ["09:44:59", "left_early"],
    ["09:45", "present"],
  ])("a minimum of three quarters: out at %s is %s", (at, status) => {
    const share = { minimumStay: { share: 0.75 } };
    expect(markOf([inRoom("09:00"), out(at)], { policy: share }).mark.status).toBe(status);
  });

  test("time before the start is no time in the session", () => {
    expect(markOf([inRoom("08:45"), out("09:30")], { policy }).mark).toMatchObject({
      status: "left_early",
      minutesPresent: 30,
    });
  });

  test("who comes back stays on", () => {
    expect(markOf([inRoom("09:00"), out("09:20"), inRoom("09:30")], { policy }).mark.status).toBe("present");
  });

  test("nobody leaves early by being late and staying to the end", () => {
    expect(
      markOf([inRoom("09:18"), out("10:00")], { policy: { minimumStay: { minutes: 50 } } }).mark,
    ).toMatchObject({ status: "late" });
  });

  test("it replaces present and late, and not late after close", () => {
    expect(markOf([inRoom("09:10"), out("09:20")], { policy }).mark).toMatchObject({
      status: "left_early",
      arrival: "late",
      minutesLate: 10,
      minutesPresent: 10,
    });
    expect(markOf([inRoom("09:30"), out("09:35")], { policy }).mark.status).toBe("late_after_close");
  });

  test("without exit tracking an out is no reason", () => {
    expect(markOf([inRoom("09:00"), out("09:01")]).mark.status).toBe("present");
  });

  test("out is never an arrival, and does not go unsaid", () => {
    const entry = markOf([out("09:00")]);
    expect(entry.mark.status).toBe("absent");
    expect(codes(entry)).toEqual(["out_without_arrival"]);
  });
});

describe("two lessons in one room", () => {
  const shared = (at: string) => ({ ...inRoom(at), shared: true });

  test("seen only before the lesson before had ended may have been an exit", () => {
    const entry = markOf([shared("08:50")]);
    expect(entry.mark.status).toBe("present");
    expect(codes(entry)).toEqual(["possible_exit"]);
    expect(codes(markOf([shared("08:50"), inRoom("09:01")]))).toEqual([]);
  });

  test("with departures tracked, who went before the start has not arrived", () => {
    const went = [shared("08:50"), inRoom("08:55", { direction: "out" })];
    expect(markOf(went, { policy: { minimumStay: { minutes: 10 } } }).mark.status).toBe("absent");
    expect(markOf(went).mark.status).toBe("present");
  });
});

describe("the order of authority", () => {
  const correction = {
    id: "c1",
    to: { status: "absent" },
    source: "manual",
    laterScans: new Set<string>(),
  } as const;
  const everything = {
    student: { enrolled: false, correction, leaves: [leave("08:00", "12:00")] },
    facts: { cancelled: true },
  };

  test("cancelled, correction, not enrolled, seen, elsewhere, leave, needs review, absent", () => {
    const seen = [inRoom("09:00")];
    const rule = (given: Parameters<typeof markOf>[1], evidence = seen) => markOf(evidence, given).why.rule;
    const { student } = everything;
    const trip = leave("08:00", "12:00", { effect: "elsewhere" });
    expect(rule(everything)).toBe("cancelled");
    expect(rule({ student })).toBe("corrected");
    expect(rule({ student: { ...student, correction: null } })).toBe("not_enrolled");
    expect(rule({ student: { leaves: [trip] } })).toBe("seen_on_time");
    expect(rule({ student: { leaves: [...student.leaves, trip] } }, [])).toBe("approved_elsewhere");
    expect(rule({ student: { leaves: student.leaves }, facts: { anybodySeen: false } }, [])).toBe("on_leave");
    expect(rule({ facts: { anybodySeen: false } }, [])).toBe("nobody_seen");
    expect(rule({}, [])).toBe("unseen_in_watched_room");
  });

  test("a correction locks the mark; a later scan that says otherwise is a conflict", () => {
    const late = inRoom("09:03");
    const locked = { ...correction, laterScans: new Set([late.scan.id]) };
    const entry = markOf([late], { student: { correction: locked } });
    expect(entry.mark).toEqual({ status: "absent" });
    expect(entry.flags).toEqual([{ code: "conflict", automatic: "present", scans: [late.scan.id] }]);
    expect(markOf([late], { student: { correction } }).flags).toEqual([]);
    const agreeing = { ...locked, to: { status: "present" } } as const;
    expect(markOf([late], { student: { correction: agreeing } }).flags).toEqual([]);
  });

  test("a wrong room that is flagged marks nobody", () => {
    const elsewhere = { ...inRoom("09:00"), place: "flagged" } as const;
    expect(codes(markOf([elsewhere]))).toEqual(["wrong_room"]);
    expect(markOf([elsewhere]).mark.status).toBe("absent");
    expect(markOf([{ ...elsewhere, place: "accepted" }]).mark.status).toBe("present");
  });
});

describe("a standing session", () => {
  const planned = {
    kind: "standing",
    start: clock("00:00"),
    end: clock("00:00", "2026-01-13"),
  } as const;

  test.each([
    [["late"], "late"],
    [["late", "granted"], "present"],
    [["granted", "late"], "present"],
  ] as const)("%j is %s: the device's word stands and the best of the day counts", (decisions, status) => {
    const evidence = decisions.map((decision, hour) => inRoom(`1${hour}:00`, { decision }));
    expect(markOf(evidence, { planned }).mark.status).toBe(status);
  });

  test("a device's late has no minutes", () => {
    expect(markOf([inRoom("10:00", { decision: "late" })], { planned }).mark).toMatchObject({
      minutesLate: null,
    });
  });

  test.each([
    [clock("23:59:59", "2026-01-11"), "expected"],
    [clock("00:00"), "not_seen"],
    [clock("23:59:59"), "not_seen"],
    [clock("00:00", "2026-01-13"), "absent"],
  ])("unseen at %s it is %s, also where nobody was seen and no reader tells its health", (now, status) => {
    const facts = { anybodySeen: false, watch: { kind: "unknown" } } as const;
    expect(markOf([], { planned, now, facts }).mark.status).toBe(status);
  });

  test("of which a reader was blind needs review once it is over, unless a person says of the unseen that they were absent", () => {
    const now = clock("00:00", "2026-01-13");
    const watch = { kind: "blind", from: clock("10:00").epochMilliseconds } as const;
    const marked = (facts: Partial<SessionFacts>, at = now) =>
      markOf([], { planned, now: at, facts: { watch, ...facts } }).mark;
    expect(marked({})).toEqual({ status: "needs_review", because: "room_blind" });
    expect(marked({ registerTaken: true, unseenSaid: "review" })).toMatchObject({ status: "needs_review" });
    expect(marked({ registerTaken: true, unseenSaid: null })).toMatchObject({ status: "needs_review" });
    expect(marked({ registerTaken: true, unseenSaid: "absent" })).toEqual({ status: "absent" });
    expect(marked({ unknowable: true }, clock("23:59:59"))).toEqual({ status: "cannot_be_known" });
    const seen = markOf([inRoom("09:00")], { planned, now, facts: { watch } });
    expect(seen.mark.status).toBe("present");
  });
});

// Often the same minute with the same content: then only the id tells two scans apart.
const minutes = fc
  .oneof(fc.constantFrom(-60, 0, 300), fc.integer({ min: -15 * 60, max: 70 * 60 }))
  .map((seconds) => start.add({ seconds }));
const piece = fc
  .record({
    at: minutes,
    decision: fc.constantFrom("granted" as const, "late" as const),
    direction: fc.constantFrom(null, "in" as const, "out" as const),
    shared: fc.boolean(),
    place: fc.constantFrom("in_room" as const, "accepted" as const, "flagged" as const),
  })
  .map(({ at, decision, direction, shared, place }) => ({
    scan: scan(at, { decision, direction, contentHash: "same" }),
    shared: shared && at.epochMilliseconds < start.epochMilliseconds,
    place,
  }));
const leaves = fc.array(
  fc
    .tuple(fc.integer({ min: -60, max: 60 }), fc.integer({ min: 1, max: 120 }), fc.boolean())
    .map(([from, length, elsewhere]) => ({
      absence: `${from}+${length}`,
      from: start.add({ minutes: from }),
      to: start.add({ minutes: from + length }),
      effect: elsewhere ? ("elsewhere" as const) : ("authorised" as const),
    })),
  { maxLength: 2 },
);
const arrivalPolicy = fc
  .record({
    onTimeGrace: fc.integer({ min: 0, max: 30 }),
    registerClose: fc.integer({ min: 0, max: 30 }),
    trustDeviceLate: fc.boolean(),
    lateCredit: fc.constantFrom(0, 0.5, 1),
    lateAfterCloseCredit: fc.constantFrom(0, 0.25),
    authorisedCounts: fc.boolean(),
    authorisedCredit: fc.constantFrom(0, 0.5, 1),
  })
  // A later arrival is not worth more than an earlier one, or no rule could keep to that.
  .filter(
    (policy) =>
      policy.onTimeGrace <= policy.registerClose && policy.lateAfterCloseCredit <= policy.lateCredit,
  );

const creditOf = (entry: RegisterMark, policy: Policy) => {
  const worth = markWorth(valuedMark(entry), policy, 3_600_000, false);
  return worth.counted ? worth.credit : zero;
};

describe("laws", () => {
  test("any order and repetition of the evidence gives the same mark", () => {
    fc.assert(
      fc.property(
        fc
          .array(piece, { maxLength: 6 })
          .chain((pieces) =>
            fc.tuple(
              fc.constant(pieces),
              fc.shuffledSubarray([...pieces, ...pieces], { minLength: 2 * pieces.length }),
            ),
          ),
        arrivalPolicy,
        leaves,
        ([pieces, mixed], policy, own) => {
          const given = { policy: { ...policy, minimumStay: { minutes: 30 } }, student: { leaves: own } };
          expect(markOf(mixed, given)).toEqual(markOf(pieces, given));
        },
      ),
    );
  });

  test("another scan never lowers a credit while departures are not tracked", () => {
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 5 }),
        piece,
        arrivalPolicy,
        leaves,
        (pieces, more, policy, own) => {
          const given = { policy, student: { leaves: own } };
          const full = { ...creditPolicy, ...policy };
          const before = creditOf(markOf(pieces, given), full);
          expect(compare(creditOf(markOf([...pieces, more], given), full), before)).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });

  test("widening the grace never turns present into late", () => {
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 5 }),
        arrivalPolicy,
        fc.integer({ min: 0, max: 30 }),
        leaves,
        (pieces, policy, more, own) => {
          const student = { leaves: own };
          if (markOf(pieces, { policy, student }).mark.status !== "present") return;
          const wider = { ...policy, onTimeGrace: policy.onTimeGrace + more };
          expect(markOf(pieces, { policy: wider, student }).mark.status).toBe("present");
        },
      ),
    );
  });

  test("coming in spite of leave is never worth less than the leave, in any figure", () => {
    fc.assert(
      fc.property(
        fc.array(piece, { minLength: 1, maxLength: 4 }),
        arrivalPolicy,
        leaves,
        (pieces, policy, own) => {
          const full = { ...creditPolicy, ...policy };
          const alone = markOf([], { policy, student: { leaves: own } });
          if (alone.source !== "leave") return;
          const leaveWorth = markWorth(valuedMark(alone), full, 3_600_000, false);
          const worth = markWorth(
            valuedMark(markOf(pieces, { policy, student: { leaves: own } })),
            full,
            3_600_000,
            false,
          );
          // Left out is worth the rate itself, and only a full credit never lowers that.
          if (!worth.counted) expect(leaveWorth.counted).toBe(false);
          else if (!leaveWorth.counted) expect(worth.credit).toEqual({ num: 1n, den: 1n });
          else expect(compare(worth.credit, leaveWorth.credit)).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
});
