import { describe, expect, test } from "vitest";
import type { AttentionItem } from "../../src/contract/http/monitor.ts";
import { keptScans } from "../../web/app/live/fold-changes.ts";
import { arrivalBars, arrivalTable } from "../../web/app/overview/arrival-bars.ts";
import { describeAttention, inOrderOfAttention } from "../../web/app/overview/describe-attention.ts";
import { scansWithin } from "../../web/app/overview/scans-within.ts";
import { scanAt, today } from "./builders.ts";

const slot = (index: number, granted = 1) => ({ slot: index, granted, late: 0, denied: 0, unknown: 0 });

describe("arrivals", () => {
  test.each([
    ["no scan", [], "08:00 to 08:15", "17:45 to 18:00", 40],
    ["within the day", [slot(36)], "08:00 to 08:15", "17:45 to 18:00", 40],
    ["before eight", [slot(31)], "07:00 to 07:15", "17:45 to 18:00", 44],
    ["at six in the evening", [slot(72)], "08:00 to 08:15", "18:45 to 19:00", 44],
    ["round the clock", [slot(0), slot(95)], "00:00 to 00:15", "23:45 to 00:00", 96],
  ])("%s", (_name, arrivals, first, last, count) => {
    const bars = arrivalBars(arrivals);
    expect([bars[0]?.label, bars.at(-1)?.label, bars.length]).toEqual([first, last, count]);
  });

  test("a bar has the counts of its quarter hour, granted at the ground", () => {
    const bars = arrivalBars([{ slot: 37, granted: 4, late: 3, denied: 2, unknown: 1 }]);
    expect(bars.find(({ label }) => label === "09:15 to 09:30")?.values).toEqual([4, 3, 2, 1]);
  });

  test("the table has the quarter hours that had scans, in order", () => {
    expect(arrivalTable([slot(40, 7), slot(37, 5)]).rows).toEqual([
      ["09:15", 5, 0, 0, 0],
      ["10:00", 7, 0, 0, 0],
    ]);
  });
});

describe("scans of the last minute", () => {
  const now = Date.parse("2026-11-23T09:15:00Z");
  const received = (receivedAt: string) => scanAt(1, { receivedAt });
  test("counts from the very instant on", () => {
    const scans = ["2026-11-23T09:15:00Z", "2026-11-23T09:14:00.000Z", "2026-11-23T09:13:59.999Z"].map(
      received,
    );
    expect(scansWithin(scans, now - 60_000)).toEqual({ count: 2, atLeast: false });
  });
  test("says that there may be more when all that is kept is newer", () => {
    const scans = Array.from({ length: keptScans }, () => received("2026-11-23T09:15:00Z"));
    expect(scansWithin(scans, now - 60_000).atLeast).toBe(true);
    expect(scansWithin(scans.slice(1), now - 60_000).atLeast).toBe(false);
  });
});

const lastAt = "2026-11-23T09:15:00Z";
const items: readonly AttentionItem[] = [
  { kind: "unidentified", location: "BSB214", scans: 3 },
  { kind: "unidentified", location: "ASG-13", scans: 7 },
  { kind: "quarantine", code: "not_json", messages: 1, lastAt },
  { kind: "silent_sender", sender: "gate", lastAt, becauseOffline: true },
  { kind: "repeated_denials", student: "SE/2001", location: "ECG-01", attempts: 3, lastAt },
  { kind: "repeated_denials", student: "CSAI1001", location: "ECG-01", attempts: 5, lastAt },
  { kind: "missing_scans", sender: "gate", missing: 2, lastAt },
  { kind: "sessions_to_review", sessions: 2, marks: 9, firstDay: "2026-11-20" },
  { kind: "unwatched_session", session: "s1", title: "Maths", room: "R1", reader: "main/door", lastAt },
  { kind: "failing_work", work: "close", subject: "s2", since: lastAt },
];

describe("what needs a look", () => {
  test("what keeps the monitor from its work comes first, then people, the larger before the smaller, however the round listed them", () => {
    const keys = (listed: readonly AttentionItem[]) =>
      inOrderOfAttention(listed).map((item) => describeAttention(item, today).key);
    expect(keys(items)).toEqual([
      "failing_work close s2",
      "repeated_denials CSAI1001 ECG-01",
      "repeated_denials SE/2001 ECG-01",
      "unwatched_session s1 main/door",
      "sessions_to_review",
      "silent_sender gate",
      "missing_scans gate",
      "quarantine not_json",
      "unidentified ASG-13",
      "unidentified BSB214",
    ]);
    expect(keys(items.toReversed())).toEqual(keys(items));
  });

  test.each([
    ["repeated_denials", { to: "/students/$student", params: { student: "CSAI1001" } }],
    ["silent_sender", { to: "/devices", search: { sender: "gate" } }],
    ["missing_scans", { to: "/devices", search: { sender: "gate" } }],
    ["quarantine", { to: "/messages/quarantine", search: { code: "not_json" } }],
    [
      "unidentified",
      { to: "/messages/scans", search: { location: "ASG-13", identified: "false", day: today } },
    ],
    ["sessions_to_review", { to: "/registers", search: { day: "2026-11-20", look: "yes" } }],
    ["unwatched_session", { to: "/registers/$session", params: { session: "s1" } }],
    ["failing_work", { to: "/registers/$session", params: { session: "s2" } }],
  ])("%s leads to where one acts", (kind, link) => {
    const item = inOrderOfAttention(items).find((candidate) => candidate.kind === kind);
    expect(item && describeAttention(item, today).link).toEqual(link);
  });
});
