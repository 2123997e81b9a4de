import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import { placeReader, type ReaderMove, type ScanOfReader } from "../../../src/app/health/place-reader.ts";

const at = (minute: number) => Temporal.Instant.from("2026-01-12T08:00:00Z").add({ minutes: minute });
const shown = (moves: readonly ReaderMove[]) =>
  moves.map(({ room, from }) => `${room} ${from.toString().slice(11, 16)}`);

/** The moves that follow from scans alone: each room from its first scan in a row. */
function movesOf(scans: readonly ScanOfReader[]): string[] {
  const inOrder = [...scans].sort(
    (a, b) => a.at.epochMilliseconds - b.at.epochMilliseconds || (a.room < b.room ? -1 : 1),
  );
  const last = inOrder.filter(
    (scan, index) => inOrder[index + 1]?.at.epochMilliseconds !== scan.at.epochMilliseconds,
  );
  return shown(
    last
      .filter((scan, index) => last[index - 1]?.room !== scan.room)
      .map(({ room, at: from }) => ({ room, from })),
  );
}

const isBefore = (a: Temporal.Instant, b: Temporal.Instant) => a.epochMilliseconds < b.epochMilliseconds;

/** Takes scans in batches, as a store does: a batch is stored first, and then all that it can find is. */
async function taken(batches: readonly (readonly ScanOfReader[])[]): Promise<string[]> {
  const stored: ScanOfReader[] = [];
  let moves: readonly ReaderMove[] = [];
  for (const batch of batches) {
    stored.push(...batch);
    const standing = stored.filter(
      ({ room, at: then }) => !stored.some((same) => same.at.equals(then) && same.room > room),
    );
    moves = await placeReader(moves, batch, {
      roomAt: async (then) => standing.find((scan) => scan.at.equals(then))?.room ?? "",
      otherAfter: async ({ room, at: then }, before) =>
        standing
          .filter((scan) => scan.room !== room && isBefore(then, scan.at))
          .filter((scan) => before === null || isBefore(scan.at, before))
          .sort((a, b) => a.at.epochMilliseconds - b.at.epochMilliseconds)[0] ?? null,
    });
  }
  return shown(moves);
}

test("a room relies on a reader from its first scan there until its first scan elsewhere", async () => {
  const scans = [
    { room: "R1", at: at(1) },
    { room: "R1", at: at(5) },
    { room: "R2", at: at(9) },
  ];
  expect(await taken([scans])).toEqual(["R1 08:01", "R2 08:09"]);
});

test("a scan elsewhere that comes late puts the reader there until the next scan in its room", async () => {
  const scans = [0, 10, 20].map((minute) => ({ room: "R1", at: at(minute) }));
  expect(await taken([scans, [{ room: "R2", at: at(12) }]])).toEqual(["R1 08:00", "R2 08:12", "R1 08:20"]);
});

test("the order and the batches in which scans come leave no trace", async () => {
  const scans = fc.array(
    fc.record({ room: fc.constantFrom("R1", "R2", "R3"), minute: fc.integer({ min: 0, max: 12 }) }),
    { minLength: 1, maxLength: 12 },
  );
  await fc.assert(
    fc.asyncProperty(scans, fc.infiniteStream(fc.nat()), async (drawn, choices) => {
      const placed = drawn.map(({ room, minute }) => ({ room, at: at(minute) }));
      const batches: ScanOfReader[][] = [[]];
      for (const scan of placed) {
        if ((choices.next().value ?? 0) % 2 === 0) batches.push([]);
        batches.at(-1)?.push(scan);
      }
      expect(await taken(batches)).toEqual(movesOf(placed));
    }),
  );
});
