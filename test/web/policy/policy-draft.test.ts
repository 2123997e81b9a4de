import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  explainPolicy,
  type PolicyNumbers,
  policyFieldNames,
} from "../../../src/domain/policy/explain-policy.ts";
import { invalidPolicy } from "../../../src/domain/policy/invalid-policy.ts";
import { presetNames, presets } from "../../../src/domain/policy/presets.ts";
import { changedSentences } from "../../../web/app/policy/changed-sentences.ts";
import { draftOf, readDraft } from "../../../web/app/policy/policy-draft.ts";
import { policyGroups } from "../../../web/app/policy/policy-groups.ts";

const { version: _, ...credit } = presets.credit.policy;
const minutes = fc.integer({ min: 0, max: 40 });
const share = fc.integer({ min: 0, max: 20 }).map((twentieths) => twentieths / 20);
const anyNumbers: fc.Arbitrary<PolicyNumbers> = fc.record({
  openBefore: minutes,
  onTimeGrace: minutes,
  registerClose: minutes,
  exitGrace: minutes,
  minimumStay: fc.oneof(
    fc.constant(null),
    fc.integer({ min: 1, max: 1440 }).map((count) => ({ minutes: count })),
    fc.integer({ min: 1, max: 20 }).map((twentieths) => ({ share: twentieths / 20 })),
  ),
  maxSkewSeconds: minutes,
  maxBlindPct: minutes,
  finaliseAfterDays: minutes,
  lateCredit: share,
  lateAfterCloseCredit: share,
  leftEarlyCredit: share,
  authorisedCounts: fc.boolean(),
  authorisedCredit: share,
  method: fc.constantFrom("count", "minutes"),
  wrongRoom: fc.constantFrom("flag", "accept", "ignore"),
  trustDeviceLate: fc.boolean(),
  goodAt: minutes,
  poorBelow: minutes,
});

describe("a policy that is written", () => {
  test("comes back from the form as it went in, and has issues where the server has them", () => {
    fc.assert(
      fc.property(anyNumbers, fc.constantFrom(...presetNames), (numbers, preset) => {
        const read = readDraft(draftOf(preset, numbers));
        expect(read.numbers).toEqual(numbers);
        const fields = invalidPolicy({ ...numbers, version: 1 }, presets[preset]).map(({ field }) => field);
        expect(new Set(read.issues.keys())).toEqual(new Set(fields));
      }),
    );
  });

  test("has every field once in the form", () => {
    const shown = policyGroups.flatMap(({ fields }) => fields);
    expect(shown.toSorted()).toEqual(policyFieldNames.toSorted());
  });

  test.each(["", "five", "1e2", "5 minutes", "--1"])("is incomplete while a field holds %j", (typed) => {
    const draft = draftOf("credit", credit);
    const { numbers, issues } = readDraft({ ...draft, typed: { ...draft.typed, onTimeGrace: typed } });
    expect(numbers).toBeNull();
    expect([...issues.keys()]).toEqual(["onTimeGrace"]);
  });

  test("takes a comma for a decimal point", () => {
    const draft = draftOf("credit", credit);
    const read = readDraft({ ...draft, typed: { ...draft.typed, lateCredit: "0,75" } });
    expect(read.numbers?.lateCredit).toBe(0.75);
  });

  test.each([
    ["minutes", "0"],
    ["minutes", "1.5"],
    ["minutes", "1441"],
    ["share", "0"],
    ["share", "101"],
    ["share", ""],
  ] as const)("has no least stay of %s %s", (kind, typed) => {
    const { issues } = readDraft({ ...draftOf("credit", credit), stay: { kind, typed } });
    expect([...issues.keys()]).toEqual(["minimumStay"]);
  });
});

test("a version tells only the rules that it changed", () => {
  const words = explainPolicy(credit);
  const later = explainPolicy({ ...credit, lateCredit: 1 });
  expect(changedSentences({ words: later }, { words })).toEqual([
    { field: "lateCredit", before: "Late earns 0.5 of a credit.", after: "Late earns a full credit." },
  ]);
  expect(changedSentences({ words }, { words })).toEqual([]);
  expect(changedSentences({ words }, undefined)).toEqual([]);
});
