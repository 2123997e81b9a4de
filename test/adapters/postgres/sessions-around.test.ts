import { Temporal } from "temporal-polyfill";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createPool } from "../../../src/adapters/postgres/connect-postgres.ts";
import { factTransaction } from "../../../src/adapters/postgres/fact-transaction.ts";
import { csv, type ImportSchool, openImportSchool } from "./import-school.ts";

let school: ImportSchool;
beforeEach(async () => {
  school = await openImportSchool();
});
afterEach(() => school.close());

test("whose sessions lie around a time is found without reading what others have in those days", async () => {
  const rows = (count: number, rowOf: (at: number) => string): string =>
    Array.from({ length: count }, (_, at) => `${rowOf(at)}\n`).join("");
  const hour = (at: number): string => String(8 + (at % 10)).padStart(2, "0");
  await school.take("csv", [
    csv("students.csv", "student_id,given_name,family_name\nS1,Ada,Byron\n"),
    csv("enrolments.csv", "student_id,class,from\nS1,K-0,2026-09-01\n"),
    csv(
      "timetable.csv",
      `class,start,end,rooms\n${rows(190, (at) => {
        const day = `2026-11-${10 + Math.floor(at / 38)}`;
        return `K-${at % 38},${day} ${hour(at)}:00,${day} ${hour(at)}:50,R${at % 38}`;
      })}`,
    ),
  ]);
  const pool = createPool(school.database.address, { max: 1, name: "test around", lookups: true });
  const client = await pool.connect();
  try {
    await client.query("analyze");
    const { rows: people } = await client.query<{ person_id: string }>("select person_id from enrolment");
    const student = people[0]?.person_id ?? "";
    await client.query("begin");
    const read = async (): Promise<number> => {
      const { rows: counted } = await client.query<{ n: number }>(
        `select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) as n from pg_stat_xact_user_tables
         where relname = 'session'`,
      );
      return counted[0]?.n ?? 0;
    };
    const before = await read();
    const around = await factTransaction(client).sessionsAround(
      [10, 11, 12, 13, 14].map((day) => ({
        student,
        from: Temporal.Instant.from(`2026-11-${day}T07:00:00Z`),
        to: Temporal.Instant.from(`2026-11-${day}T19:00:00Z`),
      })),
    );
    expect(around).toHaveLength(5);
    expect((await read()) - before).toBe(5);
    await client.query("commit");
  } finally {
    client.release();
    await pool.end();
  }
});
