import { describe, expect, test } from "vitest";
import { nobodyExpected, standOf } from "../../../src/domain/attendance/stand-of-session.ts";
import { unstoredStatus } from "../../../src/domain/attendance/unstored-status.ts";
import type { SessionWindow } from "../../../src/domain/timetable/session-window.ts";

const minute = 60_000;
/** A session of an hour from 60 on; present until 65, late until 80, closed at 130; in minutes. */
const window: SessionWindow = {
  standing: false,
  opens: 45 * minute,
  start: 60 * minute,
  onTimeUntil: 65 * minute,
  lateUntil: 80 * minute,
  end: 120 * minute,
  closes: 130 * minute,
};
const day: SessionWindow = {
  standing: true,
  opens: 0,
  start: 0,
  onTimeUntil: 1440 * minute,
  lateUntil: 1440 * minute,
  end: 1440 * minute,
  closes: 1440 * minute,
};
const policy = { maxBlindPct: 10 };
const seats = { counts: { present: 3, late: 1, absent_authorised: 1 }, unstored: 5 };

describe("how a session's seats stand", () => {
  test.each([
    ["before anybody need be there", 60, [], { here: 4, late: 1, toCome: 5, missing: 0, cannotBeKnown: 0 }],
    ["after the time to be on time", 70, [], { toCome: 0, missing: 5, cannotBeKnown: 0 }],
    ["while its reader is silent", 70, [{ from: 50, to: Infinity }], { missing: 0, cannotBeKnown: 5 }],
    [
      "before the start, its reader silent",
      55,
      [{ from: 50, to: Infinity }],
      { toCome: 0, cannotBeKnown: 5 },
    ],
    [
      "after a silence while people came on time",
      90,
      [{ from: 50, to: 58 }],
      { missing: 0, cannotBeKnown: 5 },
    ],
    ["after a short silence later", 90, [{ from: 70, to: 71 }], { missing: 5, cannotBeKnown: 0 }],
    ["after a silence when nobody could be late any more", 100, [{ from: 85, to: 95 }], { missing: 5 }],
  ] as const)("%s", (_case, now, blind, expected) => {
    const spells = blind.map(({ from, to }) => ({ from: from * minute, to: to * minute }));
    const stand = standOf(seats, { state: "open", window, blind: spells, unknown: [] }, policy, now * minute);
    expect(stand).toMatchObject({ expected: 10, away: 1, ...expected });
    const { expected: all, late: _late, ...parts } = stand;
    expect(Object.values(parts).reduce((sum, n) => sum + n, 0)).toBe(all);
  });

  test.each([
    ["of the time before its reader was first heard nothing is known", 70, [{ from: 45, to: 62 }], 5],
    ["nor before anybody need be there", 63, [{ from: 45, to: 62 }], 5],
    ["a room with no reader any more", 75, [{ from: 72, to: 80 }], 5],
    ["little unknown time, when nobody could be on time any more", 79, [{ from: 72, to: 73 }], 0],
  ] as const)("%s", (_case, now, times, cannotBeKnown) => {
    const unknown = times.map(({ from, to }) => ({ from: from * minute, to: to * minute }));
    const session = { state: "open", window, blind: [], unknown } as const;
    expect(standOf(seats, session, policy, now * minute)).toMatchObject({ cannotBeKnown });
  });

  test("lists call nobody expected or missing either while no reader could see who comes", () => {
    const said = (now: number, unknowable: boolean) =>
      unstoredStatus("open", window, now * minute, unknowable);
    expect([45, 60, 65, 66, 129].map((now) => said(now, true))).toEqual(Array(5).fill("cannot_be_known"));
    expect([45, 65, 66, 129].map((now) => said(now, false))).toEqual([
      ...Array(2).fill("expected"),
      ...Array(2).fill("not_seen"),
    ]);
    expect(unstoredStatus("closed", window, 130 * minute, true)).toBe("expected");
    expect(unstoredStatus("cancelled", window, 70 * minute, true)).toBe("not_possible");
  });

  test("nobody is expected in a cancelled session", () => {
    const stand = standOf(seats, { state: "cancelled", window, blind: [], unknown: [] }, policy, 90 * minute);
    expect(stand).toEqual(nobodyExpected);
  });

  test("in a standing session who was not seen is missing from the first minute on, and unknown from the first moment on at which its reader was blind", () => {
    const of = { state: "open" as const, window: day, unknown: [] };
    const at = (now: number, blind: readonly { from: number; to: number }[]) =>
      standOf({ counts: { present: 1 }, unstored: 2 }, { ...of, blind }, policy, now * minute);
    expect(at(1, [])).toMatchObject({ here: 1, missing: 2 });
    const spell = [{ from: 10 * minute, to: 20 * minute }];
    expect(at(15, spell)).toMatchObject({ missing: 0, cannotBeKnown: 2 });
    expect(at(25, spell)).toMatchObject({ missing: 0, cannotBeKnown: 2 });
    expect(at(5, spell)).toMatchObject({ missing: 2, cannotBeKnown: 0 });
  });
});
