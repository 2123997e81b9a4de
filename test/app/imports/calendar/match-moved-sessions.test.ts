import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import {
  type MovableSession,
  matchMovedSessions,
} from "../../../../src/app/imports/calendar/match-moved-sessions.ts";

function session(key: string, start: string, more: Partial<MovableSession> = {}): MovableSession {
  const at = Temporal.Instant.from(start);
  return {
    key,
    classes: ["CS-150_A"],
    sort: "Lecture",
    staff: [],
    start: at,
    end: at.add({ hours: 1 }),
    timeZone: "Europe/London",
    ...more,
  };
}

const old = session("old", "2026-10-12T08:00:00Z");

test("a meeting that vanished and one that appeared in its week are the same one", () => {
  expect(matchMovedSessions([old], [session("new", "2026-10-14T13:00:00Z")])).toEqual([
    { from: "old", to: "new" },
  ]);
});

test.each([
  ["of another class", session("new", "2026-10-14T08:00:00Z", { classes: ["CS-155_A"] })],
  ["of one class more", session("new", "2026-10-14T08:00:00Z", { classes: ["CS-150_A", "CS-155_A"] })],
  ["of another sort", session("new", "2026-10-14T08:00:00Z", { sort: "Lab" })],
  ["in the next ISO week", session("new", "2026-10-19T08:00:00Z")],
])("one %s is not", (_, appeared) => {
  expect(matchMovedSessions([old], [appeared])).toEqual([]);
});

test("Sunday belongs to the week that ends, in the zone of the meeting", () => {
  expect(matchMovedSessions([old], [session("new", "2026-10-18T22:30:00Z")])).toHaveLength(1);
  // Half past midnight on Monday in London.
  expect(matchMovedSessions([old], [session("new", "2026-10-18T23:30:00Z")])).toEqual([]);
});

test("staff tells them apart only where both sides name any", () => {
  const by = (...staff: string[]) => session("new", "2026-10-14T08:00:00Z", { staff });
  expect(matchMovedSessions([{ ...old, staff: ["a", "b"] }], [by("b", "a")])).toHaveLength(1);
  expect(matchMovedSessions([{ ...old, staff: ["a"] }], [by()])).toHaveLength(1);
  expect(matchMovedSessions([{ ...old, staff: ["a"] }], [by("b")])).toEqual([]);
});

test("of several the nearest is taken first, and each once", () => {
  const vanished = [session("mon", "2026-10-12T08:00:00Z"), session("wed", "2026-10-14T08:00:00Z")];
  const appeared = [session("thu", "2026-10-15T08:00:00Z"), session("fri", "2026-10-16T08:00:00Z")];
  expect(matchMovedSessions(vanished, appeared)).toEqual([
    { from: "wed", to: "thu" },
    { from: "mon", to: "fri" },
  ]);
});

test("one to one, and whatever order they are given in", () => {
  const sessions = (prefix: string) =>
    fc.uniqueArray(fc.integer({ min: 0, max: 400 }), { maxLength: 12 }).map((hours) =>
      hours.map((hour) =>
        session(
          `${prefix}${hour}`,
          Temporal.Instant.from("2026-10-12T08:00:00Z").add({ hours: hour }).toString(),
          {
            sort: hour % 2 === 0 ? "Lecture" : "Lab",
          },
        ),
      ),
    );
  fc.assert(
    fc.property(sessions("a"), sessions("b"), (vanished, appeared) => {
      const moved = matchMovedSessions(vanished, appeared);
      expect(new Set(moved.map(({ from }) => from)).size).toBe(moved.length);
      expect(new Set(moved.map(({ to }) => to)).size).toBe(moved.length);
      expect(matchMovedSessions(vanished.toReversed(), appeared.toReversed())).toEqual(moved);
    }),
  );
});
