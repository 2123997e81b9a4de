import type { CSSProperties } from "react";
import type { AttendanceReport } from "../../../src/contract/http/reports.ts";

export const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
/** Of the colour in the ground of the lowest cell; text stays readable on it. */
const deepestTint = 48;

/** 09:00, or the whole day of a session that stands. */
export const writeStart = (hour: number | null): string =>
  hour === null ? "All day" : `${String(hour).padStart(2, "0")}:00`;

/** Attendance by the hour in which sessions start and weekday: the lower, the deeper. */
export function WeekHours({ hours, poorBelow }: { hours: AttendanceReport["hours"]; poorBelow: number }) {
  const starts = [...new Set(hours.map(({ hour }) => hour))].sort((a, b) => (a ?? -1) - (b ?? -1));
  const days = [...new Set(hours.map(({ weekday }) => weekday))].sort((a, b) => a - b);
  const cells = new Map(hours.map((cell) => [`${cell.weekday} ${cell.hour}`, cell]));
  return (
    <div className="p-4">
      <table className="w-full table-fixed border-separate border-spacing-0.5 text-xs">
        <caption className="sr-only">Attendance by the hour in which sessions start and by weekday</caption>
        <thead>
          <tr>
            <th scope="col" className="w-14 text-left text-2xs font-medium text-muted">
              Starts
            </th>
            {days.map((weekday) => (
              <th key={weekday} scope="col" className="text-center text-2xs font-medium text-muted">
                <abbr title={weekdays[weekday - 1]} className="no-underline">
                  {weekdays[weekday - 1]?.slice(0, 3)}
                </abbr>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {starts.map((hour) => (
            <tr key={hour}>
              <th scope="row" className="text-left font-medium">
                {writeStart(hour)}
              </th>
              {days.map((weekday) => (
                <Cell key={weekday} cell={cells.get(`${weekday} ${hour}`)} poorBelow={poorBelow} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="pt-2 text-xs text-muted">Per cent of what could be earned; the deeper, the lower.</p>
    </div>
  );
}

interface CellProps {
  readonly cell: AttendanceReport["hours"][number] | undefined;
  readonly poorBelow: number;
}

function Cell({ cell, poorBelow }: CellProps) {
  if (cell?.percent == null) return <td className="h-8 rounded-[0.25rem] bg-sunken" />;
  const missing = Math.min(1, (100 - cell.percent) / Math.max(1, 100 - poorBelow));
  const tint = { "--tint": `${Math.round(deepestTint * missing)}%` } as CSSProperties;
  return (
    <td
      style={tint}
      title={`${cell.earned.value} ÷ ${cell.possible.value}`}
      className="h-8 rounded-[0.25rem] bg-[color-mix(in_oklab,var(--color-denied)_var(--tint),var(--color-surface))] text-center tabular-nums"
    >
      {cell.percent.toFixed(1)}
    </td>
  );
}
