import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arrivalGroups } from "../../../src/domain/attendance/arrival-group.ts";
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

describe("arrival groups", () => {
  const group = (scans: ReturnType<typeof at>[], seconds = 60) =>
    arrivalGroups(scans, seconds).map(({ room, scans: own }) => `${room} ${own.length}`);

  test.each([
    [59, ["R1 2"]],
    [60, ["R1 2"]],
    [61, ["R1 1", "R1 1"]],
  ])("a gap of %i seconds under a window of 60", (seconds, groups) => {
    const start = clock("09:00");
    expect(group([at("09:00"), { ...scan(start.add({ seconds })), room: "R1" }])).toEqual(groups);
  });

  test("a run is as long as its gaps are short, and each room has its own", () => {
    expect(group([at("09:02"), at("09:00"), at("09:01"), at("09:01", "R2")])).toEqual(["R1 3", "R2 1"]);
  });

  test("refusals and departures are in no arrival, and who went out comes again", () => {
    const scans = [
      at("09:00"),
      at("09:00:20", "R1", { direction: "out" }),
      at("09:00:30", "R1", { decision: "denied" }),
      at("09:00:40"),
    ];
    expect(group(scans)).toEqual(["R1 1", "R1 1"]);
  });

  test("order and repetition leave no trace; every gap inside is short, every gap between is long", () => {
    const scans = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 600 }), fc.constantFrom("R1", "R2")).map(([seconds, room]) => ({
        ...scan(clock("09:00").add({ seconds })),
        room,
      })),
      { maxLength: 12 },
    );
    const shuffled = scans.chain((own) =>
      fc.tuple(fc.constant(own), fc.shuffledSubarray([...own, ...own], { minLength: own.length * 2 })),
    );
    fc.assert(
      fc.property(shuffled, ([own, mixed]) => {
        const groups = arrivalGroups(own, 60);
        expect(arrivalGroups(mixed, 60)).toEqual(groups);
        expect(groups.flatMap((one) => one.scans)).toHaveLength(own.length);
        for (const room of ["R1", "R2"]) {
          const here = groups.filter((one) => one.room === room);
          for (const [index, next] of here.entries()) {
            const before = here[index - 1];
            if (before) {
              expect(next.firstSeen.epochMilliseconds - before.lastSeen.epochMilliseconds).toBeGreaterThan(
                60_000,
              );
            }
          }
        }
      }),
    );
  });
});
