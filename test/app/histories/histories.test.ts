import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import type { PresentTables } from "../../../src/app/present/present-tables.ts";
import { type History, history } from "./history.ts";
import { policyOf, runHistory } from "./run-history.ts";
import { storeInMemory } from "./store-in-memory.ts";
import { storeInPostgres } from "./store-in-postgres.ts";

/** Cases that the histories of a run must have hit, each at least once. */
const cases = [
  "short lane",
  "timetabled",
  "standing",
  "both",
  "class stands elsewhere",
  "late scan",
  "late backlog",
  "moved room",
  "clash",
  "blind reader",
  "blind reader on a standing day",
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
  "absent by a signer's word",
  "finality",
  "reopening",
  "linked ones reopened and final together",
  "proposal accepted",
  "proposal declined",
  "wrong room",
  "possible exit",
  "first seen after blindness",
  "rolled back",
  "mark misfiled",
  "clock put right",
  "statement taken back",
  "clock put right again",
  "reader placed",
  "placement taken back",
];

/** More of them, or the same again, where somebody looks for a fault. */
const runs = Number(process.env.HISTORIES ?? 2_000);
const runsInPostgres = Number(process.env.HISTORIES_IN_POSTGRES ?? 12);
const seed = process.env.HISTORIES_SEED;
const folder = path.join(import.meta.dirname, "regressions");
const regressions = await readdir(folder);

async function live(told: History, lanes: "both" | "world" = "both") {
  const policy = { policy: policyOf(told), from: Temporal.Instant.from("2026-01-01T00:00:00Z") };
  const store = storeInMemory([policy], lanes);
  const { labels, marks } = await runHistory(store, told);
  return { marks, labels: store.plain() > 0 ? new Set([...labels, "short lane"]) : labels };
}

async function comesToTheSame(told: History, knowing: boolean): Promise<void> {
  const store = await storeInPostgres(policyOf(told), knowing);
  try {
    const { marks } = await runHistory(store, told);
    expect(marks).toEqual((await live(told)).marks);
    const known = await store.known();
    if (known) expect(forgotten(known.kept, known.anew)).toEqual([]);
  } finally {
    await store.close();
  }
}

/** Written by hand from what the property printed: TypeScript cannot see that, and the run would. */
async function regression(name: string): Promise<History> {
  return JSON.parse(await readFile(path.join(folder, name), "utf8"));
}

describe("whatever happens in a school, in whatever order it becomes known", () => {
  test.each(regressions)("what went wrong once goes right now: %s", async (name) => {
    await expect(live(await regression(name))).resolves.toBeDefined();
  });

  test.each(regressions)("what went wrong once goes right in PostgreSQL too: %s", async (name) => {
    for (const knowing of [false, true]) await comesToTheSame(await regression(name), knowing);
  });

  test("what is stored is, after each deed, what the facts fold to", { timeout: 900_000 }, async () => {
    const counted = new Map(cases.map((label) => [label, 0]));
    await fc.assert(
      fc.asyncProperty(history, fc.nat({ max: 7 }), async (told, nth) => {
        const { labels, marks } = await live(told);
        // The world alone comes to the same: asked of some, for it takes as long again.
        if (nth === 0) expect((await live(told, "world")).marks).toEqual(marks);
        for (const label of labels) counted.set(label, (counted.get(label) ?? 0) + 1);
      }),
      { numRuns: runs, ...(seed !== undefined && { seed: Number(seed) }) },
    );
    const neverHit = [...counted].flatMap(([label, n]) => (n === 0 ? [label] : []));
    expect(neverHit, [...counted].map(([label, n]) => `${label} ${n}`).join(", ")).toEqual([]);
  });

  test("PostgreSQL comes to the same as memory does, and a server that knows the present by heart too", {
    timeout: 600_000,
  }, async () => {
    await fc.assert(fc.asyncProperty(history, fc.boolean(), comesToTheSame), {
      numRuns: runsInPostgres,
      ...(seed !== undefined && { seed: Number(seed) }),
    });
  });
});

/** What the present would hold if it were read anew, and does not, or holds otherwise. */
function forgotten(kept: PresentTables, anew: PresentTables): string[] {
  const wrong: string[] = [];
  const compare = (
    name: string,
    ours: ReadonlyMap<string, unknown>,
    theirs: ReadonlyMap<string, unknown>,
  ) => {
    for (const [key, value] of theirs) {
      const [is, should] = [comparable(ours.get(key)), comparable(value)];
      if (is !== should) wrong.push(`${name} ${key} is ${is}, and should be ${should}`);
    }
  };
  const saidOf = ({ said }: PresentTables) =>
    new Map([...said].map(([session, words]) => [session, words.map(({ fact }) => fact)]));
  compare("said", saidOf(kept), saidOf(anew));
  for (const name of [
    "sessions",
    "enrolments",
    "enrolmentFacts",
    "absences",
    "corrections",
    "watches",
    "blindness",
    "decisions",
    "scans",
    "marks",
    "identifiers",
    "roomNames",
    "placements",
    "readers",
    "attempts",
  ] as const) {
    compare(name, kept[name], anew[name]);
  }
  // In the order in which they came to be known, which says nothing and is another when read anew.
  compare("attemptedSessions", inOrder(kept.attemptedSessions), inOrder(anew.attemptedSessions));
  // Where there is more, it must be of sessions that are held.
  for (const id of kept.sessions.keys())
    if (!anew.sessions.has(id)) wrong.push(`session ${id} is held too long`);
  return wrong;
}

function inOrder(sessionsOf: ReadonlyMap<string, readonly string[]>): Map<string, string[]> {
  return new Map([...sessionsOf].map(([student, sessions]) => [student, [...sessions].sort()]));
}

/** Text that is the same for what says the same, whatever the order of fields. */
function comparable(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (inner instanceof Map) return [...inner].sort(([a], [b]) => (a < b ? -1 : 1));
    if (inner !== null && typeof inner === "object" && !Array.isArray(inner)) {
      return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
    }
    return inner;
  });
}
