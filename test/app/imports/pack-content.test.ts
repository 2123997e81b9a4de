import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import { type ImportContent, nothingTold } from "../../../src/app/imports/import-content.ts";
import { packContent, unpackContent } from "../../../src/app/imports/pack-content.ts";

const at = { file: "a.csv", line: 2 };
const content: ImportContent = {
  ...nothingTold,
  kind: "csv",
  source: "csv",
  enrolments: Array.from({ length: 2_500 }, (_, n) => ({
    at,
    key: `e${n}`,
    student: `S${n}`,
    class: "K\n1",
    from: "2026-09-01",
  })),
  sessions: [
    {
      at,
      key: "s1",
      classes: ["K\n1"],
      rooms: [],
      start: Temporal.Instant.from("2026-11-22T09:00:00Z"),
      end: Temporal.Instant.from("2026-11-22T10:00:00Z"),
      timeZone: "UTC",
      day: "2026-11-22",
      cancelled: false,
      sequence: null,
    },
  ],
  answers: { "student S1": "same" },
  rows: 2_501,
};

test("content is kept as it is, in lines that are each read at once", async () => {
  const text = await packContent(content);
  expect(text.split("\n")).toHaveLength(5);
  expect(await unpackContent(text)).toEqual(content);
});

test("what a version before kept, in one line and without what it did not know, is read as well", async () => {
  const { students: _, sessions, ...kept } = content;
  const before = {
    ...kept,
    students: [],
    sessions: sessions.map(({ start, end, ...session }) => ({
      ...session,
      start: start.epochMilliseconds,
      end: end.epochMilliseconds,
    })),
    standings: undefined,
  };
  expect(await unpackContent(JSON.stringify(before))).toEqual(content);
});
