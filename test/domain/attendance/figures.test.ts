import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import {
  callsForAttention,
  dfeAttentionRules,
  reviewAttention,
} from "../../../src/domain/attendance/attention.ts";
import {
  bestReachable,
  type FiguredSession,
  figuresOf,
  hasMissed,
  isBelow,
  lastDays,
  mayStillMiss,
} from "../../../src/domain/attendance/figures.ts";
import { groupFigures } from "../../../src/domain/attendance/group-figures.ts";
import { markStatuses } from "../../../src/domain/attendance/mark.ts";
import { type ValuedMark, valuedMark } from "../../../src/domain/attendance/mark-worth.ts";
import { shownPercent } from "../../../src/domain/attendance/rate.ts";
import { compare, fromDecimal, rational, toRoundedNumber } from "../../../src/domain/kernel/rational.ts";
import { creditPolicy, dfePolicy, moodlePolicy, type Policy } from "../../../src/domain/policy/policy.ts";
import { clock, figuresOver, inRoom, london, markOf, session, standingSession, valued } from "./school.ts";

const sum = ({ earned, possible }: ReturnType<typeof figuresOver>) =>
  `${toRoundedNumber(earned, 2)} of ${toRoundedNumber(possible, 2)}`;
const times = (count: number, mark: ValuedMark) => Array.from({ length: count }, () => mark);
const number = (value: { num: bigint; den: bigint } | null) => value && Number(value.num) / Number(value.den);

describe("ten sessions of an hour: 6 present, 1 late by 15 minutes, 1 excused, 1 absent, 1 with nobody seen", () => {
  const late = valuedMark(markOf([inRoom("09:15")]));
  const nobody = valuedMark(markOf([], { facts: { anybodySeen: false } }));
  const ten = [
    ...times(6, valuedMark(markOf([inRoom("09:00")]))),
    late,
    valued("absent_authorised"),
    valuedMark(markOf([])),
    nobody,
  ];

  test.each([
    ["credit", creditPolicy, "6.5 of 8", 81.3],
    ["dfe", dfePolicy, "7 of 9", 77.8],
    ["moodle", moodlePolicy, "7 of 9", 77.8],
  ])("%s", (_, policy, shown, percent) => {
    const figures = figuresOver(ten, policy);
    expect(sum(figures)).toBe(shown);
    expect(shownPercent(figures)).toBe(percent);
    expect(figures.counts).toEqual({
      present: 6,
      late: 1,
      absent_authorised: 1,
      absent: 1,
      needs_review: 1,
    });
    const excused = policy.authorisedCounts ? [] : [{ session: "day-7", because: "authorised" }];
    expect(figures.leftOut).toEqual([...excused, { session: "day-9", because: "needs_review" }]);
    expect(figures.policyVersion).toBe(1);
  });

  test("moodle counts points of two: 14 of 18", () => {
    const { earned, possible } = figuresOver(ten, moodlePolicy);
    expect([number(earned), number(possible)].map((value) => (value ?? 0) * 2)).toEqual([14, 18]);
  });
});

describe("the original's school: standing sessions, today", () => {
  const rooms = (statuses: ValuedMark["status"][]): FiguredSession[] =>
    statuses.map((status, index) => ({
      session: standingSession({ id: `room-${index}` }),
      mark: valued(status),
      lastSeen: null,
    }));
  const today = (sessions: FiguredSession[], at = "12:00") =>
    figuresOf(sessions, {
      window: null,
      policy: creditPolicy,
      asOf: clock(at),
      timeZone: london,
      lastSight: null,
    });

  test("granted, late and denied in three rooms is 1.5 of 3, 50.0 %", () => {
    const figures = today(rooms(["present", "late", "not_seen"]));
    expect(sum(figures)).toBe("1.5 of 3");
    expect(shownPercent(figures)).toBe(50);
    expect(number(bestReachable(figures))).toBeCloseTo((100 * 2.5) / 3);
  });

  test("a fresh start is 0 of 3, 0.0 %, and everything can still be reached", () => {
    const figures = today(rooms(["not_seen", "not_seen", "not_seen"]), "00:00");
    expect(sum(figures)).toBe("0 of 3");
    expect(shownPercent(figures)).toBe(0);
    expect(number(bestReachable(figures))).toBe(100);
  });

  test("before the day begins there is no rate", () => {
    const tomorrow = rooms(["expected"]).map((own) => ({
      ...own,
      session: { ...own.session, start: clock("00:00", "2026-01-13"), end: clock("00:00", "2026-01-14") },
    }));
    expect(today(tomorrow).percent).toBeNull();
  });
});

