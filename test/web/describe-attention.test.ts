import { describe, expect, test } from "vitest";
import { groupAttention } from "../../src/app/today/group-attention.ts";
import type { AttentionItem } from "../../src/contract/http/monitor.ts";
import { describeAttention } from "../../web/app/today/describe-attention.ts";
import { describeGroup } from "../../web/app/today/describe-group.ts";
import { today } from "./builders.ts";

const lastAt = "2026-11-23T09:15:00Z";
const items: readonly AttentionItem[] = [
  { kind: "unidentified", location: "BSB214", scans: 3 },
  { kind: "unidentified", location: "ASG-13", scans: 7 },
  { kind: "quarantine", code: "not_json", messages: 1, lastAt },
  { kind: "silent_sender", sender: "gate", name: "North gate", lastAt, becauseOffline: true },
  { kind: "repeated_denials", student: "SE/2001", location: "ECG-01", attempts: 3, lastAt },
  { kind: "repeated_denials", student: "CSAI1001", location: "ECG-01", attempts: 5, lastAt },
  { kind: "wrong_clock", sender: "gate", name: "North gate", aheadSeconds: -3600, lastAt },
  { kind: "missing_scans", sender: "gate", name: "North gate", missing: 2, lastAt },
  { kind: "backlog", sender: "gate", name: "North gate", scans: 40, since: lastAt, lastAt },
  { kind: "sessions_to_review", sessions: 2, marks: 9, firstDay: "2026-11-20" },
  {
    kind: "unwatched_session",
    session: "s1",
    title: "Maths",
    room: "R1",
    reader: "main/door",
    name: "main/door",
    lastAt,
    others: 0,
  },
  { kind: "failing_work", work: "close", subject: "s2", since: lastAt },
];

describe("what needs a look", () => {
  test("a group of several says how many and names the first, a group of one is that one thing", () => {
    const titles = groupAttention(items, []).map((group) => describeGroup(group, today)?.title);
    expect(titles).toEqual([
      "The monitor cannot do its work",
      "2 readers fell silent together",
      "2 people were denied again and again",
      "9 marks need review",
      "The clock of North gate is 1 hour behind",
      "2 scans never arrived",
      "40 scans wait on North gate",
      "1 message in quarantine",
      "10 scans identified nobody",
    ]);
  });

  test("of a room whose other reader works it is not said that nobody is seen there", () => {
    const silent = (room: string, others: number): AttentionItem => ({
      kind: "unwatched_session",
      session: `in ${room}`,
      title: "Maths",
      room,
      reader: `door of ${room}`,
      name: `door of ${room}`,
      lastAt,
      others,
    });
    const told = (...of: readonly AttentionItem[]) => {
      const [group] = groupAttention(of, []);
      const words = group && describeGroup(group, today);
      return [words?.title, words?.detail];
    };
    expect(told(silent("R1", 0))).toEqual([
      "Nobody is seen in R1",
      "Maths is open, and its reader door of R1 is silent",
    ]);
    expect(told(silent("R1", 1))).toEqual([
      "A reader of R1 is silent",
      "Maths is open, and whoever passes door of R1 is not seen; the other reader works",
    ]);
    expect(told(silent("R1", 2))[1]).toBe(
      "Maths is open, and whoever passes door of R1 is not seen; the other 2 readers work",
    );
    expect(told(silent("R1", 0), silent("R3", 0))[1]).toBe(
      "Nobody is seen in R1, R3, where sessions wait for scans",
    );
    expect(told(silent("R1", 1), silent("R3", 0))[1]).toBe(
      "Nobody is seen in R3, where sessions wait for scans; not everybody is seen in R1, where other readers work",
    );
    expect(told(silent("R1", 1), silent("R3", 2))[1]).toBe(
      "Sessions wait for scans, and not everybody is seen in R1, R3, where other readers work",
    );
  });

  test("a device goes by the name that people gave it", () => {
    const titles = items.map((item) => describeAttention(item, today).title);
    expect(titles).toContain("North gate is silent");
  });

  test.each([
    ["repeated_denials", { to: "/students/$student", params: { student: "CSAI1001" } }],
    ["silent_sender", { to: "/devices/$name", params: { name: "gate" } }],
    ["wrong_clock", { to: "/devices/$name", params: { name: "gate" } }],
    ["missing_scans", { to: "/devices/$name", params: { name: "gate" } }],
    ["quarantine", { to: "/messages/quarantine", search: { code: "not_json" } }],
    [
      "unidentified",
      { to: "/messages/scans", search: { location: "ASG-13", identified: "false", day: today } },
    ],
    ["sessions_to_review", { to: "/registers/to-review" }],
    ["unwatched_session", { to: "/registers/$session", params: { session: "s1" } }],
    ["failing_work", { to: "/registers/$session", params: { session: "s2" } }],
  ])("%s leads to where one acts", (kind, link) => {
    const item = items.findLast((candidate) => candidate.kind === kind);
    expect(item && describeAttention(item, today).link).toEqual(link);
  });
});
