import type { ArrivalSlot } from "../../../src/contract/http/dashboard.ts";
import { ChartPanel } from "../../ui/chart-panel.tsx";
import { decisionLooks } from "../../ui/looks.ts";
import { StackedBars } from "../../ui/stacked-bars.tsx";
import { arrivalBars, arrivalTable, slotParts } from "./arrival-bars.ts";

interface ArrivalsPanelProps {
  readonly arrivals: readonly ArrivalSlot[];
  readonly day: string;
  readonly className?: string;
}

const looks = slotParts.map((part) => decisionLooks[part]);

/** When the day's scans were taken, by quarter of an hour. */
export function ArrivalsPanel({ arrivals, day, className = "" }: ArrivalsPanelProps) {
  const total = arrivals.reduce((sum, slot) => slotParts.reduce((all, part) => all + slot[part], sum), 0);
  return (
    <ChartPanel
      title="Arrivals"
      note="by quarter hour"
      table={arrivalTable(arrivals)}
      fileName={`arrivals-${day}`}
      className={className}
    >
      <StackedBars
        label={`${total} scans today by quarter of an hour. The figures are in the table.`}
        looks={looks}
        bars={arrivalBars(arrivals)}
      />
    </ChartPanel>
  );
}
