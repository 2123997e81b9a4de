import type { ClassGrid } from "../../../src/contract/http/figures.ts";
import { foldText } from "../../../src/domain/kernel/fold-text.ts";
import type { GridSort } from "./class-search.ts";

type Row = ClassGrid["students"][number];

/** Rows of a grid in an order: names as the roster writes them, without accents; no rate comes last either way. */
export function orderGrid(students: readonly Row[], sort: GridSort): Row[] {
  const way = sort.startsWith("-") ? -1 : 1;
  const keyed = students.map((row) => ({
    row,
    name: foldText(row.student.name ?? `\uffff${row.student.id}`),
  }));
  const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return keyed
    .sort((a, b) => {
      const byId = byText(a.row.student.id, b.row.student.id);
      if (sort.endsWith("id")) return way * byId;
      if (sort.endsWith("name")) return way * byText(a.name, b.name) || byId;
      const [left, right] = [a.row.percent, b.row.percent];
      if (left === null || right === null) return Number(left === null) - Number(right === null) || byId;
      return way * (left - right) || byText(a.name, b.name) || byId;
    })
    .map(({ row }) => row);
}
