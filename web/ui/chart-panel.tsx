import { ChartColumn, Download, Table2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button } from "./button.tsx";
import { downloadText } from "./download-text.ts";
import { FigureTableView } from "./figure-table-view.tsx";
import { Panel } from "./panel.tsx";
import { SegmentedControl } from "./segmented-control.tsx";
import { type FigureTable, writeCsv } from "./write-csv.ts";

interface ChartPanelProps {
  readonly title: string;
  readonly note?: ReactNode;
  /** The figures that the picture shows, first column the name of the row. */
  readonly table: FigureTable;
  /** Of the downloaded file, without the ending. */
  readonly fileName: string;
  readonly className?: string;
  readonly children: ReactNode;
}

const views = [
  { value: "chart", word: "Chart", icon: ChartColumn },
  { value: "table", word: "Table", icon: Table2 },
] as const;

/** A picture of figures that can also be read as a table, or taken away as a file. */
export function ChartPanel({ title, note, table, fileName, className = "", children }: ChartPanelProps) {
  const [view, setView] = useState<"chart" | "table">("chart");
  return (
    <Panel
      title={title}
      note={note}
      className={className}
      tools={
        <div className="flex items-center gap-2">
          <SegmentedControl
            label={`${title}: how to show it`}
            value={view}
            segments={views}
            onChange={setView}
          />
          <Button
            kind="quiet"
            aria-label={`${title}: download as CSV`}
            disabled={table.rows.length === 0}
            onClick={() => downloadText(`${fileName}.csv`, "text/csv;charset=utf-8", writeCsv(table))}
          >
            <Download aria-hidden className="size-3.5" />
            CSV
          </Button>
        </div>
      }
    >
      {view === "chart" ? children : <FigureTableView caption={title} table={table} />}
    </Panel>
  );
}
