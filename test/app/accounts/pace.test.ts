import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import { createPace } from "../../../src/app/accounts/create-pace.ts";
import { sessionEnd } from "../../../src/app/accounts/session-ends.ts";

const start = Temporal.Instant.from("2026-11-23T09:00:00Z");

test("of any tries at any times, no more get through than there are at once and come back, and nobody waits longer than told", () => {
  const pace = { atOnce: 5, everySeconds: 30 };
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 60 }), { maxLength: 80 }), (gaps) => {
      let now = start;
      const { take } = createPace({ now: () => now });
      let taken = 0;
      for (const gap of gaps) {
        now = now.add({ seconds: gap });
        const wait = take([["somebody", pace]]);
        if (wait === null) taken += 1;
        else {
          expect(wait).toBeGreaterThan(0);
          expect(wait).toBeLessThanOrEqual(pace.everySeconds);
          const asked = now;
          now = asked.add({ seconds: wait });
          expect(createWait(now)).toBeNull();
        }
      }
      const seconds = start.until(now).total("seconds");
      expect(taken).toBeLessThanOrEqual(pace.atOnce + seconds / pace.everySeconds + 1e-6);

      function createWait(at: Temporal.Instant): number | null {
        now = at;
        const outcome = take([["somebody", pace]]);
        if (outcome === null) taken += 1;
        return outcome;
      }
    }),
  );
});

test("a try that is refused by one key costs nothing by the others", () => {
  const { take } = createPace({ now: () => start });
  const one = ["one", { atOnce: 1, everySeconds: 10 }] as const;
  const many = ["many", { atOnce: 2, everySeconds: 10 }] as const;
  expect(take([one, many])).toBeNull();
  for (let n = 0; n < 5; n++) expect(take([one, many])).toBe(10);
  expect(take([many])).toBeNull();
  expect(take([many])).toBe(10);
});

test("a session ends at the moment that is said, and not before", () => {
  const seen = (ago: Temporal.DurationLike) => ({
    lastSeenAt: start.subtract(ago),
    endsAt: start.add({ hours: 1 }),
  });
  expect(sessionEnd(seen({ minutes: 29, seconds: 59 }), ["administrator", "lecturer"], start)).toBeNull();
  expect(sessionEnd(seen({ minutes: 30 }), ["administrator"], start)).toBe("unused");
  expect(sessionEnd(seen({ minutes: 30 }), ["registrar"], start)).toBeNull();
  expect(sessionEnd(seen({ hours: 12 }), [], start)).toBe("unused");
  expect(sessionEnd({ lastSeenAt: start, endsAt: start }, [], start)).toBe("too old");
});
