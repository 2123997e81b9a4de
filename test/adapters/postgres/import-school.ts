import { Temporal } from "temporal-polyfill";
import { createPool } from "../../../src/adapters/postgres/connect-postgres.ts";
import { currentPolicy } from "../../../src/adapters/postgres/current-policy.ts";
import { importStore } from "../../../src/adapters/postgres/import-store.ts";
import { rosterReader } from "../../../src/adapters/postgres/roster-reader.ts";
import { createImports, type Imports } from "../../../src/app/imports/create-imports.ts";
import { plainFiles } from "../../../src/app/imports/csv/plain-columns.ts";
import { exportRoster } from "../../../src/app/imports/export-roster.ts";
import type { ImportFile } from "../../../src/app/imports/import-content.ts";
import type { ImportStore } from "../../../src/app/imports/import-store.ts";
import { createRosterOffice, type RosterOffice } from "../../../src/app/rosters/create-roster-office.ts";
import type { RosterReader } from "../../../src/app/rosters/roster-reader.ts";
import type { ImportView } from "../../../src/contract/http/imports.ts";
import { presets } from "../../../src/domain/policy/presets.ts";
import type { Actor } from "../../../src/domain/rights/actor.ts";
import { readUploadHere } from "../../../src/entry/read-upload-here.ts";
import { type FreshDatabase, freshDatabase } from "../../parts/postgres.ts";

export const timeZone = "Europe/London";
export const secretary: Actor = { kind: "everybody", id: "secretary", role: "operator" };

/** Imports and the office over a database of their own, with a clock that a test turns. */
export interface ImportSchool {
  readonly database: FreshDatabase;
  readonly imports: Imports;
  readonly office: RosterOffice;
  readonly reader: RosterReader;
  readonly store: ImportStore;
  /** How often pages were told that rosters changed. */
  changes(): number;
  turnTo(at: string): void;
  /** Previews and applies, warnings confirmed. Throws when it is refused. */
  take(kind: "csv" | "oneroster", files: readonly ImportFile[], complete?: boolean): Promise<ImportView>;
  preview(kind: "csv" | "oneroster", files: readonly ImportFile[], complete?: boolean): Promise<ImportView>;
  exported(): Promise<readonly ImportFile[]>;
  close(): Promise<void>;
}

export async function openImportSchool(): Promise<ImportSchool> {
  const database = await freshDatabase();
  const pool = createPool(database.address, { max: 3, name: "test imports", lookups: true });
  await currentPolicy(async (text, values) => (await pool.query(text, [...values])).rows, presets.credit);
  let now = Temporal.Instant.from("2026-11-22T12:00:00Z");
  let changes = 0;
  const clock = { now: () => now };
  const onChanged = (): void => {
    changes += 1;
  };
  const store = importStore(pool);
  const reader = rosterReader(pool);
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const imports = createImports({
    store,
    read: readUploadHere(clock, timeZone),
    clock,
    timeZone,
    log,
    onChanged,
  });
  const office = createRosterOffice({ store, clock, timeZone: "Europe/London", onChanged });
  const preview: ImportSchool["preview"] = (kind, files, complete = false) =>
    imports.preview({ kind, name: "upload", files, complete, by: secretary });
  return {
    database,
    imports,
    office,
    reader,
    store,
    changes: () => changes,
    turnTo(at) {
      now = Temporal.Instant.from(at);
    },
    preview,
    async take(kind, files, complete) {
      const { id } = await preview(kind, files, complete);
      const outcome = await imports.apply(id, true, secretary);
      if (outcome.kind === "refused") throw new Error(`refused: ${JSON.stringify(outcome.refusal)}`);
      return outcome.view;
    },
    exported: async () =>
      Promise.all(
        plainFiles.map(async (file) => csv(`${file}.csv`, await exportRoster(reader, file, timeZone))),
      ),
    async close() {
      await pool.end();
      await database.drop();
    },
  };
}

/** A file as it would be uploaded. */
export const csv = (name: string, text: string): ImportFile => ({
  name,
  bytes: new TextEncoder().encode(text),
});

/** The counts of a preview that are not 0 and not `same`, as `student add 3`. */
export function told(view: Pick<ImportView, "counts">): readonly string[] {
  return view.counts.flatMap(({ thing, add, change, end, move }) =>
    Object.entries({ add, change, end, move }).flatMap(([kind, n]) =>
      n === 0 ? [] : [`${thing} ${kind} ${n}`],
    ),
  );
}
