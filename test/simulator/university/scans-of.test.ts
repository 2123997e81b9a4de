import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { attendancesOf, scansOf, type UniversityScan } from "../../../simulator/university/scans-of.ts";
import { tallyPlan } from "../../../simulator/university/tally-plan.ts";
import type { University } from "../../../simulator/university/university.ts";
import { nativeScan } from "../../../src/contract/mqtt/native-scan.ts";
import { anyMaking, make, smallMaking, wholeSize } from "./any-university.ts";

const minute = 60_000;
const day = 24 * 60 * minute;
const always = { from: 0, to: Date.parse("2100-01-01T00:00:00Z") };

describe("the scans of any university", () => {
  test("are the same, to the byte, for the same school, and a span has its part of them", () => {
    fc.assert(
      fc.property(anyMaking, fc.integer({ min: -3, max: 3 }), (making, days) => {
        const school = make(making);
        const all = scansOf(school, always);
        expect(JSON.stringify(scansOf(make(making), always))).toBe(JSON.stringify(all));
        const middle = making.anchor + days * day;
        const parts = [
          ...scansOf(school, { from: 0, to: middle }),
          ...scansOf(school, { from: middle, to: always.to }),
        ];
        expect(parts).toEqual(all);
      }),
      { numRuns: 10 },
    );
  });

  test("lie in the window of their session, by the device's own clock too, or are tests", () => {
    fc.assert(
      fc.property(anyMaking, (making) => {
        const school = make(making);
        const sessions = new Map(school.sessions.map((session) => [session.id, session]));
        const astray = scansOf(school, always).filter((scan) => {
          if (scan.label === "test") return scan.session !== null || scan.student !== null;
          const session = sessions.get(scan.session ?? "");
          if (session === undefined) return true;
          const inside = [scan.at, Date.parse(scan.message.occurred_at)].every(
            (at) => at >= session.from - 15 * minute && at <= session.to + 10 * minute,
          );
          return !inside || (scan.label === "wrong_room") === (scan.room === session.room);
        });
        expect(astray).toEqual([]);
      }),
      { numRuns: 10 },
    );
  });

  test("are valid on the wire, each with an id of its own, within 35 days of the anchor", () => {
    fc.assert(
      fc.property(anyMaking, (making) => {
        const scans = scansOf(make(making), always);
        expect(new Set(scans.map(({ message }) => message.event_id)).size).toBe(scans.length);
        for (const { message } of scans)
          expect(nativeScan.omit({ live: true }).parse(message)).toEqual(message);
        const [first] = scans;
        expect(first?.at).toBeGreaterThan(making.anchor - 35 * day + 2 * 60 * minute);
      }),
      { numRuns: 3 },
    );
  });

  test("are numbered from 1 without a gap in each life of a device, and what it loses comes last", () => {
    fc.assert(
      fc.property(anyMaking, (making) => {
        const school = make(making);
        const scans = scansOf(school, always);
        for (const { code, device } of school.rooms) {
          const own = scans.filter(({ room }) => room === code);
          for (const bootId of device.bootIds) {
            const life = own.filter(({ message }) => message.boot_id === bootId);
            expect(life.map(({ message }) => message.seq)).toEqual(life.map((_, index) => index + 1));
            const lastSent = life.findLastIndex(({ lost }) => !lost);
            expect(life.slice(0, lastSent + 1).some(({ lost }) => lost)).toBe(false);
          }
          for (const { from, to } of device.dead) {
            const during = own.filter(({ at }) => at >= from && at < to);
            expect(during.length, "a death loses something").toBeGreaterThan(0);
            expect(during.every(({ lost }) => lost)).toBe(true);
          }
          const dead = (at: number) => device.dead.some(({ from, to }) => at >= from && at < to);
          expect(own.every(({ at, lost }) => lost === dead(at))).toBe(true);
        }
      }),
      { numRuns: 10 },
    );
  });

  test("show nobody in two sessions at once", () => {
    fc.assert(
      fc.property(anyMaking, (making) => {
        const school = make(making);
        const sessions = new Map(school.sessions.map((session) => [session.id, session]));
        const last = new Map<string, UniversityScan>();
        const startOf = ({ session }: UniversityScan) => sessions.get(session ?? "")?.from ?? Number.NaN;
        const torn = scansOf(school, always).filter((scan) => {
          if (scan.student === null) return false;
          const before = last.get(scan.student);
          last.set(scan.student, scan);
          return before !== undefined && before.session !== scan.session && startOf(before) >= startOf(scan);
        });
        expect(torn).toEqual([]);
      }),
      { numRuns: 10 },
    );
  });
});

