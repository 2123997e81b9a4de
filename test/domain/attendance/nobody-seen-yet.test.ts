import { expect, test } from "vitest";
import { nobodySeenYet } from "../../../src/domain/attendance/nobody-seen-yet.ts";

test.each([
  // Nothing was ever seen: a 0 tells of the readers.
  [true, { ever: false, awaited: false }, true],
  [true, { ever: false, awaited: true }, true],
  // A day that has only begun.
  [true, { ever: true, awaited: true }, true],
  // Sessions are over in a school that is watched: a 0 is a 0.
  [true, { ever: true, awaited: false }, false],
  // Whatever was earned is said.
  [false, { ever: false, awaited: true }, false],
] as const)("nothing earned %s, seen %o: not said yet is %s", (nothingEarned, seen, unsaid) => {
  expect(nobodySeenYet(nothingEarned, seen)).toBe(unsaid);
});
