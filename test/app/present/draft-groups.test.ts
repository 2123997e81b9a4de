import fc from "fast-check";
import { expect, test } from "vitest";
import { draftGroups } from "../../../src/app/present/draft-groups.ts";

type Step =
  | { readonly does: "set"; readonly group: string; readonly member: string; readonly value: number }
  | { readonly does: "remove"; readonly group: string; readonly member: string }
  | { readonly does: "delete"; readonly group: string };

const group = fc.constantFrom("a", "b");
const member = fc.constantFrom("x", "y", "z");
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ does: fc.constant("set" as const), group, member, value: fc.nat(9) }),
  fc.record({ does: fc.constant("remove" as const), group, member }),
  fc.record({ does: fc.constant("delete" as const), group }),
);

function take(groups: Map<string, Map<string, number>>, one: Step): void {
  if (one.does === "set") {
    const own = groups.get(one.group) ?? new Map<string, number>();
    groups.set(one.group, own.set(one.member, one.value));
  } else if (one.does === "remove") groups.get(one.group)?.delete(one.member);
  else groups.delete(one.group);
}

const shown = (groups: ReadonlyMap<string, ReadonlyMap<string, number>>): unknown =>
  Object.fromEntries(
    [...groups].flatMap(([name, own]) => (own.size === 0 ? [] : [[name, Object.fromEntries(own)]])),
  );

test("a draft shows its changes to its maker alone, until they are kept", () => {
  fc.assert(
    fc.property(fc.array(step), fc.array(step), (before, after) => {
      const kept = new Map<string, Map<string, number>>();
      for (const one of before) take(kept, one);
      const expected = new Map([...kept].map(([name, own]) => [name, new Map(own)]));
      const untouched = JSON.stringify(shown(kept));
      const draft = draftGroups(kept);
      for (const one of after) {
        take(expected, one);
        if (one.does === "set") draft.set(one.group, one.member, one.value);
        else if (one.does === "remove") draft.remove(one.group, one.member);
        else draft.delete(one.group);
      }
      for (const name of ["a", "b"]) {
        const [own, of] = [draft.get(name), expected.get(name)];
        expect([...(own?.keys() ?? [])].sort()).toEqual([...(of?.keys() ?? [])].sort());
        expect([...(own?.values() ?? [])].sort()).toEqual([...(of?.values() ?? [])].sort());
        for (const one of ["x", "y", "z"]) expect(own?.get(one)).toBe(of?.get(one));
      }
      expect(JSON.stringify(shown(kept))).toBe(untouched);
      draft.keep();
      expect(shown(kept)).toEqual(shown(expected));
    }),
  );
});

test("a change of one member copies no group", () => {
  const seats = new Map([["x", 1]]);
  const kept = new Map([["a", seats]]);
  const draft = draftGroups(kept);
  draft.set("a", "y", 2);
  draft.keep();
  expect(kept.get("a")).toBe(seats);
  expect([...seats]).toEqual([
    ["x", 1],
    ["y", 2],
  ]);
});
