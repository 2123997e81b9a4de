import { expect, test } from "vitest";
import { nobodyExpected, type Stand } from "../../src/domain/attendance/stand-of-session.ts";
import { standWords } from "../../web/app/rooms/stand-words.ts";

const said = (stand: Partial<Stand>, state: "open" | "closed" = "closed"): string =>
  standWords({ ...nobodyExpected, ...stand }, state)
    .map(({ words }) => words)
    .join(", ");

test("a room says of a session that is over how many of its marks need review", () => {
  expect(said({ expected: 6, toReview: 6 })).toBe("6 need review");
  expect(said({ expected: 6, here: 3, missing: 2, toReview: 1 })).toBe("2 absent, 1 needs review");
});

test("a room leaves nobody out who is expected", () => {
  const each = { here: 1, missing: 2, cannotBeKnown: 3, toReview: 4, away: 5, toCome: 6, notCounted: 7 };
  const numbers = [...said(each, "open").matchAll(/\d+/gu)].map(([n]) => Number(n));
  expect(numbers.reduce((sum, n) => sum + n, each.here)).toBe(28);
});
