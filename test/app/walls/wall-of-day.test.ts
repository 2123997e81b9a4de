import { expect, test } from "vitest";
import { wallOfDay } from "../../../src/app/walls/wall-of-day.ts";
import type { SessionCard, TodayView } from "../../../src/contract/http/today.ts";
import { wallView } from "../../../src/contract/http/walls.ts";

const nobody = {
  expected: 0,
  here: 0,
  late: 0,
  missing: 0,
  cannotBeKnown: 0,
  toReview: 0,
  away: 0,
  toCome: 0,
  notCounted: 0,
};
const at = (time: string): string => `2026-11-09T${time}:00.000Z`;

/** A card of everything that a card may hold of people, so that what gets through is seen. */
const card = (id: string, start: string, end: string, more: Partial<SessionCard> = {}): SessionCard => ({
  id: `id-of-${id}`,
  kind: "timetabled",
  title: id,
  sort: "Lecture",
  classes: [`C-${id}`],
  rooms: ["R1"],
  staff: [{ id: "staff-1", name: "Grace Hopper" }],
  start: at(start),
  end: at(end),
  opens: at(start),
  onTimeUntil: at(start),
  lateUntil: at(end),
  closes: at(end),
  state: "open",
  required: true,
  counts: {},
  unstored: 0,
  stand: { ...nobody, expected: 20, here: 12 },
  worth: {},
  attempts: 0,
  arrivals: Array.from({ length: 24 }, () => 0),
  readers: [{ reader: "camera-of-R1", room: "R1" }],
  blind: [],
  unknown: [],
  unknownBeside: [],
  maxBlindPct: 50,
  toLookAt: 0,
  signedOff: { at: at(start), by: "grace" },
  ...more,
});
const day = (sessions: readonly SessionCard[], now = "10:30"): TodayView => ({
  day: "2026-11-09",
  from: at("00:00"),
  to: "2026-11-10T00:00:00.000Z",
  timeZone: "UTC",
  now: at(now),
  seq: 1,
  sessions: [...sessions],
  rate: {
    earned: 0,
    possible: 0,
    percent: null,
    band: null,
    asOf: at(now),
    policy: { version: 1, name: "p" },
    method: "count",
    counts: {},
    excluded: [],
  },
  bands: { goodAt: 90, poorBelow: 80 },
  arrivals: [],
  unsigned: { registers: 0, firstDay: null },
  students: 3,
  anybodySeen: true,
  holiday: null,
  nextDay: { day: "2026-11-10", sessions: 4 },
});
const names = (sessions: readonly { readonly name: string }[]) => sessions.map(({ name }) => name);

test("what is on is begun and not over, what is next begins within two hours, and the rest is counted", () => {
  const wall = wallOfDay(
    day([
      card("over", "09:00", "10:30"),
      card("on", "10:00", "11:00"),
      card("begins", "10:30", "11:30"),
      card("soon", "12:30", "13:00", { state: "scheduled" }),
      card("afternoon", "14:00", "15:00", { state: "scheduled" }),
    ]),
    "A school",
  );
  expect([names(wall.on), names(wall.next), wall.later]).toEqual([["on", "begins"], ["soon"], 1]);
  expect(wall.on[0]?.count).toEqual({ expected: 20, here: 12 });
});

test("where nothing begins soon, the next to begin is next, however far off", () => {
  const wall = wallOfDay(
    day(
      [
        card("a", "15:00", "16:00", { state: "scheduled" }),
        card("b", "15:00", "17:00"),
        card("c", "16:00", "17:00"),
      ],
      "08:00",
    ),
    "",
  );
  expect([names(wall.on), names(wall.next), wall.later]).toEqual([[], ["a", "b"], 1]);
});

test("who would come is told that a session is cancelled, and nothing of how many", () => {
  const wall = wallOfDay(
    day([
      card("off", "10:00", "11:00", { state: "cancelled" }),
      card("off too", "11:00", "12:00", { state: "cancelled" }),
    ]),
    "",
  );
  expect(wall.on.map(({ cancelled, count }) => [cancelled, count])).toEqual([[true, null]]);
  expect(wall.next.map(({ cancelled, count }) => [cancelled, count])).toEqual([[true, null]]);
});

test("a standing session is on the whole day, under the name of its class", () => {
  const standing = { kind: "standing", title: "", sort: "", classes: ["10A"] } as const;
  const { on } = wallOfDay(
    day([
      { ...card("s", "00:00", "00:00", { ...standing, classes: ["10A"] }), end: "2026-11-10T00:00:00.000Z" },
    ]),
    "",
  );
  expect(on).toMatchObject([{ name: "10A", standing: true, cancelled: false }]);
});

test.each([
  [4, null],
  [5, { expected: 5, here: 3 }],
])("a group of %i is counted as %j: of fewer than five a count tells of one of them", (expected, count) => {
  const { on } = wallOfDay(
    day([card("on", "10:00", "11:00", { stand: { ...nobody, expected, here: 3 } })]),
    "",
  );
  expect(on[0]?.count).toEqual(count);
});

test("no id, no member of staff, no reader and nobody who signed gets onto a wall", () => {
  const text = JSON.stringify(
    wallOfDay(day([card("on", "10:00", "11:00"), card("next", "11:00", "12:00")]), "A"),
  );
  for (const word of ["id-of-", "staff-1", "Grace", "grace", "camera-of-R1", "signed"])
    expect(text).not.toContain(word);
  // Nothing is there that the contract does not name.
  expect(JSON.stringify(wallView.parse(JSON.parse(text)))).toBe(text);
});
