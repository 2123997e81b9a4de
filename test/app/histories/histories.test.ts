import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import { type History, history } from "./history.ts";
import { policyOf, runHistory } from "./run-history.ts";
import { storeInMemory } from "./store-in-memory.ts";
import { storeInPostgres } from "./store-in-postgres.ts";

/** Cases that the histories of a run must have hit, each at least once. */
const cases = [
  "late scan",
  "late backlog",
  "moved room",
  "clash",
  "blind reader",
  "nobody seen",
  "correction",
  "released",
  "undone",
  "conflict",
  "leave",
  "leave withdrawn",
  "leave and seen",
  "merge",
  "unmerge",
  "reissued card",
  "monitor turns between",
  "signed while open",
  "finality",
  "reopening",
  "proposal accepted",
  "proposal declined",
  "wrong room",
  "possible exit",
  "first seen after blindness",
  "rolled back",
];

/** More of them, or the same again, where somebody looks for a fault. */
const runs = Number(process.env.HISTORIES ?? 2_000);
const seed = process.env.HISTORIES_SEED;
const folder = path.join(import.meta.dirname, "regressions");

async function live(told: History) {
  const policy = { policy: policyOf(told), from: Temporal.Instant.from("2026-01-01T00:00:00Z") };
  return runHistory(storeInMemory([policy]), told);
}

describe("whatever happens in a school, in whatever order it becomes known", () => {
  test("what went wrong once goes right now", async () => {
    for (const name of await readdir(folder)) {
      // Written by hand from what the property printed: TypeScript cannot see that, and the run would.
      const told: History = JSON.parse(await readFile(path.join(folder, name), "utf8"));
      await expect(live(told), name).resolves.toBeDefined();
    }
  });

  test("what is stored is, after each deed, what the facts fold to", { timeout: 240_000 }, async () => {
    const counted = new Map(cases.map((label) => [label, 0]));
    await fc.assert(
      fc.asyncProperty(history, async (told) => {
        const { labels } = await live(told);
        for (const label of labels) counted.set(label, (counted.get(label) ?? 0) + 1);
      }),
      { numRuns: runs, ...(seed !== undefined && { seed: Number(seed) }) },
    );
    const neverHit = [...counted].flatMap(([label, n]) => (n === 0 ? [label] : []));
    expect(neverHit, [...counted].map(([label, n]) => `${label} ${n}`).join(", ")).toEqual([]);
  });

  test("PostgreSQL comes to the same as memory does", { timeout: 240_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(history, async (told) => {
        const store = await storeInPostgres(policyOf(told));
        try {
          const { marks } = await runHistory(store, told);
          expect(marks).toEqual((await live(told)).marks);
        } finally {
          await store.close();
        }
      }),
      { numRuns: 12, ...(seed !== undefined && { seed: Number(seed) }) },
    );
  });
});
