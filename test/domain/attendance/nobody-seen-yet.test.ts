import { expect, test } from "vitest";
import { nobodySeenYet } from "../../../src/domain/attendance/nobody-seen-yet.ts";

test.each([
  // Nothing was ever seen: a 0 tells of the readers, also once sessions are over.
  [true, { ever: false, lastDay: null }, true],
  [true, { ever: false, lastDay: "2026-11-24" }, true],
  // A day that has only begun.
  [true, { ever: true, lastDay: "2026-11-23" }, true],
  [true, { ever: true, lastDay: null }, true],
  // Sessions are over, or somebody came, in a school that is watched: a 0 is a 0.
  [true, { ever: true, lastDay: "2026-11-24" }, false],
  [true, { ever: true, lastDay: "2026-11-25" }, false],
  // Whatever was earned is said.
  [false, { ever: false, lastDay: null }, false],
] as const)(
  "nothing earned %s from 24 November on, seen %o: not said yet is %s",
  (nothingEarned, seen, unsaid) => {
    expect(nobodySeenYet(nothingEarned, seen, "2026-11-24")).toBe(unsaid);
  },
);
