import { describe, expect, test } from "vitest";
import type { MarkChange } from "../../src/contract/live/frames.ts";
import { foldToday } from "../../web/app/today/fold-today.ts";
import { cardOf, frame, todayOf } from "./builders.ts";

const change = (seq: number, more: Partial<MarkChange> = {}): MarkChange => ({
  seq,
  session: "orbits",
  day: "2026-11-09",
  student: "S1",
  status: "present",
  minutesLate: null,
  firstSeen: "2026-11-09T08:55:00.000Z",
  lastSeen: "2026-11-09T08:55:00.000Z",
  revision: 1,
  was: null,
  ...more,
});

describe("folding the day", () => {
  const day = todayOf(100, [cardOf("orbits", { unstored: 3 })]);

  test("an arrival moves counts, curve, quarter hour and rate at once", () => {
    const after = foldToday(day, frame({ marks: [change(101)] }));
    const [card] = after?.sessions ?? [];
    expect(card).toMatchObject({ counts: { present: 1 }, unstored: 2 });
    expect(card?.arrivals.reduce((sum, n) => sum + n, 0)).toBe(1);
    expect(after?.arrivals).toEqual([{ slot: 35, seats: 1 }]);
    expect(after?.rate).toMatchObject({ earned: 1, possible: 1, percent: 100, band: "good" });
  });

  test("on a standing day whose reader was blind whoever arrives counts from then on, and nobody before", () => {
    const worth = { present: { earned: 1, possible: 1 }, expected: { earned: 0, possible: 1 } };
    const stands = cardOf("7A", { kind: "standing", start: "2026-11-09T00:00:00.000Z", unstored: 3, worth });
    const blind = { ...stands, stand: { ...stands.stand, expected: 3, cannotBeKnown: 3 } };
    const none = { earned: 0, possible: 0, percent: null, band: null };
    const all = { earned: 0, possible: 3, percent: 0, band: "poor" as const };
    const rateAfter = (card: typeof stands, rate: typeof none | typeof all) => {
      const of = todayOf(100, [card]);
      return foldToday(
        { ...of, rate: { ...of.rate, ...rate } },
        frame({ marks: [change(101, { session: card.id })] }),
      )?.rate;
    };
    expect(rateAfter(blind, none)).toMatchObject({ earned: 1, possible: 1, percent: 100 });
    expect(rateAfter(stands, all)).toMatchObject({ earned: 1, possible: 3, percent: 33.3 });
  });

  test("whoever is seen first ends that nobody was seen yet", () => {
    const quiet = { ...day, anybodySeen: false };
    expect(foldToday(quiet, frame({ seq: 101 }))?.anybodySeen).toBe(false);
    // It may be the word of a person, which counts as well; only reading tells.
    expect(foldToday(quiet, frame({ marks: [change(101, { status: "absent" })] }))).toBeNull();
    expect(foldToday(quiet, frame({ marks: [change(101)] }))?.anybodySeen).toBe(true);
  });

  test("being seen again changes no count; a correction takes back what it replaces", () => {
    const seen = foldToday(day, frame({ marks: [change(101)] }));
    const was = { status: "present" as const, firstSeen: "2026-11-09T08:55:00.000Z" };
    const again = foldToday(
      seen ?? day,
      frame({ marks: [change(102, { was, lastSeen: "2026-11-09T09:30:00.000Z" })] }),
    );
    expect(again?.sessions).toEqual(seen?.sessions);
    const corrected = foldToday(
      again ?? day,
      frame({
        marks: [
          change(103, { status: "absent", firstSeen: null, lastSeen: "2026-11-09T09:30:00.000Z", was }),
        ],
      }),
    );
    expect(corrected?.sessions[0]).toMatchObject({ counts: { present: 0, absent: 1 }, unstored: 2 });
    expect(corrected?.arrivals).toEqual([]);
    expect(corrected?.rate).toMatchObject({ earned: 0, possible: 1, percent: 0, band: "poor" });
  });

  test("what is in already changes nothing, and a session that nobody knew asks for a reading", () => {
    expect(foldToday(day, frame({ seq: 101, marks: [change(99)] }))?.sessions).toEqual(day.sessions);
    expect(foldToday(day, frame({ sessions: [{ session: "new", seq: 101 }] }))).toBeNull();
    expect(foldToday(day, frame({ marks: [change(101, { session: "new" })] }))).toBeNull();
    const backlog = change(101, { session: "old", day: "2026-10-09" });
    expect(foldToday(day, frame({ marks: [backlog] }))?.sessions).toEqual(day.sessions);
  });

  test("the first attempt of somebody counts, another does not", () => {
    const attempt = {
      session: "orbits",
      student: "S2",
      scan: "scan",
      at: "2026-11-09T08:56:00.000Z",
      decision: "denied" as const,
      reason: "face not in database",
    };
    const after = foldToday(
      day,
      frame({
        seq: 102,
        attempts: [
          { ...attempt, seq: 101, first: true },
          { ...attempt, seq: 102, first: false },
        ],
      }),
    );
    expect(after?.sessions[0]?.attempts).toBe(1);
  });
});
