import type { ImportNote } from "../../../contract/http/imports.ts";
import { codeKey } from "../../../domain/kernel/code-key.ts";
import type { ImportItem } from "../import-content.ts";

/**
 * Gives rows that share a code their own: its `sourcedId`. In many schools `classCode` is a section number that many
 * classes have.
 *
 * @param notes where it is said, once a code
 */
export function uniqueCodes<Item extends ImportItem & { readonly code: string }>(
  items: readonly Item[],
  notes: ImportNote[],
): readonly Item[] {
  const counts = new Map<string, number>();
  for (const { code } of items) counts.set(codeKey(code), (counts.get(codeKey(code)) ?? 0) + 1);
  const told = new Set<string>();
  return items.map((item) => {
    const key = codeKey(item.code);
    const count = counts.get(key) ?? 0;
    if (count < 2) return item;
    if (!told.has(key)) {
      told.add(key);
      notes.push({
        severity: "guessed",
        file: item.at.file,
        line: item.at.line,
        column: "code",
        value: item.code,
        message: `${count} rows share this code: each goes by its sourcedId`,
        remedy: "give each a code of its own",
      });
    }
    return { ...item, code: item.key };
  });
}
