import type pg from "pg";
import { policyNumbers } from "../../contract/http/policy.ts";
import type { DatedPolicy } from "../../domain/policy/policy-in-force.ts";
import { toInstant } from "./to-instant.ts";

type Query = <Row extends pg.QueryResultRow>(text: string, values: unknown[]) => Promise<Row[]>;

/** Every version of the policy, oldest first, with the instant from which it holds. */
export async function datedPolicies(query: Query): Promise<readonly DatedPolicy[]> {
  const rows = await query<{ version: number; numbers: unknown; from_at: string }>(
    "select version, numbers, from_at from policy order by version",
    [],
  );
  return rows.map(({ version, numbers, from_at }) => ({
    policy: { version, ...policyNumbers.parse(numbers) },
    from: toInstant(from_at),
  }));
}
