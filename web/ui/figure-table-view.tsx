import { ColumnHeader } from "./column-header.tsx";
import type { FigureTable } from "./write-csv.ts";

const number = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 2 });

/** The figures of a picture, row by row. */
export function FigureTableView({ caption, table }: { caption: string; table: FigureTable }) {
  return (
    <table className="w-full">
      <caption className="sr-only">{caption}</caption>
      <thead className="sticky top-0 bg-sunken">
        <tr>
          {table.columns.map((column, index) => (
            <ColumnHeader key={column} align={index === 0 ? "left" : "right"}>
              {column}
            </ColumnHeader>
          ))}
        </tr>
      </thead>
      <tbody>
        {table.rows.map(([head, ...cells]) => (
          <tr key={String(head)} className="border-b border-line text-sm">
            <th scope="row" className="py-1.5 pr-4 pl-4 text-left font-medium">
              {head}
            </th>
            {cells.map((cell, index) => (
              <td key={table.columns[index + 1]} className="py-1.5 pr-4 text-right">
                {typeof cell === "number" ? number.format(cell) : (cell ?? "–")}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
