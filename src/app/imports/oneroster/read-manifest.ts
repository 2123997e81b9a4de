import type { ImportNote } from "../../../contract/http/imports.ts";
import type { CsvTable } from "../csv-table.ts";
import { createRowNotes } from "../row-notes.ts";

export interface BundleManifest {
  /** By the name of the file in small letters. */
  readonly files: ReadonlyMap<string, "bulk" | "delta" | "absent">;
  /** The system that the bundle comes from; null where it does not say. */
  readonly system: string | null;
  readonly notes: readonly ImportNote[];
}

/** Reads `manifest.csv`: `propertyName,value`, where `file.X` is bulk, delta or absent. */
export function readManifest(table: CsvTable): BundleManifest {
  const own = createRowNotes(table.file);
  const files = new Map<string, "bulk" | "delta" | "absent">();
  let system: string | null = null;
  // Some write no header, and their first line is a property already.
  const rows = [{ line: 1, cells: table.header }, ...table.rows];
  for (const { line, cells } of rows) {
    const [property = "", value = ""] = cells;
    const file = /^file\.(.+)$/i.exec(property)?.[1];
    if (file !== undefined) {
      const said = value.toLowerCase();
      if (said === "bulk" || said === "delta" || said === "absent")
        files.set(file.toLowerCase().replace(/[^a-z]/g, ""), said);
      else
        own.add(
          "guessed",
          line,
          property,
          value,
          "is neither bulk, delta nor absent: read as delta",
          "write one of them",
        );
    } else if (/^source\.systemcode$/i.test(property) && value !== "") {
      system = own.code(line, property, value);
    }
  }
  return { files, system, notes: [...table.notes, ...own.all] };
}
