import { useNavigate } from "@tanstack/react-router";
import type { DecisionsView } from "../../../src/contract/http/scans.ts";
import { writeShortDay } from "../../../src/domain/kernel/write-short-day.ts";
import { ChartPanel } from "../../ui/chart-panel.tsx";
import { decisionLooks } from "../../ui/looks.ts";
import { StackedBars } from "../../ui/stacked-bars.tsx";
import { addDays } from "./add-days.ts";
import { decisionOrder, decisionTable } from "./decision-tables.ts";
import { FigureLinks } from "./figure-links.tsx";

interface DaysPanelProps {
  readonly view: DecisionsView;
  readonly location: string | undefined;
  readonly fileName: string;
}

const looks = decisionOrder.map((decision) => decisionLooks[decision]);
const axisDay = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", day: "numeric", month: "short" });
/** No more words below the axis than fit a phone. */
const mostTicks = 5;

/** Scans of each day of a longer period, days without any included. */
export function DaysPanel({ view, location, fileName }: DaysPanelProps) {
  const navigate = useNavigate();
  const behind = (day: string) => ({ day, location });
  const counted = new Map(view.byDay.map((row) => [row.day, row]));
  const days = daysBetween(view.from, view.to);
  const every = Math.ceil(days.length / mostTicks);
  return (
    <ChartPanel title="By day" table={decisionTable("Day", view.byDay, ({ day }) => day)} fileName={fileName}>
      <div>
        {/* The picture fills what it is given, so it has to be given a height. */}
        <div className="h-72">
          <StackedBars
            label="Scans by day. The figures are in the table."
            looks={looks}
            bars={days.map((day, index) => ({
              key: day,
              label: writeShortDay(day),
              tick: index % every === 0 ? axisDay.format(new Date(`${day}T00:00:00Z`)) : undefined,
              values: decisionOrder.map((decision) => counted.get(day)?.[decision] ?? 0),
            }))}
            onPick={(bar) => void navigate({ to: "/messages/scans", search: behind(bar.key) })}
          />
        </div>
        <FigureLinks
          label="Open the scans of a day"
          figures={view.byDay.map((row) => ({
            key: row.day,
            name: writeShortDay(row.day),
            count: decisionOrder.reduce((sum, decision) => sum + row[decision], 0),
            behind: behind(row.day),
          }))}
        />
      </div>
    </ChartPanel>
  );
}

function daysBetween(from: string, to: string): string[] {
  const days: string[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day);
  return days;
}
