import { BarList } from "../../ui/bar-list.tsx";
import { ChartPanel } from "../../ui/chart-panel.tsx";
import { decisionLooks } from "../../ui/looks.ts";
import type { FigureTable } from "../../ui/write-csv.ts";
import type { ScanFilter } from "../scans/scan-filter.ts";
import { type DecisionCounts, decisionOrder } from "./decision-tables.ts";
import { ScansLink } from "./scans-link.tsx";

/** More are in the table and in the file. */
const mostBars = 40;

interface DecisionBarsProps<T extends DecisionCounts> {
  readonly title: string;
  readonly note?: string | undefined;
  readonly fileName: string;
  readonly rows: readonly T[];
  readonly name: (row: T) => string;
  /** The scans that a row counts, or null where no filter finds them. */
  readonly behind: (row: T) => ScanFilter | null;
  readonly table: FigureTable;
  readonly nothing: string;
}

/** Decisions by name, each name leading to its scans. */
export function DecisionBars<T extends DecisionCounts>(props: DecisionBarsProps<T>) {
  const { title, note, fileName, rows, name, behind, table, nothing } = props;
  return (
    <ChartPanel title={title} note={note} fileName={fileName} table={table} className="max-h-[27rem]">
      {rows.length === 0 && <p className="px-4 py-4 text-sm text-muted">{nothing}</p>}
      <BarList
        label={title}
        items={rows.slice(0, mostBars).map((row) => {
          const scans = behind(row);
          return {
            key: name(row),
            label: scans === null ? name(row) : <ScansLink behind={scans}>{name(row)}</ScansLink>,
            shares: decisionOrder.map((decision) => ({
              look: decisionLooks[decision],
              value: row[decision],
            })),
          };
        })}
      />
      {rows.length > mostBars && (
        <p className="px-4 py-2 text-sm text-muted">and {rows.length - mostBars} more in the table</p>
      )}
    </ChartPanel>
  );
}
