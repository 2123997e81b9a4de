import { describe, expect, test } from "vitest";
import { type ExpectedSession, matchScan } from "../../../src/domain/attendance/match-session.ts";
import { creditPolicy, type Policy } from "../../../src/domain/policy/policy.ts";
import type { Session } from "../../../src/domain/timetable/session.ts";
import { windowOf } from "../../../src/domain/timetable/session-window.ts";
import { clock, scan, session, standingSession } from "./school.ts";

const expect_ = (planned: Session, wrongRoom: Policy["wrongRoom"] = "flag"): ExpectedSession => ({
  session: planned,
  window: windowOf(planned, creditPolicy),
  wrongRoom,
});
const first = session({ id: "first" });
const second = session({ id: "second", start: clock("10:00"), end: clock("11:00") });
const at = (time: string, room = "R1", over = {}) => ({ ...scan(time, over), room });

function matched(scanned: ReturnType<typeof at>, expected: readonly ExpectedSession[]): string[] {
  const match = matchScan(scanned, expected);
  if (match.kind !== "sessions") return [match.kind === "nothing" ? match.because : match.kind];
  return match.matches.map(
    ({ session: { id }, evidence: { place, shared } }) => `${id} ${place}${shared ? " shared" : ""}`,
  );
}

describe("the window is inclusive at both ends", () => {
  test.each([
    ["08:44:59", "visitor"],
    ["08:45", "first in_room"],
    ["10:10", "first in_room"],
    ["10:10:01", "visitor"],
  ])("a scan at %s: %s", (time, outcome) => {
    expect(matched(at(time), [expect_(first)])).toEqual([outcome]);
  });

  test("a standing day ends where the next begins", () => {
    const day = expect_(standingSession());
    expect(matched(at("00:00"), [day])).toEqual(["standing in_room"]);
    expect(matched({ ...scan(clock("00:00", "2026-01-13")), room: "R1" }, [day])).toEqual(["visitor"]);
  });
});

describe("two sessions in one room, one after the other", () => {
  test("after a pause, from the earlier session's end on nobody is on the way out", () => {
    const third = session({ id: "third", start: clock("10:10"), end: clock("11:00") });
    expect(matched(at("09:59:59"), [expect_(first), expect_(third)])).toEqual([
      "first in_room",
      "third in_room shared",
    ]);
    expect(matched(at("10:00"), [expect_(first), expect_(third)])).toEqual(["third in_room"]);
  });

  test("with nothing after it a session's end is its own, to the last moment", () => {
    expect(matched(at("10:00"), [expect_(first)])).toEqual(["first in_room"]);
  });

  test.each([
    ["09:44:59", ["first in_room"]],
    ["09:45", ["first in_room", "second in_room shared"]],
    ["09:59:59", ["first in_room", "second in_room shared"]],
    ["10:00", ["second in_room"]],
    ["10:10", ["second in_room"]],
  ])("a scan at %s is evidence for %j", (time, outcome) => {
    expect(matched(at(time), [expect_(second), expect_(first)]).sort()).toEqual(outcome);
  });
});

describe("rooms", () => {
  const inR2 = session({ id: "art", rooms: ["R2"] });

  test("a session in the scan's room wins", () => {
    expect(matched(at("09:00", "R2"), [expect_(first), expect_(inR2)])).toEqual(["art in_room"]);
  });

  test.each([
    ["flag", "first flagged"],
    ["accept", "first accepted"],
    ["ignore", "wrong_room"],
  ] as const)("in a wrong room the policy says %s: %s", (wrongRoom, outcome) => {
    expect(matched(at("09:00", "gate"), [expect_(first, wrongRoom)])).toEqual([outcome]);
  });

  test("a standing session is about its own room: elsewhere that day one is a visitor", () => {
    expect(matched(at("09:00", "gate"), [expect_(standingSession(), "accept")])).toEqual(["visitor"]);
  });

  test("who learns remotely may be anywhere", () => {
    expect(matched(at("09:00"), [expect_(session({ rooms: [] }), "accept")])).toEqual(["remote"]);
  });

  test("going out of a wrong room says nothing", () => {
    expect(matched(at("09:00", "gate", { direction: "out" }), [expect_(first)])).toEqual(["departure"]);
  });
});

test.each([
  [{ decision: "denied" }, "denied"],
  [{ decision: "unknown" }, "denied"],
  [{ identified: false }, "not_identified"],
])("%j is evidence for nothing", (over, because) => {
  expect(matched(at("09:00", "R1", over), [expect_(first)])).toEqual([because]);
});
