import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import { mayChangeRetention, olderThan, retentionRules } from "../../../src/app/privacy/retention.ts";
import { retentionKinds } from "../../../src/contract/http/privacy.ts";

const now = Temporal.Instant.from("2026-11-23T09:00:00Z");
const seenAgo = (minutes: number, days = 10): Temporal.Instant => olderThan(now.subtract({ minutes }), days);

describe("for how long something is kept", () => {
  test("may be made longer at once, and shorter by whoever has seen what that takes", () => {
    expect(mayChangeRetention(35, 36, null, now)).toBe(true);
    expect(mayChangeRetention(35, 35, null, now)).toBe(true);
    expect(mayChangeRetention(35, 34, null, now)).toBe(false);
    expect(mayChangeRetention(35, 10, seenAgo(0), now)).toBe(true);
    expect(mayChangeRetention(35, 10, seenAgo(60), now)).toBe(true);
  });

  test("is not shortened by a preview of before an hour, of other days, or of a time to come", () => {
    expect(mayChangeRetention(35, 10, seenAgo(61), now)).toBe(false);
    expect(mayChangeRetention(35, 10, seenAgo(-1), now)).toBe(false);
    expect(mayChangeRetention(35, 10, seenAgo(0, 11), now)).toBe(false);
    expect(mayChangeRetention(35, 10, seenAgo(0, 9), now)).toBe(false);
  });

  test("is counted in whole days of 24 hours, back from now", () => {
    expect(olderThan(now, 1).toString()).toBe("2026-11-22T09:00:00Z");
    expect(olderThan(now, 365).toString()).toBe("2025-11-23T09:00:00Z");
  });

  test("is as the product proposes where nobody said otherwise", () => {
    const days = Object.fromEntries(retentionKinds.map((kind) => [kind, retentionRules[kind].days]));
    expect(days).toEqual({
      payloads: 35,
      strangers: 35,
      quarantine: 90,
      sign_ins: 30,
      accounts: 365,
      audit: 730,
    });
  });
});
