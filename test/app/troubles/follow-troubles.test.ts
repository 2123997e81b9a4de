import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import { followTroubles, type KeptTrouble } from "../../../src/app/troubles/follow-troubles.ts";
import type { ReaderStand } from "../../../src/app/troubles/stand-of-reader.ts";

const start = Temporal.Instant.from("2026-01-12T09:00:00Z");
const at = (seconds: number): Temporal.Instant => start.add({ seconds });
const well: ReaderStand = { is: "well" };
const silent: ReaderStand = { is: "broken", since: start, amount: null, left: true };
const lost = (amount: number): ReaderStand => ({ is: "broken", since: start, amount, left: false });

/** A store of troubles, and the rounds that are gone by it. */
function rounds() {
  let kept: readonly KeptTrouble[] = [];
  let ids = 0;
  const told: string[] = [];
  return {
    told,
    kept: () => kept,
    /** @param stands by reader: its silence, or what is missing of it */
    go(
      seconds: number,
      stands: Readonly<Record<string, ReaderStand>>,
      trouble: "silent" | "missing_scans" = "silent",
    ) {
      const whole = new Map(
        Object.entries(stands).map(([reader, stand]) => [
          reader,
          { silent: well, wrong_clock: well, missing_scans: well, backlog: well, [trouble]: stand },
        ]),
      );
      const news = followTroubles(kept, whole, at(seconds), () => `t${++ids}`);
      const now = new Map([...kept, ...news.put].map((one) => [one.id, one]));
      const name = (id: string): string => now.get(id)?.sender ?? "?";
      if (news.broke.length > 0) told.push(`${seconds} broke ${news.broke.map(name).join(" ")}`);
      if (news.works.length > 0) told.push(`${seconds} works ${news.works.map(name).join(" ")}`);
      const gone = new Set([...news.forgotten, ...news.closed, ...news.works]);
      kept = [...now.values()]
        .filter(({ id }) => !gone.has(id))
        .map((one) => (news.broke.includes(one.id) ? { ...one, told: true } : one));
    },
  };
}

test("what breaks waits for others that break with it, and is told within a minute", () => {
  const school = rounds();
  for (let seconds = 0; seconds <= 60; seconds += 5)
    school.go(
      seconds,
      Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`r${n}`, n <= seconds * 7 ? silent : well])),
    );
  expect(school.told).toHaveLength(1);
  expect(school.told[0]).toMatch(/^40 broke r0 .* r199$/);
});

test("a short absence is told to nobody, and is forgotten", () => {
  const school = rounds();
  school.go(0, { r: silent });
  for (let seconds = 20; seconds <= 320; seconds += 5) school.go(seconds, { r: well });
  expect([school.told, school.kept()]).toEqual([[], []]);
});

test("a reader that comes and goes is told of once, from its third fall on, and works again once it is steady", () => {
  const school = rounds();
  for (let seconds = 0; seconds < 1200; seconds += 10)
    school.go(seconds, { r: seconds % 60 < 20 ? silent : well });
  expect(school.told).toEqual(["120 broke r"]);
  for (let seconds = 1200; seconds < 1600; seconds += 10) school.go(seconds, { r: well });
  expect(school.told.slice(1)).toEqual(["1460 works r"]);
  expect(school.kept()).toEqual([]);
});

test("what works again is told together with what nearly does", () => {
  const school = rounds();
  for (const seconds of [0, 40]) school.go(seconds, { a: silent, b: silent, c: silent });
  school.go(50, { a: well, b: silent, c: silent });
  school.go(100, { a: well, b: well, c: silent });
  school.go(200, { a: well, b: well, c: well });
  school.go(350, { a: well, b: well, c: well });
  school.go(500, { a: well, b: well, c: well });
  expect(school.told).toEqual(["40 broke a b c", "350 works a b", "500 works c"]);
});

test("numbers that are missing for good are told again once they have doubled", () => {
  const school = rounds();
  for (const [seconds, missing] of [
    [0, 3],
    [40, 3],
    [100, 5],
    [200, 6],
    [250, 7],
    [900, 7],
  ] as const)
    school.go(seconds, { r: lost(missing) }, "missing_scans");
  expect(school.told).toEqual(["40 broke r", "250 broke r"]);
});

test("of what somebody puts away no more is told, and nothing that is not known ends a trouble", () => {
  const school = rounds();
  for (const seconds of [0, 40]) school.go(seconds, { r: silent, s: silent });
  for (const seconds of [60, 1000, 2000]) school.go(seconds, { r: { is: "put_away" }, s: { is: "kept" } });
  expect(school.kept().map(({ sender }) => sender)).toEqual(["s"]);
  expect(school.told).toEqual(["40 broke r s"]);
});
