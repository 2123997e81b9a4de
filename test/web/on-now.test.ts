import { expect, test } from "vitest";
import type { SessionCard } from "../../src/contract/http/today.ts";
import { arrangeDay } from "../../web/app/registers/arrange-day.ts";
import { isOnNow } from "../../web/app/registers/is-on-now.ts";
import { arrangeRooms } from "../../web/app/rooms/arrange-rooms.ts";
import { cardsCounted } from "../../web/app/today/cards-counted.ts";
import { sessionRow } from "./registers/session-row.ts";

const at = (time: string): string => `2026-11-23T${time}:00Z`;
const sessions = [
  sessionRow({
    id: "stands",
    kind: "standing",
    start: at("00:00"),
    end: "2026-11-24T00:00:00Z",
    state: "open",
  }),
  sessionRow({ id: "first", start: at("09:00"), end: at("10:00"), state: "open" }),
  // Its doors open while the first is still on, in the same room.
  sessionRow({ id: "second", start: at("10:00"), end: at("11:00"), state: "open" }),
  sessionRow({ id: "off", start: at("09:00"), end: at("11:00"), state: "cancelled" }),
];
const cards = sessions.map(
  ({ id, kind, state, start, end }): SessionCard => ({
    id,
    kind,
    state,
    start,
    end,
    rooms: ["B12"],
    title: id,
    sort: "",
    classes: [],
    staff: [],
    opens: start,
    onTimeUntil: start,
    lateUntil: start,
    closes: end,
    signedOff: null,
    unknown: [],
    unknownBeside: [],
    maxBlindPct: 25,
    counts: {},
    unstored: 0,
    stand: {
      expected: 0,
      here: 0,
      late: 0,
      missing: 0,
      cannotBeKnown: 0,
      toReview: 0,
      away: 0,
      toCome: 0,
      notCounted: 0,
    },
    required: true,
    worth: {},
    attempts: 0,
    toLookAt: 0,
    arrivals: [],
    blind: [],
    readers: [],
  }),
);
const room = { id: "room", code: "B12", title: null, building: null, capacity: null, aliases: [] };
const rooms = [{ room, readers: [], silentSince: null }];
const ids = (some: readonly { readonly id: string }[]): string[] => some.map(({ id }) => id).sort();

test.each([
  ["08:50", ["stands"]],
  ["09:00", ["first", "stands"]],
  ["09:50", ["first", "stands"]],
  ["10:00", ["second", "stands"]],
  ["11:00", ["stands"]],
])("at %s today, registers and rooms say that the same is on", (time, expected) => {
  const now = Date.parse(at(time));
  expect(ids(sessions.filter((session) => isOnNow(session, now)))).toEqual(expected);
  expect(ids(arrangeDay(sessions, now).now)).toEqual(expected);
  expect(ids(arrangeRooms(rooms, cards, now)[0]?.on ?? [])).toEqual(expected);
  expect(ids(cardsCounted(cards, now).cards)).toEqual(expected);
});

test("while nothing is on, today counts the whole day, and says so", () => {
  const now = Date.parse(at("08:50"));
  const timetabled = cards.filter(({ kind }) => kind === "timetabled");
  expect(cardsCounted(timetabled, now)).toEqual({ cards: timetabled, onNow: false });
});
