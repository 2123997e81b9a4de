import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import { creditPolicy } from "../../../src/domain/policy/policy.ts";
import { planSpan } from "../../../src/domain/timetable/plan.ts";
import {
  type FinalityFacts,
  nextTransition,
  registerTaken,
  type SessionEvent,
  sessionState,
  unseenSaid,
} from "../../../src/domain/timetable/session-state.ts";
import { windowOf } from "../../../src/domain/timetable/session-window.ts";
import { clock, london, session, standingSession } from "../attendance/school.ts";

const planned = session();
const window = windowOf(planned, creditPolicy);
const signed = (at: string): SessionEvent => ({ kind: "signed_off", at: clock(at), by: "teacher" });
const finalised = (at: string): SessionEvent => ({ kind: "finalised", at: clock(at) });
const reopened = (at: string): SessionEvent => ({ kind: "reopened", at: clock(at), by: "head", reason: "x" });
const nothingToDo: FinalityFacts = { toReview: 0, outboxes: [], unsure: [] };

describe("the state of a session", () => {
  test.each([
    ["08:44:59", "scheduled"],
    ["08:45", "open"],
    ["10:09:59", "open"],
    ["10:10", "closed"],
  ])("at %s it is %s", (now, state) => {
    expect(sessionState(window, [], clock(now))).toBe(state);
  });

  test("a signature alone does not make it final, a stored finalisation does", () => {
    expect(sessionState(window, [signed("09:10")], clock("10:30"))).toBe("closed");
    const events = [signed("09:10"), finalised("10:10")];
    expect(sessionState(window, events, clock("10:09"))).toBe("open");
    expect(sessionState(window, events, clock("10:10"))).toBe("final");
    expect(sessionState(window, [...events, reopened("11:00")], clock("11:00"))).toBe("reopened");
    expect(sessionState(window, [...events, reopened("11:00"), finalised("12:00")], clock("12:00"))).toBe(
      "final",
    );
  });

  test("cancelled from any state, and back to that state", () => {
    const cancelled: SessionEvent = { kind: "cancelled", at: clock("11:00") };
    const restored: SessionEvent = { kind: "restored", at: clock("12:00") };
    for (const before of [[], [finalised("10:30")], [finalised("10:30"), reopened("10:40")]]) {
      const now = clock("12:30");
      expect(sessionState(window, [...before, cancelled], now)).toBe("cancelled");
      expect(sessionState(window, [...before, cancelled, restored], now)).toBe(
        sessionState(window, before, now),
      );
    }
  });

  test("a standing session is open for its day", () => {
    const day = windowOf(standingSession(), creditPolicy);
    expect(sessionState(day, [], clock("23:59:59", "2026-01-11"))).toBe("scheduled");
    expect(sessionState(day, [], clock("00:00"))).toBe("open");
    expect(sessionState(day, [], clock("00:00", "2026-01-13"))).toBe("closed");
  });

  test("a register is taken by a signature once it is open", () => {
    expect(registerTaken(window, [signed("08:44:59")])).toBe(false);
    expect(registerTaken(window, [signed("08:45")])).toBe(true);
  });

  test("a signature that was taken back was never given; one given after it stands", () => {
    const unsigned: SessionEvent = { kind: "unsigned", at: clock("09:30"), by: "teacher" };
    const review: SessionEvent = { kind: "signed_off", at: clock("09:20"), by: "teacher", unseen: "review" };
    expect(unseenSaid(window, [review])).toBe("review");
    expect(registerTaken(window, [review, unsigned])).toBe(false);
    expect(unseenSaid(window, [review, unsigned])).toBe("absent");
    expect(registerTaken(window, [review, unsigned, signed("09:40")])).toBe(true);
  });
});

test("no bound of a session lies after its planned end, but for its close", () => {
  const short = windowOf(session({ end: clock("09:04") }), creditPolicy);
  const end = clock("09:04").epochMilliseconds;
  expect([short.onTimeUntil, short.lateUntil, short.end]).toEqual([end, end, end]);
  expect(short.closes).toBe(clock("09:14").epochMilliseconds);
});

