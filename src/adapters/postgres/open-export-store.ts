import type { ExportStore } from "../../app/exports/export-store.ts";
import type { FiguresStore } from "../../app/figures/figures-store.ts";
import type { RosterExport } from "../../app/imports/export-roster.ts";
import type { PolicyVersion } from "../../app/policy/policy-version.ts";
import { createPool, type PostgresAddress } from "./connect-postgres.ts";
import { exportStore } from "./export-store.ts";
import { figuresStore } from "./figures-store.ts";
import { readSteps } from "./migrate.ts";
import { policyVersions } from "./policy-versions.ts";
import { readStoreVersion } from "./read-store-version.ts";
import { rosterReader } from "./roster-admin-reader.ts";
import { toStoreError } from "./store-errors.ts";

/** What a command that exports reads. */
export interface OpenExports {
  readonly exports: ExportStore;
  readonly figures: FiguresStore;
  readonly roster: RosterExport;
  /** Newest first. */
  readonly policies: readonly PolicyVersion[];
  readonly instanceId: string;
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
  try {
    const version = await readStoreVersion(pool);
    const newest = (await readSteps()).at(-1)?.version ?? 0;
    if (version === null) throw new Error("there is no Muster store here yet: `muster serve` makes one");
    if (version !== newest) {
      throw new Error(
        `the store's tables are version ${version} and this program's are ${newest}: ${version < newest ? "start `muster serve` of this version once, which brings them up to date" : "use the newer version"}`,
      );
    }
    const { rows } = await pool.query<{ id: string }>("select id from instance");
    const [instance] = rows;
    if (!instance) throw new Error("the store has no instance id");
    return {
      exports: exportStore(pool),
      figures: figuresStore(pool),
      roster: rosterReader(pool),
      policies: await policyVersions(async (text, values) => (await pool.query(text, [...values])).rows),
      instanceId: instance.id,
      close: () => pool.end(),
    };
  } catch (error) {
    await pool.end();
    throw toStoreError(error);
  }
}