describe("what counts", () => {
  test("optional sessions never do", () => {
    const optional = { session: session({ required: false }), mark: valued("absent"), lastSeen: null };
    const figures = figuresOver([optional, valued("present")]);
    expect(sum(figures)).toBe("1 of 1");
    expect(figures.leftOut).toEqual([{ session: "maths", because: "optional" }]);
  });

  test("weights weigh, exactly", () => {
    const weighing = (weight: number, mark: ValuedMark) => ({
      session: session({ id: `w${weight}`, weight }),
      mark,
      lastSeen: null,
    });
    const figures = figuresOver([weighing(0.1, valued("present")), weighing(0.2, valued("absent"))]);
    expect(figures.percent).toEqual(rational(100n, 3n));
  });

  test("leave for next week is not counted before it begins, and stays reachable where it will count", () => {
    const next = session({ start: clock("09:00", "2030-04-01"), end: clock("10:00", "2030-04-01") });
    const future = { session: next, mark: valued("absent_authorised"), lastSeen: null };
    const figures = figuresOver([valued("present"), future], dfePolicy);
    expect(sum(figures)).toBe("1 of 1");
    expect(figures.leftOut).toEqual([{ session: "maths", because: "not_begun" }]);
    expect(figures.remaining).toEqual(rational(1n, 1n));
    expect(figuresOver([valued("present"), future]).remaining).toEqual(rational(0n, 1n));
  });

  test("by minutes: planned minutes weigh, minutes present earn", () => {
    const policy: Partial<Policy> = { method: "minutes", minimumStay: { minutes: 10 } };
    const quarter = valuedMark(markOf([inRoom("09:15")], { policy }));
    expect(sum(figuresOver([quarter, valued("absent")], policy))).toBe("45 of 120");
    const out = inRoom("09:30", { direction: "out" });
    const half = valuedMark(markOf([inRoom("08:50"), out], { policy }));
    expect(sum(figuresOver([half], policy))).toBe("30 of 60");
  });

  test("only sessions that start in the window", () => {
    const window = { start: clock("09:00", "2026-01-13"), end: clock("09:00", "2026-01-15") };
    const marks = times(5, valued("present")).map((mark, day): FiguredSession => {
      const date = Temporal.PlainDate.from("2026-01-12").add({ days: day }).toString();
      const own = session({ id: date, start: clock("09:00", date), end: clock("10:00", date) });
      return { session: own, mark, lastSeen: null };
    });
    const frame = {
      window,
      policy: creditPolicy,
      asOf: clock("12:00", "2026-02-01"),
      timeZone: london,
      lastSight: null,
    };
    expect(figuresOf(marks, frame).counts).toEqual({ present: 2 });
  });

  test("the last 28 days are whole local days, also when one has 25 hours", () => {
    const { start, end } = lastDays(28, clock("12:00", "2026-10-30"), london);
    expect([start.toString(), end.toString()]).toEqual(["2026-10-02T23:00:00Z", "2026-10-31T00:00:00Z"]);
  });
});

