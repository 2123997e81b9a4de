import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import {
  concludesTheSame,
  isTheSame,
  type MarkFlag,
  type RegisterMark,
} from "../../../src/domain/attendance/register-mark.ts";
import { runsHere } from "../../support/runs-here.ts";

const at = Temporal.Instant.from("2026-11-09T09:00:00Z");
const instant = fc.constantFrom(at, at.add({ seconds: 1 }));
const id = fc.constantFrom("a", "b");
const ids = fc.array(id, { maxLength: 2 });
const minutes = fc.constantFrom(null, 1, 2);

const flag: fc.Arbitrary<MarkFlag> = fc.oneof(
  fc.record({ code: fc.constantFrom("wrong_room", "possible_exit"), scans: ids }),
  fc.record({ code: fc.constant("leave_and_seen"), absence: id }),
  fc.record({ code: fc.constant("device_disagrees"), scan: id }),
  fc.record({ code: fc.constant("first_seen_after_blindness"), blindFrom: fc.constantFrom(1, 2) }),
  fc.record({
    code: fc.constant("conflict"),
    automatic: fc.constantFrom("present", "late"),
    scans: ids,
  }),
);

const concluded = {
  why: fc.record({
    rule: fc.constantFrom("seen_on_time", "not_yet_due"),
    policyVersion: fc.constantFrom(1, 2),
    scans: ids,
    otherSession: fc.constantFrom(null, "a"),
    judgedFrom: fc.constantFrom(null, 1),
  }),
  flags: fc.array(flag, { maxLength: 2 }),
  lastSeen: fc.option(instant),
  presentMs: fc.constantFrom(null, 1, 2),
  leave: fc.option(fc.record({ absence: id, effect: fc.constantFrom("authorised", "elsewhere") })),
};

const entry: fc.Arbitrary<RegisterMark> = fc.oneof(
  fc.record({
    ...concluded,
    source: fc.constantFrom("automatic", "leave"),
    mark: fc.oneof(
      fc.record({ status: fc.constantFrom("expected", "absent") }),
      fc.record({ status: fc.constant("present"), firstSeen: instant, scan: id }),
      fc.record({ status: fc.constant("late"), minutesLate: minutes, firstSeen: instant, scan: id }),
      fc.record({ status: fc.constant("not_possible"), because: fc.constantFrom("clash", "cancelled") }),
      fc.record({ status: fc.constantFrom("absent_authorised", "elsewhere"), absence: id }),
      fc.record({
        status: fc.constant("left_early"),
        arrival: fc.constantFrom("present", "late"),
        minutesLate: minutes,
        minutesPresent: fc.constantFrom(1, 2),
        firstSeen: instant,
        scan: id,
      }),
    ),
  }),
  fc.record({
    ...concluded,
    source: fc.constantFrom("manual", "import"),
    mark: fc.oneof(
      fc.record({ status: fc.constantFrom("present", "absent") }),
      fc.record({ status: fc.constant("late"), minutesLate: minutes }),
    ),
    correction: id,
  }),
);

/** Two marks that differ in little, or in nothing. */
const pair = fc.oneof(
  fc.tuple(entry, entry),
  fc
    .tuple(entry, entry, fc.constantFrom("why", "flags", "lastSeen", "presentMs", "leave", "nothing"))
    .map(([a, b, what]): [RegisterMark, RegisterMark] => [
      a,
      what === "nothing" ? { ...a } : { ...a, [what]: b[what] },
    ]),
);

/** What a mark says as one text, with the scans by which it says it or without them. */
function saying(
  { source, mark, why, flags, lastSeen, presentMs, leave, ...rest }: RegisterMark,
  whole: boolean,
): string {
  const bare = (value: object): [string, unknown][] =>
    Object.entries(value)
      .filter(([key]) => whole || !["scan", "scans", "firstSeen"].includes(key))
      .sort();
  return JSON.stringify([
    source,
    bare(mark),
    mark.status === "expected" ? null : why.rule,
    why.policyVersion,
    flags.map(bare),
    presentMs,
    leave,
    rest,
    whole ? [lastSeen, why.scans, why.otherSession, why.judgedFrom] : null,
  ]);
}

test("two marks are the same where they say the same, and conclude the same whatever scans say it", () => {
  fc.assert(
    fc.property(pair, ([a, b]) => {
      expect(concludesTheSame(a, b)).toBe(saying(a, false) === saying(b, false));
      expect(isTheSame(a, b)).toBe(saying(a, true) === saying(b, true));
    }),
    { numRuns: runsHere(2_000) },
  );
});
