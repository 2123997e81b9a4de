import { Link } from "@tanstack/react-router";
import type { DecisionsView } from "../../../src/contract/http/scans.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { ChartPanel } from "../../ui/chart-panel.tsx";
import { ColumnHeader } from "../../ui/column-header.tsx";
import { deniedAgainTable } from "./decision-tables.ts";
import { ScansLink } from "./scans-link.tsx";

interface DeniedAgainPanelProps {
  readonly view: DecisionsView;
  readonly day: string | null;
  readonly today: string;
  readonly fileName: string;
}

/** Who was turned away more than once, most often first. */
export function DeniedAgainPanel({ view, day, today, fileName }: DeniedAgainPanelProps) {
  const face = clockfaceOf(view.timeZone);
  return (
    <ChartPanel
      title="Turned away again and again"
      note={view.deniedAgain.length === 0 ? undefined : view.deniedAgain.length}
      table={deniedAgainTable(view)}
      fileName={fileName}
      className="max-h-[27rem]"
    >
      {view.deniedAgain.length === 0 ? (
        <p className="px-4 py-4 text-sm text-muted">
          Nobody. A student who was not let in more than once would be here.
        </p>
      ) : (
        <table className="w-full">
          <thead className="sticky top-0 border-b border-line bg-sunken">
            <tr>
              <ColumnHeader>Student</ColumnHeader>
              <ColumnHeader align="right">Attempts</ColumnHeader>
              <ColumnHeader>Where</ColumnHeader>
              <ColumnHeader align="right">Last</ColumnHeader>
            </tr>
          </thead>
          <tbody>
            {view.deniedAgain.map(({ student, attempts, locations, lastAt }) => (
              <tr key={student} className="border-b border-line text-sm last:border-b-0">
                <th scope="row" className="py-2 pr-4 pl-4 text-left font-medium break-words">
                  <Link to="/students/$student" params={{ student }} className="hover:underline">
                    {student}
                  </Link>
                </th>
                <td className="py-2 pr-4 text-right">
                  <ScansLink
                    behind={{ student, day: day ?? undefined }}
                    label={`${attempts} attempts of ${student}: open the scans`}
                    className="font-medium underline decoration-line-strong underline-offset-2 hover:decoration-current"
                  >
                    {attempts}
                  </ScansLink>
                </td>
                <td className="py-2 pr-4 text-xs break-words text-muted">{locations.join(", ")}</td>
                <td className="py-2 pr-4 text-right text-xs whitespace-nowrap text-muted">
                  <time dateTime={lastAt}>{face.time(lastAt, today)}</time>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </ChartPanel>
  );
}
