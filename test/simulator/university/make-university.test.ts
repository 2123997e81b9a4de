import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeUniversity } from "../../../simulator/university/make-university.ts";
import type { Span, University, UniversitySession } from "../../../simulator/university/university.ts";
import { anyMaking, londonAutumn, make, smallMaking, wholeSize } from "./any-university.ts";

const day = 24 * 60 * 60 * 1000;

/** Pairs of things that go on at the same moment. */
function overlapping<Item extends Span>(items: readonly Item[]): [Item, Item][] {
  const sorted = items.toSorted((a, b) => a.from - b.from);
  const found: [Item, Item][] = [];
  for (const [index, item] of sorted.entries()) {
    for (const other of sorted.slice(index + 1)) {
      if (other.from >= item.to) break;
      found.push([item, other]);
    }
  }
  return found;
}

function groups<Item>(items: readonly Item[], key: (item: Item) => string): Item[][] {
  const found = new Map<string, Item[]>();
  for (const item of items) found.set(key(item), [...(found.get(key(item)) ?? []), item]);
  return [...found.values()];
}

function sessionsOfStudents(school: University, clashes: boolean): UniversitySession[][] {
  const byClass = new Map(groups(school.sessions, (each) => each.class).map((all) => [all[0]?.class, all]));
  const enrolments = school.enrolments.filter(({ clash }) => clashes || !clash);
  return groups(enrolments, ({ student }) => student).map((own) =>
    own.flatMap((enrolment) => byClass.get(enrolment.class) ?? []),
  );
}

describe("any university", () => {
  test("is the same, to the byte, for the same seed, anchor and size, and another for another seed", () => {
    fc.assert(
      fc.property(anyMaking, (making) => {
        const bytes = JSON.stringify(make(making));
        expect(JSON.stringify(make(making))).toBe(bytes);
        expect(JSON.stringify(make({ ...making, seed: making.seed + 1 }))).not.toBe(bytes);
      }),
      { numRuns: 10 },
    );
  });

  test("has exactly the size asked for", () => {
    fc.assert(
      fc.property(anyMaking, (making) => {
        const school = make(making);
        const { students, classes, rooms } = making.size;
        expect(new Set(school.students.map(({ id }) => id)).size).toBe(students);
        expect(school.students).toHaveLength(students);
        expect(new Set(school.classes.map(({ code }) => code)).size).toBe(classes);
        expect(school.classes).toHaveLength(classes);
        expect(new Set(school.rooms.map(({ code }) => code)).size).toBe(rooms);
        expect(school.rooms).toHaveLength(rooms);
        const named = new Set(school.staff.map(({ username }) => username));
        for (const { staff } of school.classes) for (const each of staff) expect(named).toContain(each);
      }),
      { numRuns: 25 },
    );
  });

  test("keeps its promise: at every moment of it a session is on, over the past and two weeks ahead", () => {
    fc.assert(
      fc.property(anyMaking, (making) => {
        const { promised, sessions } = make(making);
        let covered = promised.from;
        for (const { from, to } of sessions) {
          expect(from, "nothing is on before this").toBeLessThanOrEqual(covered);
          covered = Math.max(covered, to);
        }
        expect(covered).toBe(promised.to);
        const begins = making.anchor - making.size.days * day;
        expect(promised.from).toBeGreaterThanOrEqual(begins);
        // The longest meetings last four hours, five when the clocks are set back.
        expect(promised.from).toBeLessThanOrEqual(begins + day / 4);
        expect(promised.to).toBeGreaterThan(making.anchor + 14 * day);
      }),
      { numRuns: 25 },
    );
  });

  test("puts no class, no room and no member of staff in two places, and no student save for planted clashes", () => {
    fc.assert(
      fc.property(anyMaking, (making) => {
        const school = make(making);
        for (const key of ["class", "room"] as const) {
          for (const own of groups(school.sessions, (each) => each[key])) {
            expect(overlapping(own)).toEqual([]);
          }
        }
        const taught = school.sessions.flatMap((each) => each.staff.map((staff) => ({ ...each, staff })));
        for (const own of groups(taught, ({ staff }) => staff)) expect(overlapping(own)).toEqual([]);
        for (const own of sessionsOfStudents(school, false)) expect(overlapping(own)).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  test("moves a meeting only to a room that is another than the usual one", () => {
    fc.assert(
      fc.property(anyMaking, (making) => {
        for (const { room, movedFrom } of make(making).sessions) expect(room).not.toBe(movedFrom);
      }),
      { numRuns: 10 },
    );
  });

  test("lets devices die around the anchor, but not at it, and back to life before they die again", () => {
    fc.assert(
      fc.property(anyMaking, (making) => {
        for (const { device } of make(making).rooms) {
          expect(overlapping(device.dead)).toEqual([]);
          for (const { from, to } of device.dead) {
            expect(from).toBeLessThan(to);
            expect(from > making.anchor || to < making.anchor).toBe(true);
          }
        }
      }),
      { numRuns: 25 },
    );
  });
});

test("planted clashes are clashes", () => {
  const school = make(smallMaking);
  const clashes = school.enrolments.filter(({ clash }) => clash);
  expect(clashes).toHaveLength(1);
  expect(sessionsOfStudents(school, true).flatMap(overlapping)).not.toEqual([]);
});

test("a meeting keeps its wall time when the clocks change", () => {
  const school = makeUniversity(3, londonAutumn, { ...smallMaking.size, days: 14 });
  const walls = groups(school.sessions, (each) => `${each.class} ${each.weekday} ${each.minute}`);
  // The anchor is in the week in which the clocks change: two weeks before and two after it make four or five each.
  const often = walls.filter((all) => all.length >= 4).flat();
  expect(often.length / school.sessions.length).toBeGreaterThan(0.9);
});

test("the whole university is a dozen courses in forty rooms that are all used, and busy at the anchor", () => {
  const anchor = Date.parse("2026-11-22T02:40:00Z");
  const school = makeUniversity(1, anchor, wholeSize);
  expect(school.courses).toHaveLength(12);
  expect(new Set(school.sessions.map(({ room }) => room)).size).toBe(40);
  expect(school.staff).toHaveLength(36);
  const near = school.sessions.filter(({ from }) => Math.abs(from - anchor) <= 45 * 60_000);
  expect(near.length).toBeGreaterThanOrEqual(5);
  const perWeek = school.sessions.filter(({ from }) => from >= anchor && from < anchor + 7 * day).length;
  expect(perWeek).toBeGreaterThan(150);
  expect(perWeek).toBeLessThan(210);
});

test.each([
  ["students", 0],
  ["classes", 0],
  ["rooms", 1],
  ["days", 35],
  ["days", 1.5],
] as const)("%s of %d is refused", (field, value) => {
  expect(() => makeUniversity(1, 0, { ...smallMaking.size, [field]: value })).toThrow(
    new RegExp(`^${field} is ${value}; it must be a whole number from`),
  );
});
