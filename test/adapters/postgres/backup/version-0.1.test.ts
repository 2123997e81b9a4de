import path from "node:path";
import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import { readBackupFile } from "../../../../src/adapters/files/backup-file.ts";
import { loadStore } from "../../../../src/adapters/postgres/backup/load-store.ts";
import { createPool } from "../../../../src/adapters/postgres/connect-postgres.ts";
import { migrate, readSteps } from "../../../../src/adapters/postgres/migrate.ts";
import { readBackup } from "../../../../src/app/backup/read-backup.ts";
import { checkMarks } from "../../../../src/app/rebuild/check-marks.ts";
import { checkTallies } from "../../../../src/app/rebuild/check-tallies.ts";
import { creditPolicy } from "../../../../src/domain/policy/policy.ts";
import { openStoreOf, timeZone } from "../../../app/rebuild/school.ts";
import { type FreshDatabase, freshDatabase, queryRows } from "../../../parts/postgres.ts";

/**
 * A store of version 0.1 on Monday 9 November 2026: three rooms of the original's school, in which A1 was granted, late and
 * denied, A2 late and granted after, A3 on leave, and S4 enrolled after the scan; a backlog of the Wednesday before; and
 * two lessons of a timetable, one corrected, signed off and final, one with leave and a scan that came late.
 */
const school = path.join(import.meta.dirname, "school-0.1.backup");

/**
 * A week of a pretend university of version 0.1, as of Sunday 29 November 2026: twelve students in 60 sessions, told by
 * readers as a backlog. Marks were corrected and one correction taken back, registers signed and one reopened, a session
 * cancelled and one moved into another room, leave granted and withdrawn; three scans came last, one for a final session.
 */
const university = path.join(import.meta.dirname, "university-0.1.backup");

const load = (database: FreshDatabase, file = school) =>
  loadStore({
    address: database.address,
    parts: readBackup(readBackupFile(file)),
    newInstanceId: null,
    timeZone,
  });

const marksText = `
  select s.kind, s.day, r.code as room, i.value as student, m.status, m.source, m.revision,
    to_char(m.first_seen at time zone 'UTC', 'HH24:MI') as first, to_char(m.last_seen at time zone 'UTC', 'HH24:MI') as last,
    scan.decision
  from mark m
  join session s on s.id = m.session_id
  join session_room sr on sr.session_id = s.id
  join room r on r.id = sr.room_id
  join identifier i on i.person_id = m.person_id and i.scheme = 'student_id'
  left join scan on scan.id = m.scan_id
  where s.kind = $1 order by s.day, s.starts_at, r.code, i.value`;

test("is migrated after its restore, and what is stored then is what the facts say", async () => {
  const database = await freshDatabase({ tables: false });
  const { migrated } = await load(database);
  expect(migrated).toEqual({ from: 8, to: (await readSteps()).length });
  const store = await openStoreOf(database);
  // Its policy had a number on which nothing rested.
  expect((await store.policies.versions()).map(({ policy }) => policy)).toEqual([creditPolicy]);
  const now = Temporal.Instant.fromEpochMilliseconds(Date.now());
  const report = await store.timetable.read((reading) => checkMarks(reading, now));
  expect(report).toMatchObject({ different: 0, differences: [] });
  expect(report.sessions).toBeGreaterThan(4);
  const tallies = await store.rebuild.read((reading) => checkTallies(reading, timeZone));
  expect(tallies).toMatchObject({ different: 0, differences: [] });

  const standing = await queryRows(database, marksText, ["standing"]);
  const told = standing.map(({ day, room, student, status, first, last, decision }) =>
    [day, room, student, status, first, last, decision].join(" "),
  );
  expect(told).toEqual([
    "2026-11-04 BSB214 A1 present 09:30 09:30 granted",
    "2026-11-09 BSB214 A1 present 09:00 09:00 granted",
    // First seen is when the student was first seen; the scan that the status rests on is named apart.
    "2026-11-09 BSB214 A2 present 08:00 09:00 granted",
    "2026-11-09 ECG-01 A1 late 10:00 10:00 late",
    // Leave counts on a standing day as on any other.
    "2026-11-09 ECG-01 A3 absent_authorised   ",
    // Enrolled after the scan.
    "2026-11-09 ECG-01 S4 present 10:30 10:30 granted",
  ]);
  expect((await queryRows(database, marksText, ["timetabled"])).length).toBeGreaterThan(4);
  expect(await queryRows(database, "select time_zone from institution")).toEqual([{ time_zone: timeZone }]);
  const attempts = await queryRows(
    database,
    `select i.value as student, a.attempts from attempt a
     join identifier i on i.person_id = a.person_id and i.scheme = 'student_id' order by 1`,
  );
  expect(attempts).toEqual([
    { student: "A1", attempts: 1 },
    { student: "A2", attempts: 1 },
  ]);
  await store.close();
  await database.drop();
});

