import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { afterAll, beforeAll, expect, test } from "vitest";
import { byteaArray, plainArray } from "../../../src/adapters/postgres/array-text.ts";
import { encodeEntry } from "../../../src/adapters/postgres/mark-entry.ts";
import { toInstant } from "../../../src/adapters/postgres/to-instant.ts";
import type { RegisterMark } from "../../../src/domain/attendance/register-mark.ts";
import { type FreshDatabase, freshDatabase, queryRows } from "../../parts/postgres.ts";

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase({ tables: false });
});
afterAll(() => database.drop());

test("arrays that are written without quoting are read as what they hold", async () => {
  const bytes = [new Uint8Array([0, 34, 44, 92, 255]), new Uint8Array(), "00ff7b7d"];
  const [row] = await queryRows<{ n: unknown; none: unknown; b: unknown; t: unknown; bytes: unknown }>(
    database,
    `select to_jsonb($1::bigint[]) as n, to_jsonb($2::uuid[]) as none, to_jsonb($3::boolean[]) as b,
       to_jsonb($4::text[]) as t, (select jsonb_agg(encode(one, 'hex')) from unnest($5::bytea[]) one) as bytes`,
    [
      plainArray([1, null, -9_007_199_254_740_991]),
      plainArray([]),
      plainArray([true, null, false]),
      plainArray(["present", null]),
      byteaArray(bytes),
    ],
  );
  expect(row).toEqual({
    n: [1, null, -9_007_199_254_740_991],
    none: [],
    b: [true, null, false],
    t: ["present", null],
    bytes: ["00222c5cff", "", "00ff7b7d"],
  });
});

const milliseconds = fc.oneof(
  fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }),
  fc.integer({ min: 1_500_000_000, max: 2_000_000_000 }).map((seconds) => seconds * 1000),
  fc.integer({ min: 15_000_000_000, max: 20_000_000_000 }).map((tenths) => tenths * 100),
);

test("a mark is written as it would be without a short way for its instants", () => {
  fc.assert(
    fc.property(milliseconds, fc.option(milliseconds), (first, last) => {
      const entry: RegisterMark = {
        source: "automatic",
        mark: { status: "present", firstSeen: Temporal.Instant.fromEpochMilliseconds(first), scan: "s" },
        why: { rule: "seen_on_time", policyVersion: 1, scans: ["s"], otherSession: null, judgedFrom: null },
        flags: [],
        lastSeen: last === null ? null : Temporal.Instant.fromEpochMilliseconds(last),
        presentMs: null,
        leave: null,
      };
      expect(encodeEntry(entry)).toBe(JSON.stringify(entry));
    }),
    { numRuns: 1000 },
  );
});

test("an instant is read as Temporal reads it, however fine and far away", async () => {
  const texts = [
    "2026-11-23 09:03:07+00",
    "2026-11-23 09:03:07.1+00",
    "2026-11-23 09:03:07.123+00",
    "2026-11-23 09:03:07.123456+00",
    "0001-01-01 00:00:00+00",
    "9999-12-31 23:59:59.999+00",
  ];
  for (const text of texts) {
    expect(toInstant(text).toString()).toBe(Temporal.Instant.from(text.replace(" ", "T")).toString());
  }
});
