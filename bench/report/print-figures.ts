import type { Figure } from "./figure.ts";

/** The figures as a table in Markdown: one line each, the median and, where it was repeated, its range. */
export function printFigures(title: string, figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.case,
    figure.measure,
    `${shown(figure.median)} ${figure.unit}`,
    figure.all.length > 1 ? `${shown(Math.min(...figure.all))} – ${shown(Math.max(...figure.all))}` : "",
  ]);
  const table = [["case", "measure", "median", "range"], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, at) => (at < 2 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join(" | ")} |`;
  const rule = `| ${widths.map((width, at) => (at < 2 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`)).join(" | ")} |`;
  const [head = [], ...body] = table;
  return [`## ${title}`, "", line(head), rule, ...body.map(line), ""].join("\n");
}

function shown(value: number): string {
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString("en");
  return Math.abs(value) >= 100
    ? value.toFixed(0)
    : Math.abs(value) >= 10
      ? value.toFixed(1)
      : value.toFixed(2);
}