describe("the whole university", () => {
  const anchor = Date.parse("2026-11-22T13:50:00Z");
  const school: University = make({ seed: 7, anchor, size: wholeSize });
  const scans = scansOf(school, { from: 0, to: anchor });
  const plan = tallyPlan(school, scans, anchor);
  const share = (part: number, whole: number) => part / whole;

  test("has some fifty thousand places in four weeks, and a scan for most", () => {
    expect(plan.expected).toBeGreaterThan(45_000);
    expect(plan.expected).toBeLessThan(70_000);
    expect(share(plan.scans.arrival, plan.expected)).toBeGreaterThan(0.8);
    expect(Object.values(plan.marks).reduce((sum, count) => sum + count, 0)).toBe(plan.expected);
    expect(Object.values(plan.conducts).reduce((sum, count) => sum + count, 0)).toBe(plan.expected);
  });

  test("has students who come as their habits say: a few rarely, most to 85 to 97 % of their sessions", () => {
    const came = new Map<string, { came: number; of: number }>();
    for (const { student, conduct } of attendancesOf(school)) {
      if (conduct === "ill" || conduct === "clash") continue;
      const sum = came.get(student) ?? { came: 0, of: 0 };
      came.set(student, { came: sum.came + (conduct === "absent" ? 0 : 1), of: sum.of + 1 });
    }
    const rates = { steady: [0, 0], wavering: [0, 0], chronic: [0, 0] };
    for (const { id, habits } of school.students) {
      const sum = came.get(id);
      if (sum === undefined) continue;
      rates[habits.kind][0] = (rates[habits.kind][0] ?? 0) + sum.came;
      rates[habits.kind][1] = (rates[habits.kind][1] ?? 0) + sum.of;
    }
    const rate = ([part = 0, whole = 1]: readonly number[]) => part / whole;
    // Nights and weekends cost each of them up to six points.
    expect(rate(rates.steady)).toBeGreaterThan(0.87);
    expect(rate(rates.steady)).toBeLessThan(0.93);
    expect(rate(rates.wavering)).toBeGreaterThan(0.7);
    expect(rate(rates.wavering)).toBeLessThan(0.81);
    expect(rate(rates.chronic)).toBeGreaterThan(0.4);
    expect(rate(rates.chronic)).toBeLessThan(0.55);
    const chronic = school.students.filter(({ habits }) => habits.kind === "chronic").length;
    expect(share(chronic, school.students.length)).toBeGreaterThan(0.03);
    expect(share(chronic, school.students.length)).toBeLessThan(0.07);
  });

  test("has something of everything that goes wrong", () => {
    const { scans: labels } = plan;
    const { left_early: saidToHaveLeft, ...marks } = plan.marks;
    expect(saidToHaveLeft, "no departure counts by the default policy").toBe(0);
    for (const count of [
      ...Object.values(marks),
      ...Object.values(labels),
      ...Object.values(plan.conducts),
      plan.leftEarly,
      plan.moved,
      plan.deaths,
      plan.lost,
      plan.wrongClocks,
      plan.sentTwice,
    ]) {
      expect(count).toBeGreaterThan(0);
    }
    expect(share(marks.late, plan.expected)).toBeGreaterThan(0.02);
    expect(share(marks.late, plan.expected)).toBeLessThan(0.15);
    expect(share(marks.absent, plan.expected)).toBeGreaterThan(0.1);
    expect(share(marks.absent, plan.expected)).toBeLessThan(0.2);
    expect(share(marks.review, plan.expected)).toBeLessThan(0.05);
  });

  test("sends somebody in the next quarter of an hour", () => {
    const next = scansOf(school, { from: anchor, to: anchor + 15 * minute });
    expect(next.length).toBeGreaterThan(50);
  });
});

test("a small school is at work on a Sunday night as well", () => {
  const school = make(smallMaking);
  const now = school.sessions.filter(({ from, to }) => from <= smallMaking.anchor && to > smallMaking.anchor);
  expect(now.length).toBeGreaterThan(0);
  const next = scansOf(school, { from: smallMaking.anchor, to: smallMaking.anchor + 60 * minute });
  expect(next.some(({ student }) => student !== null)).toBe(true);
});
