import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import { type ReaderMove, retellMoves } from "../../../src/app/health/retell-moves.ts";

const at = (minute: number) => Temporal.Instant.from("2026-01-12T08:00:00Z").add({ minutes: minute });
const shown = (moves: readonly ReaderMove[]) =>
  moves.map(({ room, from }) => `${room} ${from.toString().slice(11, 16)}`);

interface Placed {
  readonly room: string;
  readonly at: Temporal.Instant;
}

/** The moves that follow from scans alone: each room from its first scan in a row. */
const movesOf = (scans: readonly Placed[]): string[] => shown(stepsOf(scans));

function stepsOf(scans: readonly Placed[]): ReaderMove[] {
  const inOrder = [...scans].sort(
    (a, b) => a.at.epochMilliseconds - b.at.epochMilliseconds || (a.room < b.room ? -1 : 1),
  );
  const last = inOrder.filter(
    (scan, index) => inOrder[index + 1]?.at.epochMilliseconds !== scan.at.epochMilliseconds,
  );
  return last
    .filter((scan, index) => last[index - 1]?.room !== scan.room)
    .map(({ room, at: from }) => ({ room, from }));
}

/** Takes scans in batches, as a store does: a batch is stored first, and then all that it can find is. */
function taken(batches: readonly (readonly Placed[])[]): string[] {
  const stored: Placed[] = [];
  let moves: readonly ReaderMove[] = [];
  for (const batch of batches) {
    stored.push(...batch);
    const times = batch.map((scan) => scan.at).sort((a, b) => Temporal.Instant.compare(a, b));
    const [from, last] = [times[0], times.at(-1)];
    if (from === undefined || last === undefined) continue;
    const by = moves.filter((move) => Temporal.Instant.compare(move.from, from) < 0).at(-1);
    const known = moves.filter(
      (move) => by === undefined || Temporal.Instant.compare(move.from, by.from) >= 0,
    );
    const earlier = moves.filter((move) => !known.includes(move));
    const to = known.find((move) => Temporal.Instant.compare(move.from, last) > 0)?.from ?? null;
    const steps = stepsOf(
      stored.filter(
        ({ at: then }) =>
          Temporal.Instant.compare(then, from) >= 0 &&
          (to === null || Temporal.Instant.compare(then, to) < 0),
      ),
    );
    moves = [...earlier, ...retellMoves(known, { from, to }, steps)];
  }
  return shown(moves);
}

test("a room relies on a reader from its first scan there until its first scan elsewhere", () => {
  const scans = [
    { room: "R1", at: at(1) },
    { room: "R1", at: at(5) },
    { room: "R2", at: at(9) },
  ];
  expect(taken([scans])).toEqual(["R1 08:01", "R2 08:09"]);
});

test("a scan elsewhere that comes late puts the reader there until the next scan in its room", () => {
  const scans = [0, 10, 20].map((minute) => ({ room: "R1", at: at(minute) }));
  expect(taken([scans, [{ room: "R2", at: at(12) }]])).toEqual(["R1 08:00", "R2 08:12", "R1 08:20"]);
});

test("the order and the batches in which scans come leave no trace", () => {
  const scans = fc.array(
    fc.record({ room: fc.constantFrom("R1", "R2", "R3"), minute: fc.integer({ min: 0, max: 12 }) }),
    { minLength: 1, maxLength: 12 },
  );
  fc.assert(
    fc.property(scans, fc.infiniteStream(fc.nat()), (drawn, choices) => {
      const placed = drawn.map(({ room, minute }) => ({ room, at: at(minute) }));
      const batches: Placed[][] = [[]];
      for (const scan of placed) {
        if ((choices.next().value ?? 0) % 2 === 0) batches.push([]);
        batches.at(-1)?.push(scan);
      }
      expect(taken(batches)).toEqual(movesOf(placed));
    }),
  );
});
