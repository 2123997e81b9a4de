import type pg from "pg";
import { z } from "zod";
import type { PolicyVersion } from "../../app/policy/policy-version.ts";
import { policyNumbers } from "../../contract/http/policy.ts";
import { presetNames } from "../../domain/policy/presets.ts";
import { toInstant } from "./to-instant.ts";

type Query = <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]) => Promise<Row[]>;

const presetName = z.enum(presetNames);

/** Every version of the policy, newest first. */
export async function policyVersions(query: Query): Promise<readonly PolicyVersion[]> {
  const rows = await query<PolicyRow>(
    "select version, name, preset, numbers, from_at, actor, reason from policy order by version desc",
    [],
  );
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