/** The rows of one table in a backup, each cell as COPY writes it. */
async function rowsIn(file: string, table: string): Promise<readonly Readonly<Record<string, string>>[]> {
  let columns: readonly string[] | null = null;
  let text = "";
  for await (const part of readBackup(readBackupFile(file))) {
    if (part.kind === "table") columns = part.head.table === table ? part.head.columns : null;
    else if (part.kind === "rows" && columns !== null) text += part.lines.toString();
    else if (part.kind === "table_end" && columns !== null) {
      const names = columns;
      return text
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => Object.fromEntries(line.split("\t").map((cell, at) => [names[at], cell])));
    }
  }
  return [];
}

test("with the timetable of a university keeps every mark, word and state that it had, and is sound", async () => {
  const database = await freshDatabase({ tables: false });
  const { migrated } = await load(database, university);
  expect(migrated.from).toBe(8);
  const store = await openStoreOf(database);
  const now = Temporal.Instant.fromEpochMilliseconds(Date.now());
  const report = await store.timetable.read((reading) => checkMarks(reading, now));
  expect(report).toMatchObject({ different: 0, differences: [] });
  const tallies = await store.rebuild.read((reading) => checkTallies(reading, timeZone));
  expect(tallies).toMatchObject({ different: 0, differences: [] });

  const kept = (rows: readonly Readonly<Record<string, string>>[]): string[] =>
    rows
      .map((row) => [row.session_id, row.person_id, row.status, row.source, row.minutes_late].join(" "))
      .sort();
  const states = await rowsIn(university, "timetabled_session");
  const isOver = new Set(
    states.flatMap(({ id, state }) => (state === "scheduled" || state === "open" ? [] : [id])),
  );
  // Of the others the clock says by now what it says.
  const before = (await rowsIn(university, "register_mark")).filter((row) => isOver.has(row.session_id));
  expect(before.length).toBeGreaterThan(400);
  expect(kept(before).filter((mark) => mark.includes("manual"))).toHaveLength(1);
  const after = await queryRows<Record<string, string>>(
    database,
    `select m.session_id, m.person_id, m.status, m.source, coalesce(m.minutes_late::text, '\\N') as minutes_late
     from mark m join session s on s.id = m.session_id where s.kind = 'timetabled'`,
  );
  expect(kept(after.filter((row) => isOver.has(row.session_id)))).toEqual(kept(before));

  const statesOf = (rows: readonly Readonly<Record<string, string>>[]): string[] =>
    rows.map(({ id, state }) => `${id} ${state}`).sort();
  expect(new Set(states.map(({ state }) => state))).toEqual(
    new Set(["scheduled", "open", "closed", "final", "reopened", "cancelled"]),
  );
  expect(
    statesOf(await queryRows(database, "select id, state from session where kind = 'timetabled'")),
  ).toEqual(statesOf(states));
  const words = await rowsIn(university, "fact");
  const [facts] = await queryRows<{ n: number }>(database, "select count(*)::int as n from fact");
  expect(facts?.n).toBeGreaterThanOrEqual(words.length);
  await store.close();
  await database.drop();
});

test("is as it was where a step fails", async () => {
  const database = await freshDatabase({ tables: false });
  const steps = await readSteps();
  const pool = createPool(database.address, { max: 1, name: "test" });
  const client = await pool.connect();
  await client.query(
    "create table muster_migration (version int primary key, name text not null, applied_at timestamptz not null default now())",
  );
  for (const { version, name, sql } of steps.slice(0, 8)) {
    await client.query(sql);
    await client.query("insert into muster_migration (version, name) values ($1, $2)", [version, name]);
  }
  const tables = async () =>
    (
      await client.query(
        "select table_name, column_name from information_schema.columns where table_schema = 'public' order by 1, 2",
      )
    ).rows;
  const before = await tables();
  // In the last step it is the zone of a class's day that nobody knows.
  await client.query("insert into room (id, code) values (gen_random_uuid(), 'R1')");
  await client.query(
    "insert into class (id, code, title, standing_room_id) select gen_random_uuid(), 'R1', 'R1', id from room",
  );
  await expect(migrate(client, { timeZone: "Nowhere/At_All" })).rejects.toThrow(/is as it was before/);
  expect(await tables()).toEqual(before);
  client.release();
  await pool.end();
  await database.drop();
});
