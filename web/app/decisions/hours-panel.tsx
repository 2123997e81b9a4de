import { useNavigate } from "@tanstack/react-router";
import type { DecisionsView } from "../../../src/contract/http/scans.ts";
import { ChartPanel } from "../../ui/chart-panel.tsx";
import { decisionLooks } from "../../ui/looks.ts";
import { StackedBars } from "../../ui/stacked-bars.tsx";
import { decisionOrder, decisionTable, writeHour } from "./decision-tables.ts";
import { FigureLinks } from "./figure-links.tsx";

interface HoursPanelProps {
  readonly view: DecisionsView;
  /** The one day of the period, or null for several: an hour can only be opened within a day. */
  readonly day: string | null;
  readonly location: string | undefined;
  readonly fileName: string;
}

const looks = decisionOrder.map((decision) => decisionLooks[decision]);
/** Shown even when nothing happened: 8 to 18. */
const [dayBegins, dayEnds] = [8, 18];

/** When scans were taken, by clock hour. */
export function HoursPanel({ view, day, location, fileName }: HoursPanelProps) {
  const navigate = useNavigate();
  const behind = (hour: number) => ({ hour, day: day ?? undefined, location });
  const counted = new Map(view.byHour.map((row) => [row.hour, row]));
  const first = Math.min(dayBegins, ...counted.keys());
  const end = Math.max(dayEnds, ...[...counted.keys()].map((hour) => hour + 1));
  const bars = Array.from({ length: end - first }, (_, index) => {
    const hour = first + index;
    return {
      key: String(hour),
      label: `${writeHour(hour)} to ${writeHour((hour + 1) % 24)}`,
      tick: hour % 2 === 0 ? writeHour(hour) : undefined,
      values: decisionOrder.map((decision) => counted.get(hour)?.[decision] ?? 0),
    };
  });
  return (
    <ChartPanel
      title="By hour"
      note={day === null ? "of all days together" : undefined}
      table={decisionTable("Hour", view.byHour, ({ hour }) => writeHour(hour))}
      fileName={fileName}
    >
      <div>
        {/* The picture fills what it is given, so it has to be given a height. */}
        <div className="h-72">
          <StackedBars
            label="Scans by hour of the day. The figures are in the table."
            looks={looks}
            bars={bars}
            {...(day === null
              ? {}
              : {
                  onPick: (bar) => void navigate({ to: "/messages/scans", search: behind(Number(bar.key)) }),
                })}
          />
        </div>
        {day !== null && (
          <FigureLinks
            label="Open the scans of an hour"
            figures={view.byHour.map((row) => ({
              key: String(row.hour),
              name: writeHour(row.hour),
              count: decisionOrder.reduce((sum, decision) => sum + row[decision], 0),
              behind: behind(row.hour),
            }))}
          />
        )}
      </div>
    </ChartPanel>
  );
}
