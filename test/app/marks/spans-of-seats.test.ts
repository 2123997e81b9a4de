import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import type { StoredSession } from "../../../src/app/facts/fact-transaction.ts";
import { spansOfSeats } from "../../../src/app/facts/spans-of-seats.ts";

const now = Temporal.Instant.from("2026-11-22T12:00:00Z");

const session = (id: string, hours: number): StoredSession => {
  const start = now.add({ hours });
  return {
    plan: {
      id,
      kind: "timetabled",
      start,
      end: start.add({ hours: 1 }),
      timeZone: "UTC",
      day: "2026-11-22",
      rooms: [],
      classes: [],
      staff: [],
      required: true,
      weight: 1,
      title: id,
      sort: "",
      mode: "in_person",
      source: null,
    },
    opensAt: start.subtract({ minutes: 15 }),
    closesAt: start.add({ hours: 1 }),
    state: "scheduled",
    signedOff: null,
    finalisedAt: null,
  };
};

test("a term that has not begun is judged at the seats that have something, in three statements", async () => {
  const sessions = [session("past", -3), ...Array.from({ length: 3_000 }, (_, n) => session(`s${n}`, n + 1))];
  const asked: (readonly [string, number])[] = [];
  const tell = (what: string, ids: readonly string[]) => asked.push([what, ids.length]);
  const spans = await spansOfSeats(
    {
      studentsOf: async (ids) => {
        tell("students", ids);
        return ids.flatMap((id) => ["ada", "ben"].map((student) => ({ student, session: id })));
      },
      marksOf: async (ids) => {
        tell("marks", ids);
        return [];
      },
      attemptsOf: async (ids) => {
        tell("attempts", ids);
        return [{ session: "s7", student: "cem", times: 1, scan: "x" }];
      },
    },
    sessions,
    now,
  );
  expect(asked).toEqual([
    ["students", 1],
    ["marks", 3_000],
    ["attempts", 3_000],
  ]);
  expect(spans.map(({ student }) => student)).toEqual(["ada", "ben", "cem"]);
});
