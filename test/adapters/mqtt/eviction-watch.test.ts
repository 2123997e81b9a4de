import { expect, test } from "vitest";
import { EvictionWatch } from "../../../src/adapters/mqtt/eviction-watch.ts";

/** Whether connections of these lengths, in milliseconds, are a fight at their last end. */
function isFight(lives: readonly number[]): boolean {
  const watch = new EvictionWatch();
  let now = 0;
  let fight = false;
  for (const life of lives) {
    watch.opened(now);
    now += life;
    fight = watch.closed(now);
    now += 1_000;
  }
  return fight;
}

test.each([
  ["four short ones", [10, 10, 10, 10], false],
  ["five short ones", [10, 10, 10, 10, 10], true],
  ["five of just under 5 s", [4_999, 4_999, 4_999, 4_999, 4_999], true],
  ["five of which one lasted 5 s", [10, 10, 5_000, 10, 10], false],
])("%s: %j is a fight: %s", (_, lives, expected) => {
  expect(isFight(lives)).toBe(expected);
});

test("attempts the broker never accepted are none", () => {
  const watch = new EvictionWatch();
  for (let n = 0; n < 10; n += 1) expect(watch.closed(n)).toBe(false);
});
