import type pg from "pg";
import { z } from "zod";
import type { PolicyStore, PolicyTransaction } from "../../app/policy/policy-store.ts";
import { policyNumbers } from "../../contract/http/policy.ts";
import type { PolicyVersion } from "../../domain/policy/policy-version.ts";
import { presetNames } from "../../domain/policy/presets.ts";
import { factTransaction } from "./fact-transaction.ts";
import { rehearsedFigures } from "./figures-store.ts";
import { inTransaction } from "./in-transaction.ts";
import { settlingStatements } from "./settling-statements.ts";
import { toStoreError } from "./store-errors.ts";
import { lockChanges } from "./timetable-store.ts";
import { toInstant } from "./to-instant.ts";
import { toTimestamptz } from "./to-timestamptz.ts";

type Query = <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]) => Promise<Row[]>;

const presetName = z.enum(presetNames);

/** The versions of the policy, over a pool. */
export function policyStore(pool: pg.Pool): PolicyStore {
  const alone = <T>(work: (client: pg.ClientBase) => Promise<T>): Promise<T> =>
    inTransaction(pool, "begin", async (client) => {
      await lockChanges(client);
      return work(client);
    });
  return {
    versions: () =>
      policyVersions(async (text, values) => {
        try {
          return (await pool.query(text, [...values])).rows;
        } catch (error) {
          throw toStoreError(error);
        }
      }),
    write: (work) => alone((client) => work(policyTransaction(client))),
    rehearse: (deed, undone) =>
      alone(async (client) => {
        const transaction = policyTransaction(client);
        await client.query("savepoint rehearsal");
        const done = await deed(transaction);
        await client.query("rollback to savepoint rehearsal");
        return undone(transaction, done);
      }),
  };
}

function policyTransaction(client: pg.ClientBase): PolicyTransaction {
  const ids = async (text: string, values: unknown[]): Promise<string[]> =>
    (await client.query<{ id: string }>(text, values)).rows.map(({ id }) => id);
  return {
    ...factTransaction(client),
    figures: rehearsedFigures(client),
    readers: settlingStatements(client),

    async addVersion({ name, preset, numbers, from, actor, reason }) {
      const { rows } = await client.query<PolicyRow>(
        `insert into policy (version, name, preset, numbers, from_at, created_at, actor, reason)
         select max(version) + 1, $1, $2, $3::jsonb, $4, $4, $5, $6 from policy
         returning ${columns}`,
        [name, preset, JSON.stringify(numbers), toTimestamptz(from), actor, reason],
      );
      const [row] = rows;
      if (!row) throw new Error("the store did not keep the version of the policy");
      return toPolicyVersion(row);
    },

    sessionsFrom: (instant) =>
      ids(
        "select id from session where starts_at >= $1 and state <> 'final' and finalised_at is null order by starts_at, id",
        [toTimestamptz(instant)],
      ),

    sessionsBefore: (instant) =>
      ids(
        `select id from session
         where state <> 'final' and finalised_at is null and starts_at < $1 order by starts_at, id`,
        [toTimestamptz(instant)],
      ),
  };
}

const columns = "version, name, preset, numbers, from_at, actor, reason";

/** Every version of the policy, newest first. */
export async function policyVersions(query: Query): Promise<readonly PolicyVersion[]> {
  const rows = await query<PolicyRow>(`select ${columns} from policy order by version desc`, []);
  return rows.map(toPolicyVersion);
}

interface PolicyRow {
  version: number;
  name: string;
  preset: string;
  numbers: unknown;
  from_at: string;
  actor: string;
  reason: string | null;
}

function toPolicyVersion(row: PolicyRow): PolicyVersion {
  return {
    name: row.name,
    preset: presetName.parse(row.preset),
    policy: { version: row.version, ...policyNumbers.parse(row.numbers) },
    from: toInstant(row.from_at),
    actor: row.actor,
    reason: row.reason,
  };
}
