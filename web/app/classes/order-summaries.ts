import type { RateView } from "../../../src/contract/http/api.ts";

export type SummarySort = "name" | "percent" | "-percent";

interface Summary {
  readonly rate: Pick<RateView, "percent">;
}

/**
 * Classes or locations whose words contain what is searched, in an order. Without a rate they come last, whichever way
 * the rates go; equals stay by name.
 *
 * @param rows by name
 * @param words what a row may be found by
 */
export function orderSummaries<Row extends Summary>(
  rows: readonly Row[],
  search: string,
  sort: SummarySort,
  words: (row: Row) => readonly string[],
): readonly Row[] {
  const wanted = search.trim().toLowerCase();
  const found =
    wanted === ""
      ? rows
      : rows.filter((row) => words(row).some((word) => word.toLowerCase().includes(wanted)));
  if (sort === "name") return found;
  const way = sort === "percent" ? 1 : -1;
  return found.toSorted(({ rate: a }, { rate: b }) => {
    if (a.percent === null || b.percent === null)
      return Number(a.percent === null) - Number(b.percent === null);
    return way * (a.percent - b.percent);
  });
}
