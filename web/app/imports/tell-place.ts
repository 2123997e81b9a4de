import type { ImportNote } from "../../../src/contract/http/imports.ts";

/** Where a row stands: `students.csv, line 12, email`. */
export function tellPlace({ file, line, column }: Pick<ImportNote, "file" | "line" | "column">): string {
  return [file, line === null ? null : `line ${line}`, column].filter((part) => part !== null).join(", ");
}
