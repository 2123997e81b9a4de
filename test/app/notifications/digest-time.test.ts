import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import { lastDigest } from "../../../src/app/notifications/digest-time.ts";
import { mostAttempts, retryDelay } from "../../../src/app/notifications/retry-delay.ts";
import { writeDigest } from "../../../src/app/notifications/write-digest.ts";

describe("the digest that was due last", () => {
  test.each([
    ["2026-11-20T06:59:59Z", "07:00", "2026-11-19T07:00:00Z"],
    ["2026-11-20T07:00:00Z", "07:00", "2026-11-20T07:00:00Z"],
    ["2026-07-20T06:00:00Z", "07:00", "2026-07-20T06:00:00Z"],
    // 29 March 2026: 01:30 is skipped in London, and comes as 02:30.
    ["2026-03-29T01:29:59Z", "01:30", "2026-03-28T01:30:00Z"],
    ["2026-03-29T01:30:00Z", "01:30", "2026-03-29T01:30:00Z"],
    // 25 October 2026: 01:30 comes twice, and the digest with the first.
    ["2026-10-25T00:30:00Z", "01:30", "2026-10-25T00:30:00Z"],
    ["2026-10-25T01:30:00Z", "01:30", "2026-10-25T00:30:00Z"],
  ])("at %s for %s was that of %s", (now, time, due) => {
    const digest = lastDigest(Temporal.Instant.from(now), time, "Europe/London");
    expect(digest.at.toString()).toBe(due);
    expect(digest.day).toBe(due.slice(0, 10));
  });
});

test("attempts come 1, 2, 4 and more minutes after one another, at most an hour, and end", () => {
  const delays = Array.from({ length: mostAttempts }, (_, n) => retryDelay(n + 1));
  expect(delays).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60, null]);
});

describe("a digest in words", () => {
  const line = { word: "opened", student: { id: "S1", name: "Ada" }, because: "x" } as const;

  test.each([
    [200, false],
    [201, true],
  ])("of %i lines ends with how many more there are: %s", (lines, more) => {
    const { text, subject } = writeDigest(Array.from({ length: lines }, () => line));
    expect(text.includes("more, which the page of alerts lists")).toBe(more);
    expect(text.match(/^- /gm)).toHaveLength(200);
    expect(subject).toBe(`Muster: ${lines} new alerts`);
  });

  test("a name that turns the direction of text or holds lines stays one line, the right way round", () => {
    const student = { id: "S1", name: "A\u202Eb\u2066\nSubject: x\u0000" };
    expect(writeDigest([{ ...line, student }]).text).toContain("- Ab Subject: x (S1): x\n");
  });

  test("a student without a name is told by the id", () => {
    expect(writeDigest([{ ...line, student: { id: "S1", name: null } }]).text).toContain("- S1: x\n");
  });
});
