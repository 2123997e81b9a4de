import type { ReactNode } from "react";
import { memo, useRef } from "react";
import type { ClassSummaryRow } from "../../../src/contract/http/dashboard.ts";
import { ColumnHeader } from "../../ui/column-header.tsx";
import { Rate } from "../../ui/rate.tsx";
import { useRowKeys } from "../../ui/use-row-keys.ts";
import { PlaceShares } from "./place-shares.tsx";
import type { SummarySearch } from "./summary-search.ts";
import { Trend } from "./trend.tsx";

export interface SummaryLine extends Pick<ClassSummaryRow, "places" | "rate" | "trend"> {
  readonly key: string;
  /** Its name as a link. */
  readonly name: ReactNode;
  readonly note: ReactNode;
  readonly extra: ReactNode;
}

interface SummaryTableProps {
  readonly caption: string;
  /** Heads of the columns of name and extra. */
  readonly columns: readonly [string, string];
  readonly lines: readonly SummaryLine[];
  readonly sort: SummarySearch["sort"];
  readonly onSort: (sort: SummarySearch["sort"]) => void;
}

/** Classes or locations, a row each: who is here, the rate, its course. */
export function SummaryTable({ caption, columns, lines, sort, onSort }: SummaryTableProps) {
  const table = useRef<HTMLTableElement>(null);
  const { rowProps } = useRowKeys({
    list: table,
    count: lines.length,
    scrollTo: (index) =>
      table.current?.querySelector(`[data-row="${index}"]`)?.scrollIntoView({ block: "nearest" }),
  });
  const byName = sort === undefined ? "ascending" : "none";
  const byRate = sort === "percent" ? "ascending" : sort === "-percent" ? "descending" : "none";
  return (
    <table ref={table} className="block w-full md:table">
      <caption className="sr-only">{caption}</caption>
      <thead className="sr-only bg-sunken md:not-sr-only md:sticky md:top-0 md:z-10 md:table-header-group print:static">
        <tr>
          <ColumnHeader sorted={byName} onSort={() => onSort(undefined)} className="w-44">
            {columns[0]}
          </ColumnHeader>
          <ColumnHeader>Students today</ColumnHeader>
          <ColumnHeader
            sorted={byRate}
            onSort={() => onSort(sort === "percent" ? "-percent" : "percent")}
            className="w-36"
          >
            Attendance
          </ColumnHeader>
          <ColumnHeader className="w-32">Trend</ColumnHeader>
          <ColumnHeader className="w-40">{columns[1]}</ColumnHeader>
        </tr>
      </thead>
      <tbody className="block md:table-row-group">
        {lines.map((line, index) => (
          <tr
            key={line.key}
            {...rowProps(index)}
            className="grid scroll-mt-8 grid-cols-[minmax(0,1fr)_8rem] items-center gap-x-4 gap-y-2 border-b border-line px-4 py-2.5 focus-within:bg-sunken md:table-row md:px-0"
          >
            <SummaryCells line={line} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const SummaryCells = memo(function SummaryCells({ line }: { line: SummaryLine }) {
  return (
    <>
      <th scope="row" className="min-w-0 text-left text-sm font-medium break-words md:py-2 md:pr-4 md:pl-4">
        {line.name}
        <span className="block text-xs font-normal text-muted">{line.note}</span>
      </th>
      <td className="col-span-2 row-start-2 md:py-2 md:pr-6">
        <PlaceShares places={line.places} />
      </td>
      <td className="md:py-2 md:pr-4">
        <Rate rate={line.rate} />
      </td>
      <td className="md:py-2 md:pr-4">
        <Trend trend={line.trend} />
      </td>
      <td className="justify-self-end text-right text-xs text-muted md:py-2 md:pr-4 md:text-left">
        {line.extra}
      </td>
    </>
  );
});