describe("what goes with the rate", () => {
  test("punctuality is present of present and late", () => {
    expect(number(figuresOver([...times(3, valued("present")), valued("late")]).punctuality)).toBe(0.75);
    expect(figuresOver([valued("absent")]).punctuality).toBeNull();
  });

  test("runs of absence: seen ends one, leave and what is open do not", () => {
    const of = (...statuses: ValuedMark["status"][]) => {
      const { longestAbsence, currentAbsence } = figuresOver(statuses.map((status) => valued(status)));
      return [longestAbsence, currentAbsence];
    };
    expect(of("absent", "absent", "present", "absent")).toEqual([2, 1]);
    expect(of("absent", "absent_authorised", "absent", "needs_review")).toEqual([2, 2]);
    expect(of("absent", "elsewhere")).toEqual([1, 0]);
    expect(of("absent", "late_after_close")).toEqual([1, 0]);
    expect(of()).toEqual([0, 0]);
  });

  test("days without being seen are local days", () => {
    const frame = { window: null, policy: creditPolicy, timeZone: london, lastSight: null };
    const seen = { session: session(), mark: valued("present"), lastSeen: clock("23:59") };
    const soon = figuresOf([seen], { ...frame, asOf: clock("00:01", "2026-01-13") });
    expect([soon.daysSinceLastSeen, soon.daysUnseen]).toEqual([1, 1]);
    const never = { ...seen, mark: valued("absent"), lastSeen: null };
    const figures = figuresOf([never], { ...frame, asOf: clock("00:01", "2026-01-22") });
    expect([figures.daysSinceLastSeen, figures.daysUnseen]).toEqual([null, 10]);
  });

  // The session was missed on the 12th, and it is the 22nd.
  test.each([
    ["seen since, by a reader of any room", "2026-01-20", [2, 2, false]],
    ["seen on the day of the session, before it", "2026-01-12", [10, 10, false]],
    ["seen before anybody was missing", "2026-01-02", [20, 10, true]],
    ["seen after the time that is looked at", "2026-01-30", [0, 0, false]],
  ])("%s", (_, day, told) => {
    const missed = { session: session(), mark: valued("absent"), lastSeen: null };
    const figures = figuresOf([missed], {
      window: null,
      policy: creditPolicy,
      timeZone: london,
      asOf: clock("12:00", "2026-01-22"),
      lastSight: clock("08:00", day),
    });
    const { daysSinceLastSeen, daysUnseen, unseenSinceFirst } = figures;
    expect([daysSinceLastSeen, daysUnseen, unseenSinceFirst]).toEqual(told);
    expect(figures.lastSeen).toEqual(clock("08:00", day));
  });

  test("nobody is missing before the first required session", () => {
    const optional = {
      session: session({ required: false }),
      mark: valued("present"),
      lastSeen: clock("09:00"),
    };
    const asOf = clock("12:00", "2026-01-22");
    const frame = { window: null, policy: creditPolicy, timeZone: london, asOf, lastSight: null };
    expect(figuresOf([optional], frame)).toMatchObject({ daysSinceLastSeen: 10, daysUnseen: null });
  });

  // Three of four so far: 9 of 10 is the best.
  test.each([
    [91, null],
    [90, 0],
    [80, 1],
    [75, 1],
    [50, 4],
    [0, 6],
  ])("at %i %% one who missed 1 of 4 and has 6 to come may still miss %s", (threshold, misses) => {
    const open = times(6, valued("expected"));
    const figures = figuresOver([...times(3, valued("present")), valued("absent"), ...open]);
    expect(mayStillMiss(figures, threshold)).toBe(misses);
  });

  test("the heaviest are counted first, so that any may be missed", () => {
    const open = [1, 5, 1].map((weight, index) => ({
      session: session({ id: `open-${index}`, weight }),
      mark: valued("expected"),
      lastSeen: null,
    }));
    const figures = figuresOver([...times(3, valued("present")), ...open]);
    expect(figures.remainingWeights.map(number)).toEqual([5, 1, 1]);
    expect(mayStillMiss(figures, 60)).toBe(0); // without the five it is 5 of 10
    expect(mayStillMiss(figures, 50)).toBe(1);
  });

  test("a group pools its sums; the mean of its students is another figure", () => {
    const busy = figuresOver([...times(8, valued("present")), ...times(2, valued("absent"))]);
    const idle = figuresOver(times(2, valued("absent")));
    const group = groupFigures([busy, idle, figuresOver([])]);
    expect(group.percent).toEqual(rational(200n, 3n));
    expect(group.meanOfStudents).toEqual(rational(40n, 1n));
    expect([group.students, group.studentsWithRate]).toEqual([3, 2]);
    expect(groupFigures([]).percent).toBeNull();
  });
});

