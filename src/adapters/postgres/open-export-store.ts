import type { ExportStore } from "../../app/exports/export-store.ts";
import type { FiguresStore } from "../../app/figures/figures-store.ts";
import type { RosterExport } from "../../app/imports/export-roster.ts";
import type { PolicyVersion } from "../../domain/policy/policy-version.ts";
import { createPool, type PostgresAddress } from "./connect-postgres.ts";
import { exportStore } from "./export-store.ts";
import { figuresStore } from "./figures-store.ts";
import { openStoreOfThisVersion } from "./open-store-of-this-version.ts";
import { policyVersions } from "./policy-versions.ts";
import { rosterReader } from "./roster-reader.ts";
import { readStoreTimeZone } from "./store-time-zone.ts";

/** What a command that exports reads. */
export interface OpenExports {
  readonly exports: ExportStore;
  readonly figures: FiguresStore;
  readonly roster: RosterExport;
  /** Newest first. */
  readonly policies: readonly PolicyVersion[];
  readonly instanceId: string;
  /** The IANA zone in which its days begin and end. */
  readonly timeZone: string;
  close(): Promise<void>;
}

/**
 * Opens a store for a command that exports, also beside a running server.
 *
 * @throws Error with the remedy when there is no Muster store, or when another version wrote it. `StoreUnavailable`
 *   when it cannot be reached.
 */
export async function openExportStore(address: PostgresAddress): Promise<OpenExports> {
  const pool = createPool(address, { max: 2, name: "muster export", lookups: true });
  return openStoreOfThisVersion(pool, async () => {
    const { rows } = await pool.query<{ id: string }>("select id from instance");
    const [instance] = rows;
    if (!instance) throw new Error("the store has no instance id");
    return {
      timeZone: await readStoreTimeZone(pool),
      exports: exportStore(pool),
      figures: figuresStore(pool),
      roster: rosterReader(pool),
      policies: await policyVersions(async (text, values) => (await pool.query(text, [...values])).rows),
      instanceId: instance.id,
      close: () => pool.end(),
    };
  });
}
