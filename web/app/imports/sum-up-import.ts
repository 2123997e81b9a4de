import type { ImportView } from "../../../src/contract/http/imports.ts";

const number = new Intl.NumberFormat("en-GB");

/** What an import does in one line: `120 added, 4 changed`; all things together. */
export function sumUpImport({ counts }: Pick<ImportView, "counts">): string {
  const sum = (of: "add" | "change" | "move" | "end"): number =>
    counts.reduce((all, one) => all + one[of], 0);
  const parts = [
    [sum("add"), "added"],
    [sum("change"), "changed"],
    [sum("move"), "moved"],
    [sum("end"), "ended"],
  ] as const;
  const told = parts.filter(([count]) => count > 0).map(([count, word]) => `${number.format(count)} ${word}`);
  return told.length === 0 ? "nothing changes" : told.join(", ");
}
