import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import { groupAttention } from "../../../src/app/today/group-attention.ts";
import type { AttentionItem } from "../../../src/contract/http/monitor.ts";

const silent = (sender: string, lastAt: string): AttentionItem => ({
  kind: "silent_sender",
  sender,
  name: sender,
  lastAt: `2026-11-09T${lastAt}Z`,
  becauseOffline: true,
});
const unwatched = (reader: string, lastAt: string): AttentionItem => ({
  kind: "unwatched_session",
  session: `session of ${reader}`,
  title: "Orbits",
  room: "SOUTH-103",
  reader,
  name: reader,
  lastAt: `2026-11-09T${lastAt}Z`,
  others: 0,
});

test("readers that fell silent together are one thing to see to, the sessions that they leave unwatched with them", () => {
  const many = Array.from({ length: 22 }, (_, n) =>
    silent(`camera-${String(n).padStart(2, "0")}`, `09:00:${String(n * 2).padStart(2, "0")}.000`),
  );
  const groups = groupAttention(
    [...many, unwatched("camera-03", "09:00:06.000"), silent("camera-99", "11:30:00.000")],
    [],
  );
  expect(groups.map(({ cause, count }) => [cause, count])).toEqual([
    ["readers_silent", 22],
    ["readers_silent", 1],
  ]);
  expect(groups[0]?.items[0]).toMatchObject({ kind: "unwatched_session", reader: "camera-03" });
  expect(groups[0]?.lastAt).toBe("2026-11-09T09:00:42.000Z");
});

test("other things are grouped by cause, in the order in which they press", () => {
  const groups = groupAttention(
    [
      { kind: "unidentified", location: "R1", scans: 3 },
      { kind: "unidentified", location: "R2", scans: 4 },
      { kind: "quarantine", code: "not_json", messages: 2, lastAt: "2026-11-09T09:00:00.000Z" },
      { kind: "sessions_to_review", sessions: 2, marks: 45, firstDay: "2026-11-02" },
      {
        kind: "repeated_denials",
        student: "S1",
        location: "R1",
        attempts: 3,
        lastAt: "2026-11-09T08:00:00.000Z",
      },
      { kind: "failing_work", work: "close", subject: "s", since: "2026-11-09T08:00:00.000Z" },
    ],
    [],
  );
  expect(groups.map(({ cause, count }) => [cause, count])).toEqual([
    ["failing_work", 1],
    ["repeated_denials", 1],
    ["sessions_to_review", 45],
    ["quarantine", 2],
    ["unidentified", 7],
  ]);
});

test("what was put away comes last and says until when and by whom", () => {
  const items: AttentionItem[] = [
    { kind: "unidentified", location: "R1", scans: 3 },
    { kind: "quarantine", code: "not_json", messages: 2, lastAt: "2026-11-09T09:00:00.000Z" },
  ];
  const until = Temporal.Instant.from("2026-11-09T12:00:00Z");
  const groups = groupAttention(items, [{ key: "quarantine", until, by: "local operator" }]);
  expect(groups.map(({ key, snoozed }) => [key, snoozed])).toEqual([
    ["unidentified", null],
    ["quarantine", { until: "2026-11-09T12:00:00.000Z", by: "local operator" }],
  ]);
});

test("one thing that is put away by itself stands by itself, and its group counts the others", () => {
  const denied = (student: string): AttentionItem => ({
    kind: "repeated_denials",
    student,
    location: "R1",
    attempts: 3,
    lastAt: "2026-11-09T08:00:00.000Z",
  });
  const until = Temporal.Instant.from("2026-11-10T00:00:00Z");
  const groups = groupAttention(
    [
      denied("S1"),
      denied("S2"),
      denied("S3"),
      silent("camera-1", "09:00:00.000"),
      silent("camera-2", "09:00:01.000"),
    ],
    [
      { key: "repeated_denials S2 R1", until, by: "porter" },
      { key: "silent_sender camera-2", until, by: "porter" },
    ],
  );
  expect(groups.map(({ key, cause, count, snoozed }) => [key, cause, count, snoozed?.by])).toEqual([
    ["readers_silent 2026-11-09T09:00:00.000Z", "readers_silent", 1, undefined],
    ["repeated_denials", "repeated_denials", 2, undefined],
    ["silent_sender camera-2", "readers_silent", 1, "porter"],
    ["repeated_denials S2 R1", "repeated_denials", 1, "porter"],
  ]);
});
