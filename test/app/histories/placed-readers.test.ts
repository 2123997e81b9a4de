import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import { type Deed, type History, history } from "./history.ts";
import { type Hung, policyOf, runHistory } from "./run-history.ts";
import { storeInMemory } from "./store-in-memory.ts";

/** What may happen meanwhile: nothing that makes a register final, for that one asks instead of following. */
const follows: ReadonlySet<Deed["deed"]> = new Set([
  "scan",
  "round",
  "silence",
  "return",
  "cancel",
  "restore",
  "move",
  "classes",
  "enrol",
  "leave",
  "withdraw",
  "stand",
  "merge",
  "reissue",
]);

const withoutFinality = history.map((told): History => {
  const deeds = told.deeds.map(([wait, deed]): History["deeds"][number] => [
    wait,
    follows.has(deed.deed) ? deed : { deed: "round" },
  ]);
  return { ...told, deeds };
});

const hung = fc.record({
  reader: fc.constantFrom("R1" as const, "R2" as const),
  room: fc.constantFrom("R1" as const, "R2" as const, "R3" as const),
  at: fc.integer({ min: -60, max: 240 }),
});

/** Where it makes a difference: the reader of R2 hung in R1 when it saw S1 there, and lost and found its broker before. */
const seenElsewhere: [History, Omit<Hung, "toldBy">] = [
  {
    day: "2026-11-09",
    school: "timetabled",
    policy: { wrongRoom: "flag", minimumStay: null, trustDeviceLate: false },
    deeds: (["R1", "R2"] as const).flatMap((room): History["deeds"] => [
      [45, { deed: "silence", room, how: "noticed" }],
      [4, { deed: "return", room }],
      [2, { deed: "scan", scans: [{ who: "S1", room, ago: 0, direction: "in", decision: "granted" }] }],
      [60, { deed: "round" }],
    ]),
  },
  { reader: "R2", room: "R1", at: 0 },
];
const runs = { numRuns: Number(process.env.HISTORIES ?? 10), examples: [seenElsewhere] };

async function registersOf(told: History, how: Hung): Promise<readonly string[]> {
  const policy = { policy: policyOf(told), from: Temporal.Instant.from("2026-01-01T00:00:00Z") };
  const { registers } = await runHistory(storeInMemory([policy], "both"), told, how);
  return registers;
}

describe("a reader hangs in another room since some time, and nobody had said so", () => {
  test("once a person says it, the registers are those of a reader that had said it all the time", {
    timeout: 300_000,
  }, async () => {
    let others = 0;
    await fc.assert(
      fc.asyncProperty(withoutFinality, hung, async (told, where) => {
        const byReader = await registersOf(told, { ...where, toldBy: "reader" });
        expect(await registersOf(told, { ...where, toldBy: "person" })).toEqual(byReader);
        if (
          JSON.stringify(await registersOf(told, { ...where, toldBy: "nobody" })) !== JSON.stringify(byReader)
        )
          others += 1;
      }),
      runs,
    );
    // Else nothing of it was tried.
    expect(others).toBeGreaterThan(0);
  });

  test("taken back, the registers are what they were", { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(withoutFinality, hung, async (told, where) => {
        const { reader, room, at } = where;
        const asItWas: Hung = { ...where, toldBy: "nobody" };
        const round: History["deeds"][number] = [1, { deed: "round" }];
        const place: Deed = { deed: "place", reader, room, ago: Math.max(1, 240 - at) };
        const undone: History = {
          ...told,
          deeds: [...told.deeds, [0, place], round, [0, { deed: "unplace" }], round],
        };
        const never: History = { ...told, deeds: [...told.deeds, round, round] };
        expect(await registersOf(undone, asItWas)).toEqual(await registersOf(never, asItWas));
      }),
      runs,
    );
  });
});
