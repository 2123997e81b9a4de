import { describe, expect, test } from "vitest";
import {
  type DfeCode,
  dfeCodeOf,
  dfeCodes,
  isDfeCode,
  statusOfDfeCode,
} from "../../../src/domain/attendance/dfe-codes.ts";
import { markStatuses } from "../../../src/domain/attendance/mark.ts";
import { invalidPolicy } from "../../../src/domain/policy/invalid-policy.ts";
import { creditPolicy, type Policy } from "../../../src/domain/policy/policy.ts";
import { policyFields } from "../../../src/domain/policy/policy-fields.ts";
import { policyInForce } from "../../../src/domain/policy/policy-in-force.ts";
import { presetNames, presets } from "../../../src/domain/policy/presets.ts";
import { clock, longAgo } from "../attendance/school.ts";

describe("a policy that may be put in force", () => {
  const issues = (over: Partial<Policy>, preset = presets.credit) =>
    invalidPolicy({ ...creditPolicy, ...over }, preset).map(({ field, code }) => `${field} ${code}`);

  test.each(presetNames)("the preset %s is one", (name) => {
    expect(invalidPolicy(presets[name].policy, presets[name])).toEqual([]);
  });

  test.each([
    [30, []],
    [31, ["registerClose above_preset_cap"]],
  ])("registers in England close at most 30 minutes after the start: %i", (registerClose, expected) => {
    expect(issues({ registerClose }, presets.dfe)).toEqual(expected);
    expect(issues({ registerClose })).toEqual([]);
  });

  test.each([
    [{ lateCredit: -0.1 }, "lateCredit too_small"],
    [{ lateCredit: 1.1 }, "lateCredit too_large"],
    [{ lateCredit: Number.NaN }, "lateCredit not_a_number"],
    [{ lateCredit: 1e-7 }, "lateCredit not_a_number"],
    [{ openBefore: 0.5 }, "openBefore not_whole"],
    [{ openBefore: -1 }, "openBefore too_small"],
    [{ onTimeGrace: 21 }, "onTimeGrace above_field"],
    [{ poorBelow: 81 }, "poorBelow above_field"],
    [{ maxBlindPct: 101 }, "maxBlindPct too_large"],
    [{ minimumStay: { share: 1.01 } }, "minimumStay too_large"],
    [{ minimumStay: { minutes: -1 } }, "minimumStay too_small"],
    [{ method: "minutes" }, "method needs_exit_tracking"],
    [{ version: 0 }, "version not_a_version"],
  ] as const)("%j: %s", (over, issue) => {
    expect(issues(over)).toEqual([issue]);
  });

  test("at its limits it is one still", () => {
    expect(issues({ lateCredit: 0, lateAfterCloseCredit: 1, onTimeGrace: 20, poorBelow: 80 })).toEqual([]);
    expect(issues({ method: "minutes", minimumStay: { share: 1 } })).toEqual([]);
  });

  test("every field is explained, and its default lies within its limits", () => {
    const { version, ...fields } = creditPolicy;
    expect(version).toBe(1);
    expect(Object.keys(policyFields).sort()).toEqual(Object.keys(fields).sort());
  });
});

describe("the version that judges a session", () => {
  const versions = [
    { policy: { ...creditPolicy, version: 1 }, from: longAgo },
    { policy: { ...creditPolicy, version: 2, openBefore: 30 }, from: clock("08:30") },
    { policy: { ...creditPolicy, version: 3 }, from: clock("12:00") },
  ];

  test.each([
    ["08:59", 1], // version 2 would have opened it at 08:29
    ["09:00", 2],
    ["12:14", 2],
    ["12:15", 3],
  ])("a session at %s is judged by version %i, in force at its scheduled opening", (start, version) => {
    expect(policyInForce(versions.toReversed(), clock(start)).version).toBe(version);
  });

  test("before any was in force, the oldest", () => {
    expect(policyInForce(versions.slice(1), clock("06:00")).version).toBe(2);
    expect(() => policyInForce([], clock("06:00"))).toThrow(RangeError);
  });
});

describe("England's codes", () => {
  test("each in the group that the regulations give it", () => {
    const groups: Record<string, string[]> = {};
    for (const [code, { group }] of Object.entries(dfeCodes)) {
      groups[group] ??= [];
      groups[group].push(code);
    }
    expect(
      Object.fromEntries(Object.entries(groups).map(([name, codes]) => [name, codes.sort().join(" ")])),
    ).toEqual({
      present: "/ L \\",
      approved_activity: "B K P V W",
      authorised: "C C1 C2 E I J1 M R S T",
      unauthorised: "G N O U",
      not_possible: "D Q X Y1 Y2 Y3 Y4 Y5 Y6 Y7",
      not_collected: "# Z",
    });
  });

  test("a code is read back as the status it was written for", () => {
    for (const status of markStatuses) {
      const code = dfeCodeOf({ status, because: "not_enrolled" }, "morning", null);
      if (code === null || status === "left_early") continue;
      expect(statusOfDfeCode(code)).toBe(status);
    }
  });

  test.each([
    [{ status: "present" }, "afternoon", null, "\\"],
    [{ status: "late_after_close" }, "morning", null, "U"],
    [{ status: "absent" }, "morning", null, "N"],
    [{ status: "absent" }, "morning", "G", "G"],
    [{ status: "absent_authorised" }, "morning", "M", "M"],
    [{ status: "absent_authorised" }, "morning", null, null],
    [{ status: "present" }, "morning", "M", "/"],
    [{ status: "left_early", arrival: "late" }, "morning", null, "L"],
    [{ status: "needs_review" }, "morning", null, null],
    [{ status: "not_possible", because: "clash" }, "morning", null, null],
  ] as const)("%j in the %s, category %s, is written %s", (mark, half, category, code) => {
    expect(dfeCodeOf(mark, half, category as DfeCode | null)).toBe(code);
  });

  test("codes are told apart by case, and names of objects' members are none", () => {
    expect(["L", "l", "toString", "Y7", "Y8"].map(isDfeCode)).toEqual([true, false, false, true, false]);
  });
});
