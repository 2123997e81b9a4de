import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import { followAlive } from "../../../src/app/health/follow-alive.ts";
import { healthFactsOf } from "../../../src/app/health/health-facts.ts";
import type { AliveSpan } from "../../../src/app/health/health-transaction.ts";
import { blindnessOf, type HealthFact } from "../../../src/domain/attendance/blindness.ts";

const zero = Temporal.Instant.from("2026-01-12T09:00:00Z");
const at = (seconds: number) => zero.add({ seconds });
const beat = (seconds: number): HealthFact => ({ kind: "heartbeat", at: at(seconds) });
const off = (seconds: number, by: "itself" | "will"): HealthFact => ({
  kind: "offline",
  at: at(seconds),
  by,
});

function spansOf(facts: readonly HealthFact[]): readonly AliveSpan[] {
  const spans = new Map<string, AliveSpan>();
  // One message at a time, as if each came in a batch of its own.
  let last: AliveSpan | null = null;
  for (const fact of facts) {
    for (const span of followAlive("camera", last, [fact])) {
      spans.set(span.from.toString(), span);
      last = span;
    }
  }
  return [...spans.values()];
}

describe("spans of being alive", () => {
  test.each([
    [90, 1],
    [91, 2],
  ])("a heartbeat %d s after the last: %d", (seconds, spans) => {
    expect(spansOf([beat(0), beat(seconds)])).toHaveLength(spans);
  });

  test("a day of heartbeats is one span", () => {
    const day = Array.from({ length: 2880 }, (_, n) => beat(n * 30));
    expect(spansOf(day)).toEqual([
      { device: "camera", from: at(0), to: at(2879 * 30), left: null, firstScan: null },
    ]);
    expect(followAlive("camera", null, day)).toEqual(spansOf(day));
  });

  test("a will ends one, and what is said of it again changes nothing", () => {
    const spans = spansOf([beat(0), off(40, "will"), off(300, "will"), beat(310)]);
    expect(spans).toEqual([
      { device: "camera", from: at(0), to: at(0), left: { at: at(40), by: "will" }, firstScan: null },
      { device: "camera", from: at(310), to: at(310), left: null, firstScan: null },
    ]);
  });
});

/** A few random lives: gaps short and long, goodbyes and wills, and what is said in one instant. */
const lives: readonly (readonly HealthFact[])[] = [7, 8, 9, 10, 11].map((seed) => {
  let [state, seconds] = [seed, 0];
  const draw = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state % below;
  };
  const rest = Array.from({ length: 200 }, () => {
    seconds += draw(6) === 0 ? 0 : 1 + draw(draw(5) === 0 ? 400 : 60);
    const kind = draw(12);
    return kind === 0 ? off(seconds, "will") : kind === 1 ? off(seconds, "itself") : beat(seconds);
  });
  // Nothing is known of it before its first sign of life.
  return [beat(0), ...rest];
});

test.each(lives.map((life, n) => [n, life] as const))(
  "the spans tell the same blindness as every single fact: life %i",
  (_n, life) => {
    const asOf = at(12_000);
    const within = { from: at(0).epochMilliseconds, to: Number.POSITIVE_INFINITY };
    const reading = { periodSeconds: 30, backlog: [], within, asOf };
    const { blind } = blindnessOf(life, reading);
    expect(blind.length).toBeGreaterThan(3);
    const spans = spansOf(life);
    expect(blindnessOf(healthFactsOf(spans), reading).blind).toEqual(blind);
    // Whatever time is asked about, as from the goodbye on that was said in the instant of the last heartbeat.
    for (const span of spans) {
      const from = span.to.epochMilliseconds;
      const asked = { ...reading, within: { from, to: within.to } };
      const known = spans.filter(({ to }) => to.epochMilliseconds >= from);
      expect(blindnessOf(healthFactsOf(known), asked).blind).toEqual(blindnessOf(life, asked).blind);
    }
  },
);

test("a reader that was alive for a year is told by as many facts as one that was for a minute", () => {
  const year: AliveSpan = { device: "camera", from: at(0), to: at(31_536_000), left: null, firstScan: null };
  expect(healthFactsOf([year])).toHaveLength(1);
  expect(healthFactsOf([{ ...year, left: { at: at(31_536_010), by: "itself" } }])).toHaveLength(2);
  // Whatever is known of it by then: it was well.
  const within = { from: at(3600).epochMilliseconds, to: at(7200).epochMilliseconds };
  for (const asOf of [at(5000), at(31_536_000)]) {
    expect(
      blindnessOf(healthFactsOf([year]), { periodSeconds: 30, backlog: [], within, asOf }).blind,
    ).toEqual([]);
  }
});
