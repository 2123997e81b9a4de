import type pg from "pg";
import { musterItself } from "../../app/actor.ts";
import { policyNumbers } from "../../contract/http/policy.ts";
import type { Policy } from "../../domain/policy/policy.ts";

type Query = <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]) => Promise<Row[]>;

/** The version that an institution begins with holds for whatever was before its first change. */
const sinceEver = "1970-01-01T00:00:00Z";

/**
 * The policy in force: the newest version stored, or the given one, which becomes version 1.
 *
 * @param first.name that of a preset
 */
export async function currentPolicy(
  query: Query,
  first: { readonly name: string; readonly policy: Policy },
): Promise<{ readonly name: string; readonly policy: Policy }> {
  const { version: _, ...numbers } = first.policy;
  await query(
    `insert into policy (version, name, preset, numbers, from_at, actor)
     select 1, $1, $1, $2::jsonb, $3, $4 where not exists (select from policy)`,
    [first.name, JSON.stringify(numbers), sinceEver, musterItself.id],
  );
  const [row] = await query<{ version: number; name: string; numbers: unknown }>(
    "select version, name, numbers from policy order by version desc limit 1",
    [],
  );
  if (!row) throw new Error("the store has no policy");
  return { name: row.name, policy: { version: row.version, ...policyNumbers.parse(row.numbers) } };
}
