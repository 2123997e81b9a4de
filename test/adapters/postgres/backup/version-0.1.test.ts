import path from "node:path";
import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import { readBackupFile } from "../../../../src/adapters/files/backup-file.ts";
import { loadStore } from "../../../../src/adapters/postgres/backup/load-store.ts";
import { createPool } from "../../../../src/adapters/postgres/connect-postgres.ts";
import { migrate, readSteps } from "../../../../src/adapters/postgres/migrate.ts";
import { readBackup } from "../../../../src/app/backup/read-backup.ts";
import { checkMarks } from "../../../../src/app/rebuild/check-marks.ts";
import { creditPolicy } from "../../../../src/domain/policy/policy.ts";
import { openStoreOf, timeZone } from "../../../app/rebuild/school.ts";
import { type FreshDatabase, freshDatabase, queryRows } from "../../../parts/postgres.ts";

/**
 * A store of version 0.1 on Monday 9 November 2026: three rooms of the original's school, in which A1 was granted, late and
 * denied, A2 late and granted after, A3 on leave, and S4 enrolled after the scan; a backlog of the Wednesday before; and
 * two lessons of a timetable, one corrected, signed off and final, one with leave and a scan that came late.
 */
const file = path.join(import.meta.dirname, "school-0.1.backup");

const load = (database: FreshDatabase) =>
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