describe("attention", () => {
  const missing = (missed: number, of: number) =>
    figuresOver([...times(missed, valued("absent")), ...times(of - missed, valued("present"))]);
  const calls = (missed: number, of: number) =>
    dfeAttentionRules.filter((rule) => callsForAttention(rule, missing(missed, of))).map(({ id }) => id);

  test("persistent from exactly 10 % missed, severe from exactly 50 %", () => {
    expect(calls(9, 91)).toEqual([]); // 9.89 %, shown as 9.9
    expect(calls(1, 10)).toEqual(["persistent"]);
    expect(calls(9, 19)).toEqual(["persistent"]);
    expect(calls(10, 20)).toEqual(["persistent", "severe"]);
    expect(calls(0, 0)).toEqual([]);
  });

  test("a threshold compares the sum, not the rounded number", () => {
    const figures = missing(251, 1253); // 79.968 %, and never shown as 80.0
    expect(shownPercent(figures)).toBe(79.97);
    expect(isBelow(figures, 80)).toBe(true);
    expect(isBelow(missing(250, 1250), 80)).toBe(false);
    expect(isBelow(missing(0, 0), 80)).toBe(false);
  });

  test("opened when it holds, retracted when it does not, and reviewing again changes nothing", () => {
    const rules = [
      { id: "row", kind: "absences_in_a_row", count: 3 },
      { id: "unseen", kind: "days_unseen", days: 10 },
      { id: "below", kind: "below", percent: 80 },
    ] as const;
    const bad = missing(0, 0);
    const three = figuresOver(times(3, valued("absent")));
    const first = reviewAttention(rules, three, new Set());
    expect(first.opened.map(({ id }) => id)).toEqual(["row", "unseen", "below"]);
    const open = new Set(first.opened.map(({ id }) => id));
    expect(reviewAttention(rules, three, open)).toEqual({ opened: [], retracted: [] });
    expect(reviewAttention(rules, bad, open)).toEqual({ opened: [], retracted: ["below", "row", "unseen"] });
    expect(reviewAttention([], three, open).retracted).toEqual(["below", "row", "unseen"]);
  });

  test("two absences in a row are not three", () => {
    const row = { id: "row", kind: "absences_in_a_row", count: 3 } as const;
    expect(callsForAttention(row, missing(2, 2))).toBe(false);
  });
});

describe("laws", () => {
  const mark = fc
    .record({
      status: fc.constantFrom(...markStatuses),
      leave: fc.constantFrom(null, "authorised" as const, "elsewhere" as const),
      presentMs: fc.option(fc.integer({ min: 0, max: 3_600_000 })),
    })
    .map(({ status, leave, presentMs }) =>
      valued(status, { leave, presentMs, arrival: status === "left_early" ? "late" : null }),
    );
  const weighed = fc.tuple(mark, fc.constantFrom(0.1, 0.5, 1, 3), fc.boolean(), fc.boolean());
  const policy = fc.record({
    lateCredit: fc.constantFrom(0, 0.3, 1),
    authorisedCounts: fc.boolean(),
    authorisedCredit: fc.constantFrom(0, 0.5, 1),
    method: fc.constantFrom("count" as const, "minutes" as const),
  });
  const sessionsOf = (marks: [ValuedMark, number, boolean, boolean][]) =>
    marks.map(([own, weight, required, standing], index): FiguredSession => {
      const day = Temporal.PlainDate.from("2029-12-22").add({ days: index }).toString();
      const planned = { weight, required, start: clock("09:00", day), end: clock("10:00", day) };
      const kind = standing ? ("standing" as const) : ("timetabled" as const);
      return { session: session({ id: `s${index}`, ...planned, kind }), mark: own, lastSeen: null };
    });

  test("a rate is within 0 and 100, or absent; the best reachable is no less, and what may be missed holds", () => {
    fc.assert(
      fc.property(
        fc.array(weighed, { maxLength: 20 }),
        policy,
        fc.integer({ min: 0, max: 100 }),
        (marks, own, at) => {
          const figures = figuresOver(sessionsOf(marks), own);
          const { percent } = figures;
          const best = bestReachable(figures);
          if (percent !== null) {
            expect(compare(percent, fromDecimal(0))).toBeGreaterThanOrEqual(0);
            expect(compare(percent, fromDecimal(100))).toBeLessThanOrEqual(0);
            expect(best).not.toBeNull();
            if (best) expect(compare(best, percent)).toBeGreaterThanOrEqual(0);
          }
          if (best) expect(compare(best, fromDecimal(100))).toBeLessThanOrEqual(0);
          expect(percent === null).toBe(figures.possible.num === 0n);
          const misses = mayStillMiss(figures, at);
          expect(misses === null).toBe(best !== null && compare(best, fromDecimal(at)) < 0);
          const counted = Object.values(figures.counts).reduce((total, count) => total + count, 0);
          expect(counted).toBe(marks.length);
          expect(isBelow(figures, at)).toBe(percent !== null && compare(percent, fromDecimal(at)) < 0);
          expect(hasMissed(figures, at)).toBe(
            percent !== null && compare(percent, fromDecimal(100 - at)) <= 0,
          );
        },
      ),
    );
  });

  test("the order of the sessions is no part of a figure", () => {
    fc.assert(
      fc.property(fc.array(weighed, { maxLength: 12 }), policy, (marks, own) => {
        const sessions = sessionsOf(marks);
        expect(figuresOver(sessions.toReversed(), own)).toEqual(figuresOver(sessions, own));
      }),
    );
  });
});
