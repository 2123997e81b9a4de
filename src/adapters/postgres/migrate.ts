import { readdir, readFile } from "node:fs/promises";
import type pg from "pg";
import { musterItself } from "../../app/actor.ts";
import { judgeMarks } from "../../app/marks/judge-marks.ts";
import { settleFinal } from "../../app/marks/settle-final.ts";
import { repairTallies } from "../../app/rebuild/repair-tallies.ts";
import { factTransaction } from "./fact-transaction.ts";
import { lockKeys } from "./lock-keys.ts";
import { rebuildWithin } from "./rebuild-store.ts";
import { toInstant } from "./to-instant.ts";

const folder = new URL("./migrations/", import.meta.url);
const fileName = /^(\d{4})-[a-z0-9-]+\.sql$/;

export interface Step {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

/** What `migrate` found and did. */
export interface Migrated {
  readonly from: number;
  readonly to: number;
}

/** What steps ask of the settings, and the store keeps from then on. */
export interface MigrationSettings {
  /** The institution's zone, an IANA name. */
  readonly timeZone: string;
}

/** From here on standing sessions are rows of `session`. */
const oneSchool = 13;
/** Before this step a store of version 0.1 kept its counts as they were, also where they lacked scans. */
const counted = 41;

/**
 * Brings the store to this version's tables, under a lock and in one transaction: where any step fails, the store is as it
 * was. Refuses a store that a newer version has written, and a database that holds somebody else's tables.
 */
export async function migrate(client: pg.ClientBase, settings: MigrationSettings): Promise<Migrated> {
  const steps = await readSteps();
  await client.query("select pg_advisory_lock($1)", [lockKeys.migration]);
  try {
    const from = await currentVersion(client);
    const newest = steps.at(-1)?.version ?? 0;
    if (from > newest) {
      throw new Error(
        `the store was written by a newer Muster (its tables are version ${from}, this program knows ${newest}): start the newer version`,
      );
    }
    if (from === newest) return { from, to: newest };
    let at = "";
    await client.query("begin");
    try {
      for (const step of steps.slice(from)) {
        at = step.name;
        await takeStep(client, step, settings);
      }
      if (from > 0 && from < oneSchool) await judgeSessions(client);
      if (from > 0 && from < counted) await countAnew(client);
      await client.query("commit");
    } catch (error) {
      await client.query("rollback");
      throw new Error(`migration ${at} failed; the store is as it was before`, { cause: error });
    }
    return { from, to: newest };
  } finally {
    await client.query("select pg_advisory_unlock($1)", [lockKeys.migration]);
  }
}

/** Takes one step and notes it, in the transaction that the client has begun. */
export async function takeStep(
  client: pg.ClientBase,
  step: Step,
  settings: MigrationSettings,
): Promise<void> {
  await client.query("select set_config('muster.time_zone', $1, true)", [settings.timeZone]);
  await client.query(step.sql);
  await client.query("insert into muster_migration (version, name) values ($1, $2)", [
    step.version,
    step.name,
  ]);
}

/**
 * Judges the sessions of a store that knew standing ones apart: leave, joined records and late enrolments count for them as
 * for all others now, and who was turned away is counted at sessions of either kind.
 */
async function judgeSessions(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ id: string }>("select id from session order by starts_at, id");
  const { rows: clock } = await client.query<{ now: string }>("select now() as now");
  const now = toInstant(clock[0]?.now ?? "");
  const transaction = factTransaction(client);
  const context = { now, actor: musterItself, reason: "standing and timetabled sessions became one" };
  for (let from = 0; from < rows.length; from += sessionsAtOnce) {
    const sessions = rows.slice(from, from + sessionsAtOnce).map(({ id }) => id);
    await judgeMarks(transaction, { sessions, students: [] }, context);
  }
  // Somebody's signature on a closed register was no revision of those who were absent already.
  const { rows: signed } = await client.query<{ id: string }>(
    "select id from session where finalised_at is not null and signed_off_at is not null order by starts_at, id",
  );
  for (const { id } of signed) await settleFinal(transaction, id, context);
}

const sessionsAtOnce = 50;

/** Counts the scans and the senders again, and writes what is not what they add up to. */
async function countAnew(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ time_zone: string }>("select time_zone from institution");
  const zone = rows[0]?.time_zone;
  if (zone === undefined) throw new Error("the store keeps no time zone, so its days cannot be counted");
  await repairTallies(rebuildWithin(client), zone);
}

async function currentVersion(client: pg.ClientBase): Promise<number> {
  const { rows: tables } = await client.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = current_schema()",
  );
  if (!tables.some(({ name }) => name === "muster_migration")) {
    if (tables.length > 0) {
      const some = tables
        .slice(0, 3)
        .map(({ name }) => name)
        .join(", ");
      throw new Error(
        `the database holds tables that are not Muster's (${some}): point DATABASE_URL at a database of its own`,
      );
    }
    await client.query(
      "create table muster_migration (version int primary key, name text not null, applied_at timestamptz not null default now())",
    );
  }
  const { rows } = await client.query<{ version: number }>(
    "select coalesce(max(version), 0) as version from muster_migration",
  );
  return rows[0]?.version ?? 0;
}

/** The steps of this version, oldest first: the last one's version is that of the tables it makes. */
export async function readSteps(): Promise<readonly Step[]> {
  const names = (await readdir(folder)).filter((name) => fileName.test(name)).sort();
  return Promise.all(
    names.map(async (name, at) => {
      const version = Number(fileName.exec(name)?.[1]);
      if (version !== at + 1) throw new Error(`migration ${name} is out of order: ${at + 1} comes next`);
      return { version, name, sql: await readFile(new URL(name, folder), "utf8") };
    }),
  );
}
