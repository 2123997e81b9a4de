import type pg from "pg";
import { z } from "zod";
import type { Policy } from "../../domain/policy/policy.ts";

type Query = <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]) => Promise<Row[]>;

const share = z.number().min(0).max(1);
const numbersSchema: z.ZodType<Omit<Policy, "version">> = z.strictObject({
  openBefore: z.int().min(0),
  onTimeGrace: z.int().min(0),
  registerClose: z.int().min(0),
  exitGrace: z.int().min(0),
  minimumStay: z.union([z.null(), z.strictObject({ minutes: z.int().min(1) }), z.strictObject({ share })]),
  repeatWindowSeconds: z.int().min(0),
  maxSkewSeconds: z.int().min(0),
  maxBlindPct: z.number().min(0).max(100),
  finaliseAfterDays: z.int().min(0),
  lateCredit: share,
  lateAfterCloseCredit: share,
  leftEarlyCredit: share,
  authorisedCounts: z.boolean(),
  authorisedCredit: share,
  method: z.enum(["count", "minutes"]),
  wrongRoom: z.enum(["flag", "accept", "ignore"]),
  trustDeviceLate: z.boolean(),
  goodAt: z.number().min(0).max(100),
  poorBelow: z.number().min(0).max(100),
});

/** The policy in force: the newest version stored, or the given one, which becomes version 1. */
export async function currentPolicy(
  query: Query,
  first: { readonly name: string; readonly policy: Policy },
): Promise<{ readonly name: string; readonly policy: Policy }> {
  const { version: _, ...numbers } = first.policy;
  await query(
    "insert into policy (version, name, numbers) select 1, $1, $2::jsonb where not exists (select from policy)",
    [first.name, JSON.stringify(numbers)],
  );
  const [row] = await query<{ version: number; name: string; numbers: unknown }>(
    "select version, name, numbers from policy order by version desc limit 1",
    [],
  );
  if (!row) throw new Error("the store has no policy");
  return { name: row.name, policy: { version: row.version, ...numbersSchema.parse(row.numbers) } };
}
