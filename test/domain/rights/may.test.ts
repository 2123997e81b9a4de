import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AccountActor, Actor } from "../../../src/domain/rights/actor.ts";
import { type Deed, deeds, isDeed, rowOf } from "../../../src/domain/rights/deeds.ts";
import { askedByTies, isWithin, lookOf, may, scopeOf, type Ties } from "../../../src/domain/rights/may.ts";
import { roles } from "../../../src/domain/rights/role.ts";
import { runsHere } from "../../support/runs-here.ts";

const allDeeds = Object.keys(deeds).filter(isDeed);
const people = ["p1", "p2", "p3", "p4"];

const account = fc
  .record({
    roles: fc.oneof(
      fc.subarray([...roles]),
      fc.subarray(["lecturer", "tutor", "student"] as const, { minLength: 1 }),
    ),
    person: fc.option(fc.constantFrom(...people)),
  })
  .map(
    ({ roles: own, person }): AccountActor => ({
      kind: "account",
      id: "ada",
      role: own[0] ?? "nobody",
      account: "a1",
      roles: own,
      person,
    }),
  );
const actors: fc.Arbitrary<Actor> = fc.oneof(
  { weight: 8, arbitrary: account },
  {
    weight: 3,
    arbitrary: fc.record({ maker: account, deeds: fc.subarray(allDeeds) }).map(
      ({ maker, deeds: own }): Actor => ({
        kind: "token",
        token: "t",
        id: "token",
        role: "token",
        deeds: own,
        maker,
      }),
    ),
  },
  fc.constantFrom<Actor>(
    { kind: "everybody", id: "local operator", role: "operator" },
    { kind: "muster", id: "muster", role: "monitor" },
    { kind: "device", id: "door", role: "device", device: "door" },
  ),
);
const some = fc.subarray(people);
const things: fc.Arbitrary<Ties> = fc.record({ taughtBy: some, tutoredBy: some, about: some });
const deed = fc.constantFrom(...allDeeds);

const lecturer: AccountActor = {
  kind: "account",
  id: "grace",
  role: "lecturer",
  account: "a2",
  roles: ["lecturer"],
  person: "p1",
};
const taught = (by: string): Ties => ({ taughtBy: [by], tutoredBy: [], about: [] });

describe("rights", () => {
  test("whether a thing may be had, and whether it is in a list, are one answer", () => {
    let [inside, outside, tied] = [0, 0, 0];
    fc.assert(
      fc.property(actors, deed, things, (actor, asked, ties) => {
        const answer = may(actor, asked, ties).may;
        const scope = scopeOf(actor, asked);
        expect(isWithin(scope, ties)).toBe(answer);
        if (answer) inside += 1;
        else outside += 1;
        if (scope.kind === "tied" && answer) tied += 1;
      }),
      { numRuns: runsHere(4000) },
    );
    expect(Math.min(inside, outside, tied)).toBeGreaterThan(50);
  });

  test("of nothing in particular, only who has everything may", () => {
    fc.assert(
      fc.property(actors, deed, (actor, asked) => {
        expect(may(actor, asked, null).may).toBe(scopeOf(actor, asked).kind === "everything");
      }),
    );
  });

  test("a token may nothing that its maker may not", () => {
    fc.assert(
      fc.property(account, fc.subarray(allDeeds), deed, things, (maker, own, asked, ties) => {
        const token: Actor = { kind: "token", token: "t", id: "t", role: "token", deeds: own, maker };
        expect(may(token, asked, ties).may).toBe(own.includes(asked) && may(maker, asked, ties).may);
      }),
    );
  });

  test("who may do something sees that it is there", () => {
    fc.assert(
      fc.property(account, deed, things, (actor, asked, ties) => {
        if (may(actor, asked, ties).may) expect(may(actor, lookOf(asked), ties).may).toBe(true);
      }),
      { numRuns: runsHere(2000) },
    );
  });

  test("a refusal says why, and who could", () => {
    expect(may(lecturer, "register.write", taught("p1"))).toEqual({ may: true, as: "lecturer" });
    expect(may(lecturer, "register.write", taught("p2"))).toEqual({
      may: false,
      because: "not_own",
      who: [
        { role: "registrar", reach: "all" },
        { role: "lecturer", reach: "taught" },
      ],
    });
    expect(may(lecturer, "settings.write", null)).toEqual({
      may: false,
      because: "no_role",
      who: [{ role: "administrator", reach: "all" }],
    });
    const nobody = { ...lecturer, person: null };
    expect(may(nobody, "register.write", taught("p1")).may).toBe(false);
  });

  test("one acts as what one is to a thing, before as what one is to everything", () => {
    const both: AccountActor = { ...lecturer, roles: ["registrar", "lecturer"] };
    expect(may(both, "register.write", taught("p1"))).toEqual({ may: true, as: "lecturer" });
    expect(may(both, "register.write", taught("p2"))).toEqual({ may: true, as: "registrar" });
  });

  test("whether it bears on a deed who is tied to the thing is told before anybody looks", () => {
    fc.assert(
      fc.property(actors, deed, things, (actor, asked, ties) => {
        if (!askedByTies(actor, asked)) expect(may(actor, asked, ties).may).toBe(may(actor, asked, null).may);
      }),
      { numRuns: runsHere(2000) },
    );
  });

  test("each deed is seen by a deed of the table", () => {
    const strange = allDeeds.filter((one: Deed) => {
      const { seenBy } = rowOf(one);
      return seenBy !== undefined && !isDeed(seenBy);
    });
    expect(strange).toEqual([]);
  });
});
