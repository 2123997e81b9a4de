import fc from "fast-check";
import { expect, test } from "vitest";
import { type MarkView, markFlagCodes } from "../../../src/contract/http/sessions.ts";
import { markStatuses } from "../../../src/domain/attendance/mark.ts";
import { countMarks } from "../../../web/app/registers/count-marks.ts";
import {
  groupOf,
  groupsOf,
  headingOf,
  isOutdated,
  keepOrder,
  markGroups,
  orderMarks,
} from "../../../web/app/registers/order-marks.ts";
import { markOf } from "./session-row.ts";

const none = new Set<string>();

test.each([
  [{ status: "needs_review", flags: ["conflict"] }, "review"],
  [{ status: "absent", flags: ["conflict"] }, "conflict"],
  [{ status: "present", flags: ["wrong_room"] }, "flagged"],
  [{ status: "not_seen" }, "missing"],
  [{ status: "absent" }, "missing"],
  [{ status: "late" }, "late"],
  [{ status: "left_early" }, "late"],
  [{ status: "present" }, "rest"],
  [{ status: "expected" }, "rest"],
] as const)("%j stands under %s", (over, group) => {
  const flags = "flags" in over ? [...over.flags] : [];
  expect(groupOf(markOf("a", { ...over, flags }), none)).toBe(group);
});

test("late evidence comes before what is unusual", () => {
  expect(groupOf(markOf("a", { flags: ["wrong_room"] }), new Set(["a"]))).toBe("proposal");
});

const register = fc.uniqueArray(
  fc.record({
    id: fc.stringMatching(/^[a-z]{1,3}$/),
    status: fc.constantFrom(...markStatuses),
    flags: fc.subarray([...markFlagCodes], { maxLength: 2 }),
  }),
  { selector: ({ id }) => id, maxLength: 30 },
);
type Row = Pick<MarkView, "status" | "flags"> & { readonly id: string };
const marksOf = (rows: readonly Row[]): MarkView[] =>
  rows.map(({ id, status, flags }) => markOf(id, { status, flags }));

test("everybody stands in the register once, group after group", () => {
  fc.assert(
    fc.property(register, (rows) => {
      const placed = orderMarks(marksOf(rows), none);
      expect(placed.map(({ student }) => student).toSorted()).toEqual(rows.map(({ id }) => id).toSorted());
      const ranks = placed.map(({ group }) => markGroups.indexOf(group));
      expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
    }),
  );
});

test("whoever is in sight keeps their place among the others, whatever becomes of the marks", () => {
  fc.assert(
    fc.property(register, register, (before, after) => {
      const held = orderMarks(marksOf(before), none);
      const fresh = orderMarks(marksOf(after), none);
      const kept = keepOrder(held, fresh);
      const there = new Set(after.map(({ id }) => id));
      const was = held.filter(({ student }) => there.has(student));
      const known = new Set(before.map(({ id }) => id));
      expect(kept.filter(({ student }) => known.has(student))).toEqual(was);
      expect(kept.map(({ student }) => student).toSorted()).toEqual([...there].toSorted());
    }),
  );
});

test("an order is outdated once somebody would stand in another group, and not before", () => {
  const held = orderMarks([markOf("a", { status: "not_seen" }), markOf("b", { status: "present" })], none);
  expect(
    isOutdated(
      held,
      orderMarks([markOf("b", { status: "present" }), markOf("a", { status: "absent" })], none),
    ),
  ).toBe(false);
  expect(
    isOutdated(
      held,
      orderMarks([markOf("a", { status: "present" }), markOf("b", { status: "present" })], none),
    ),
  ).toBe(true);
});

test("a heading over rows that stand there no longer says so, until they are ordered anew", () => {
  const held = orderMarks([markOf("a", { status: "not_seen" }), markOf("b", { status: "not_seen" })], none);
  const after = (a: MarkView["status"], b: MarkView["status"]) =>
    headingOf(
      "missing",
      held,
      groupsOf(orderMarks([markOf("a", { status: a }), markOf("b", { status: b })], none)),
    );
  expect(after("not_seen", "absent")).toEqual({ word: "Not seen, absent", count: "2" });
  expect(after("cannot_be_known", "not_seen")).toEqual({
    word: "Not seen, absent, as last ordered",
    count: "2, of whom 1 changed since",
  });
  expect(after("cannot_be_known", "present").count).toBe("2, of whom all changed since");
});

test("a seat that cannot be taken is not told as excused", () => {
  expect(countMarks({ not_possible: 3, absent_authorised: 2, elsewhere: 1 })).toMatchObject({
    excused: 3,
    uncounted: 3,
  });
});

test("the few counts add up to all statuses", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...markStatuses), fc.nat(500)), (counts) => {
      const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
      expect(sum(Object.values(countMarks(counts)))).toBe(sum(Object.values(counts)));
    }),
  );
});
