import { expect, test } from "vitest";
import { arrangeDay } from "../../../web/app/registers/arrange-day.ts";
import { narrowingsOf, narrowSessions } from "../../../web/app/registers/narrow-sessions.ts";
import { writeLeft } from "../../../web/app/registers/write-left.ts";
import { sessionRow } from "./session-row.ts";

const at = (time: string): number => Date.parse(`2026-11-23T${time}:00Z`);
const session = (id: string, start: string, end: string, over = {}) =>
  sessionRow({ id, start: `2026-11-23T${start}:00Z`, end: `2026-11-23T${end}:00Z`, ...over });
const ids = (rows: readonly { readonly id: string }[]): string[] => rows.map(({ id }) => id);

test("a session that takes scans before its start comes next; one that takes last scans is over", () => {
  const early = session("early", "09:00", "10:00", { state: "open" });
  expect(ids(arrangeDay([early], at("08:50")).now)).toEqual([]);
  expect(ids(arrangeDay([early], at("08:50")).next)).toEqual(["early"]);
  expect(ids(arrangeDay([early], at("09:00")).now)).toEqual(["early"]);
  expect(ids(arrangeDay([early], at("10:00")).now)).toEqual([]);
  expect(ids(arrangeDay([early], at("10:00")).earlier)).toEqual(["early"]);
});

test("next are all that start at the next moment; a cancelled one is never next", () => {
  const day = [
    session("off", "10:00", "11:00", { state: "cancelled" }),
    session("a", "11:00", "12:00", { state: "scheduled" }),
    session("b", "11:00", "12:00", { state: "scheduled" }),
    session("c", "12:00", "13:00", { state: "scheduled" }),
  ];
  const { now, next, later } = arrangeDay(day, at("09:30"));
  expect([ids(now), ids(next), ids(later)]).toEqual([[], ["a", "b"], ["off", "c"]]);
});

test("of what is over, that which waits for a person comes first, then the latest", () => {
  const day = [
    session("first", "08:00", "09:00", { state: "final" }),
    session("look", "09:00", "10:00", { state: "final", toLookAt: 2 }),
    session("unsigned", "08:30", "09:30", { state: "closed" }),
    session("last", "10:00", "11:00", { state: "final" }),
  ];
  expect(ids(arrangeDay(day, at("12:00")).earlier)).toEqual(["look", "unsigned", "last", "first"]);
});

test("each session of a day stands in one place", () => {
  const day = ["08:00", "09:00", "10:00", "11:00"].map((start, index) =>
    session(start, start, `${String(index + 9).padStart(2, "0")}:00`, { state: "scheduled" }),
  );
  const { now, next, later, earlier } = arrangeDay(day, at("09:30"));
  expect(ids([...earlier, ...now, ...next, ...later])).toEqual(ids(day));
});

test("filters narrow together, and words are looked for in title, room, class and staff", () => {
  const day = [
    sessionRow({ id: "a", toLookAt: 1 }),
    sessionRow({
      id: "b",
      title: "Law",
      rooms: ["Hall"],
      classes: [{ code: "LW1", title: "Law" }],
      staff: [],
    }),
  ];
  const found = (search: Parameters<typeof narrowSessions>[1]) => ids(narrowSessions(day, search));
  expect(found({})).toEqual(["a", "b"]);
  expect(found({ search: "brandt" })).toEqual(["a"]);
  expect(found({ search: "hall" })).toEqual(["b"]);
  expect(found({ room: "Hall", look: "yes" })).toEqual([]);
  expect(found({ class: "LW1", room: "Hall" })).toEqual(["b"]);
  expect(found({ staff: "t1" })).toEqual(["a"]);
  expect(narrowingsOf(day)).toEqual({
    rooms: ["B12", "Hall"],
    classes: [
      { code: "CS201", title: "Algorithms" },
      { code: "LW1", title: "Law" },
    ],
    staff: [{ id: "t1", word: "Ada Brandt" }],
  });
});

test.each([
  ["08:48", "starts in 12 min"],
  ["06:30", "starts in 2 h 30 min"],
  ["09:00", "1 h left"],
  ["09:59", "1 min left"],
  ["10:00", "over"],
])("at %s a session from nine to ten %s", (time, words) => {
  expect(writeLeft(session("a", "09:00", "10:00"), at(time))).toBe(words);
});