describe("what comes next", () => {
  const next = (now: string, events: SessionEvent[] = [], facts = nothingToDo, day = "2026-01-12") =>
    nextTransition(planned, window, events, facts, creditPolicy, clock(now, day));
  const at = (time: string, day?: string) => ({ at: clock(time, day).toString(), obstacles: [] });
  const seen = (transition: ReturnType<typeof next>) =>
    transition && { ...transition, at: transition.at.toString() };

  test("opening, then closing", () => {
    expect(seen(next("08:00"))).toEqual({ to: "open", ...at("08:45") });
    expect(seen(next("08:45"))).toEqual({ to: "closed", ...at("10:10") });
  });

  test("a register whose signature was taken back waits for time or for another", () => {
    const unsigned: SessionEvent = { kind: "unsigned", at: clock("09:30"), by: "teacher" };
    expect(seen(next("10:20", [signed("09:10"), unsigned]))).toEqual(seen(next("10:20")));
    expect(seen(next("10:20", [signed("09:10"), unsigned, signed("10:00")]))).toEqual({
      to: "final",
      ...at("10:10"),
    });
  });

  test("a register signed while open is final at its close, one signed later at once", () => {
    expect(seen(next("10:10", [signed("09:10")]))).toEqual({ to: "final", ...at("10:10") });
    expect(seen(next("11:30", [signed("11:00")]))).toEqual({ to: "final", ...at("11:00") });
  });

  test("time alone: seven local days after the end", () => {
    expect(seen(next("10:10"))).toEqual({ to: "final", ...at("10:00", "2026-01-19") });
  });

  test("the days are the zone's: a week with a change of the clocks keeps the hour", () => {
    const friday = session({ start: clock("09:00", "2026-03-27"), end: clock("10:00", "2026-03-27") });
    const transition = nextTransition(
      friday,
      windowOf(friday, creditPolicy),
      [],
      nothingToDo,
      creditPolicy,
      clock("12:00", "2026-03-27"),
    );
    expect(transition?.at.toString()).toBe("2026-04-03T09:00:00Z");
  });

  test("only with nothing to review and every outbox empty since the end", () => {
    const facts = {
      toReview: 2,
      unsure: [],
      outboxes: [
        { device: "a", emptyAt: clock("10:00") },
        { device: "b", emptyAt: clock("09:59:59") },
        { device: "c", emptyAt: null },
      ],
    };
    expect(next("10:10", [], facts)?.obstacles).toEqual([
      { code: "to_review", marks: 2 },
      { code: "outbox_not_empty", device: "b" },
      { code: "outbox_not_empty", device: "c" },
    ]);
  });

  test("a reopened session waits again: for a new signature, or for the days from its reopening", () => {
    const events = [signed("09:10"), finalised("10:10"), reopened("12:00")];
    expect(seen(next("12:30", events))).toEqual({ to: "final", ...at("12:00", "2026-01-19") });
    expect(seen(next("13:30", [...events, signed("13:00")]))).toEqual({ to: "final", ...at("13:00") });
  });

  test("final and cancelled sessions wait for people", () => {
    expect(next("10:30", [finalised("10:10")])).toBeNull();
    expect(next("10:30", [{ kind: "cancelled", at: clock("08:00") }])).toBeNull();
  });
});

describe("wall times become instants", () => {
  const plan = (date: string, from: string, to: string, timeZone = london) =>
    planSpan({
      date: Temporal.PlainDate.from(date),
      from: Temporal.PlainTime.from(from),
      to: Temporal.PlainTime.from(to),
      timeZone,
    });
  const hours = (span: ReturnType<typeof plan>) =>
    span && (span.end.epochMilliseconds - span.start.epochMilliseconds) / 3_600_000;

  test("every Monday of a year 09:00 is 09:00 in London, across both changes", () => {
    const offsets = new Set<string>();
    for (let week = 0; week < 52; week += 1) {
      const date = Temporal.PlainDate.from("2026-01-05").add({ weeks: week });
      const local = plan(date.toString(), "09:00", "10:00")?.start.toZonedDateTimeISO(london);
      expect(local?.toPlainTime().toString()).toBe("09:00:00");
      if (local) offsets.add(local.offset);
    }
    expect([...offsets].sort()).toEqual(["+00:00", "+01:00"]);
  });

  test.each([
    ["2026-03-29", 1], // 01:00 to 02:00 does not happen
    ["2026-10-24", 2],
    ["2026-10-25", 3], // it happens twice
  ])("00:30 to 02:30 on %s lasts %i hours", (date, length) => {
    expect(hours(plan(date, "00:30", "02:30"))).toBe(length);
  });

  test("a session over midnight belongs to the day it starts", () => {
    const night = plan("2026-01-12", "23:30", "00:30");
    expect(night?.day).toBe("2026-01-12");
    expect(hours(night)).toBe(1);
  });

  test("an end that the clocks would put before the start keeps the planned length", () => {
    expect(hours(plan("2026-03-29", "01:15", "02:00"))).toBe(0.75);
  });

  test("of an hour that comes twice the first is meant", () => {
    expect(plan("2026-10-25", "01:30", "01:45")?.start.toString()).toBe("2026-10-25T00:30:00Z");
  });

  test("no length is no plan", () => {
    expect(plan("2026-01-12", "09:00", "09:00")).toBeNull();
  });
});
