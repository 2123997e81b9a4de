import { expect, test } from "vitest";
import { roomsOfDay } from "../../src/app/today/rooms-of-day.ts";
import type { SenderView } from "../../src/contract/http/senders.ts";
import type { SessionCard } from "../../src/contract/http/today.ts";
import { watchOf } from "../../web/app/devices/watch-of.ts";
import { arrangeRooms } from "../../web/app/rooms/arrange-rooms.ts";
import { hoursOf } from "../../web/app/rooms/hours-of.ts";

const at = (time: string): string => `2026-11-23T${time}:00Z`;
const now = Date.parse(at("09:30"));
const stand = {
  expected: 30,
  here: 20,
  late: 2,
  missing: 0,
  numbersTwice: 0,
  cannotBeKnown: 10,
  toReview: 0,
  away: 0,
  toCome: 0,
  notCounted: 0,
};

const card = (over: Partial<SessionCard>): SessionCard => ({
  id: "s",
  kind: "timetabled",
  title: "Orbits",
  sort: "",
  classes: ["AST"],
  rooms: ["B12"],
  staff: [],
  start: at("09:00"),
  end: at("10:00"),
  opens: at("08:45"),
  onTimeUntil: at("09:05"),
  lateUntil: at("09:20"),
  closes: at("10:10"),
  state: "open",
  required: true,
  counts: {},
  unstored: 0,
  stand,
  worth: {},
  attempts: 0,
  arrivals: Array.from({ length: 24 }, () => 0),
  readers: [{ reader: "main/gate", room: "B12" }],
  blind: [],
  unknown: [],
  unknownBeside: [],
  maxBlindPct: 25,
  toLookAt: 0,
  signedOff: null,
  ...over,
});

const gate: SenderView = {
  name: "main/gate",
  source: "native",
  firstAt: at("06:00"),
  lastAt: at("09:00"),
  scans: 1,
  state: "online",
  stateAt: null,
  heartbeatAt: at("09:00"),
  outbox: null,
  clock: null,
  clockAheadSeconds: null,
  firmware: null,
  missing: 0,
  numbersTwice: 0,
  room: null,
  title: "North gate",
  retired: null,
  disabled: null,
  expectedSilence: null,
  silenceExpectedUntil: null,
};
const room = (code: string) => ({ id: code, code, title: null, building: null, capacity: null, aliases: [] });

test("a room tells what is on of both kinds, what comes, and its silent reader; it stands first", () => {
  const sessions = [
    card({
      id: "day",
      kind: "standing",
      rooms: ["A1"],
      start: at("00:00"),
      end: "2026-11-24T00:00:00Z",
      readers: [],
    }),
    card({ id: "on" }),
    card({ id: "off", state: "cancelled" }),
    card({ id: "next", start: at("11:00"), end: at("12:00"), state: "scheduled" }),
  ];
  const silent = [{ reader: "main/gate", room: "B12", since: at("09:00") }];
  const known = { rooms: [room("A0"), room("A1"), room("B12")], sessions, senders: [gate], silent };
  const rooms = arrangeRooms(roomsOfDay(known, now), sessions, now);
  expect(rooms.map((one) => [one.room.code, one.on.map(({ id }) => id), one.next?.id, one.sessions])).toEqual(
    [
      ["B12", ["on"], "next", 2],
      ["A1", ["day"], undefined, 1],
      ["A0", [], undefined, 0],
    ],
  );
  expect(rooms[0]).toMatchObject({
    readers: [{ reader: "main/gate", name: "North gate", state: "silent" }],
    silentSince: at("09:00"),
  });
});

test("a silent reader costs those of the running session who were not seen; one that is heard costs nobody", () => {
  const sessions = [card({ id: "on" }), card({ id: "next", start: at("11:00"), end: at("12:00") })];
  expect(watchOf(gate, sessions, now)).toMatchObject({ rooms: ["B12"], session: { id: "on" }, cost: 10 });
  expect(watchOf({ ...gate, lastAt: at("09:30") }, sessions, now).cost).toBe(0);
});

test("a reader that nobody expects to hear is told as that, and its room is no trouble", () => {
  const reader = (more: Partial<SenderView>) =>
    roomsOfDay(
      {
        rooms: [room("B12")],
        sessions: [card({ id: "on", rooms: ["B12"], start: at("09:00"), end: at("11:00") })],
        senders: [{ ...gate, ...more }],
        silent: [{ reader: "main/gate", room: "B12", since: at("09:00") }],
      },
      Date.parse(at("10:00")),
    ).map(({ readers, silentSince }) => [readers[0]?.state, silentSince]);
  expect(reader({})).toEqual([["silent", at("09:00")]]);
  expect(reader({ silenceExpectedUntil: at("12:00") })).toEqual([["expected", null]]);
  expect(reader({ retired: { at: at("08:00"), by: "somebody", reason: "" } })).toEqual([["retired", null]]);
  expect(reader({ disabled: { at: at("08:00"), by: "somebody" } })).toEqual([["disabled", null]]);
  expect(reader({ disabled: { at: at("08:00"), by: "somebody" }, lastAt: at("09:59") })[0]?.[0]).toBe(
    "heard",
  );
});

test("a reader is told in its room on a day without a session as well", () => {
  const of = (more: Partial<SenderView>) =>
    roomsOfDay(
      { rooms: [room("B12")], sessions: [], senders: [{ ...gate, room: "B12", ...more }], silent: [] },
      now,
    ).map(({ readers }) => readers.map(({ reader }) => reader));
  expect(of({})).toEqual([["main/gate"]]);
  expect(of({ room: "A1" })).toEqual([[]]);
  expect(of({ heartbeatAt: null, state: null })).toEqual([[]]);
});

test("the scans of a room are those under each of its names", () => {
  const none = { granted: 0, late: 0, denied: 0, unknown: 0 };
  expect(
    hoursOf([
      {
        byHour: [
          { hour: 9, ...none, granted: 2, late: 1 },
          { hour: 10, ...none },
        ],
      },
      {
        byHour: [
          { hour: 8, ...none, unknown: 1 },
          { hour: 9, ...none, denied: 4 },
        ],
      },
    ]),
  ).toEqual([
    { hour: 8, scans: 1 },
    { hour: 9, scans: 7 },
  ]);
});
