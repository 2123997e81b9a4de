import fc from "fast-check";
import pg from "pg";
import { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { addingScans, insertScans } from "../../../src/adapters/postgres/add-scans.ts";
import type { NewScan } from "../../../src/app/ingest/ingest-transaction.ts";
import { native, openSchool, type TestSchool } from "../../app/rebuild/school.ts";
import { urlOf } from "../../parts/postgres.ts";

let school: TestSchool;
beforeEach(async () => {
  school = await openSchool();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await school.close();
});

const at = Temporal.Instant.from("2026-11-09T09:00:00Z");

/** Every text that the store can hold. */
const text = fc
  .string({ unit: "binary", maxLength: 40 })
  .map((one) => one.replaceAll("\0", "").toWellFormed());
const uuid = fc.uuid();
const instant = fc
  .integer({ min: Date.UTC(1970, 0), max: Date.UTC(2200, 0) })
  .map((ms) => Temporal.Instant.fromEpochMilliseconds(ms));
const maybe = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(of, { nil: null });

const newScan: fc.Arbitrary<NewScan> = fc
  .record({
    ids: fc.record({ id: uuid, seq: fc.maxSafeNat(), personId: maybe(uuid), roomId: maybe(uuid) }),
    told: fc.record({
      topic: text,
      raw: fc.uint8Array({ maxLength: 300 }),
      receivedAt: instant,
      occurredAt: instant,
    }),
    hash: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    words: fc.record({ sender: text, externalId: maybe(text), deviceText: text, location: maybe(text) }),
    rest: fc.record({
      decision: fc.constantFrom("granted", "late", "denied", "unknown" as const),
      direction: fc.constantFrom("in", "out", null),
      identified: fc.boolean(),
      clockSuspect: fc.boolean(),
      live: fc.boolean(),
      confidence: maybe(fc.float({ min: 0, max: 1, noNaN: true })),
      boot: maybe(fc.record({ id: text, seq: fc.maxSafeNat() })),
    }),
  })
  .map(({ ids, told, hash, words, rest }) => ({
    ...ids,
    ...told,
    named: null,
    qos: 1,
    contentHash: Buffer.from(hash).toString("hex"),
    decision: rest.decision,
    identified: rest.identified,
    direction: rest.direction,
    correction: null,
    read: {
      source: "native",
      sender: words.sender,
      externalId: words.externalId,
      content: "",
      subject: { scheme: "student_id", value: words.sender },
      location: words.location,
      decision: rest.decision,
      identified: rest.identified,
      reason: null,
      method: null,
      confidence: rest.confidence,
      confidenceGuess: null,
      liveness: null,
      model: null,
      direction: rest.direction,
      live: rest.live,
      time: {
        occurredAt: told.occurredAt,
        basis: "device",
        clockSuspect: rest.clockSuspect,
        deviceText: words.deviceText,
      },
      boot: rest.boot,
    },
  }));

test("what is copied is what is inserted, whatever a scan says", async () => {
  const client = new pg.Client(urlOf(school.database));
  await client.connect();
  // One that is emptied at once stands before the school's own.
  await client.query("create temporary table scan (like public.scan including all)");
  const rows = async (): Promise<string> => {
    const found = await client.query<{ all: string }>(
      "select coalesce(jsonb_agg(to_jsonb(s) order by s.seq, s.id), '[]')::text as all from scan s",
    );
    await client.query("delete from scan");
    return found.rows[0]?.all ?? "";
  };
  try {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(newScan, {
          minLength: 1,
          maxLength: 20,
          comparator: (a, b) => a.id === b.id || a.seq === b.seq || a.read.externalId === b.read.externalId,
        }),
        async (scans) => {
          expect([...(await addingScans().add(client, scans))]).toEqual(scans.map(({ id }) => id));
          const copied = await rows();
          expect((await insertScans(client, scans)).size).toBe(scans.length);
          expect(copied).toBe(await rows());
        },
      ),
      { numRuns: 30 },
    );
  } finally {
    await client.end();
  }
});

test("a scan that is stored already is told from the new ones beside it, once and in every batch", async () => {
  const asked = watchStatements();
  const scan = (id: string, minute: number) =>
    native({ student: "S1", room: "R1", at: at.add({ minutes: minute }), decision: "granted", id });
  const [a, b, c, d, e] = [uuidv7(), uuidv7(), uuidv7(), uuidv7(), uuidv7()];
  const ways = async (...batch: ReturnType<typeof scan>[]): Promise<[string[], string[]]> => {
    asked.length = 0;
    const outcomes = await school.record(batch);
    return [outcomes.map(({ kind }) => kind), asked.map((one) => one.trim().split(/\s/u)[0] ?? "")];
  };
  expect(await ways(scan(a, 1))).toEqual([["stored"], ["copy"]]);
  // The copy fails with its transaction, and nothing of it is left.
  expect(await ways(scan(b, 2), scan(a, 1))).toEqual([
    ["stored", "repeat"],
    ["copy", "insert"],
  ]);
  // Whoever sends again sends more.
  expect(await ways(scan(b, 2))).toEqual([["repeat"], ["insert"]]);
  expect(await ways(scan(c, 3))).toEqual([["stored"], ["insert"]]);
  expect(await ways(scan(d, 4))).toEqual([["stored"], ["copy"]]);
  expect(await ways(scan(e, 5), scan(e, 5))).toEqual([["stored", "repeat"], ["insert"]]);
  expect(await ways(scan(e, 6))).toEqual([["refused"], ["insert"]]);
  expect((await school.check()).differences).toEqual([]);
});

/** The statements that add scans, as they are asked from here on. */
function watchStatements(): string[] {
  const asked: string[] = [];
  const query = pg.Client.prototype.query;
  vi.spyOn(pg.Client.prototype, "query").mockImplementation(function (this: pg.Client, ...given: unknown[]) {
    const [first] = given;
    const said =
      typeof first === "object" && first !== null && "text" in first ? String(first.text) : String(first);
    if (/^(copy|insert into) scan /.test(said)) asked.push(said);
    return Reflect.apply(query, this, given);
  });
  return asked;
}
