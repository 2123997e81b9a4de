import type { CSSProperties } from "react";
import type { DecisionsView } from "../../../src/contract/http/scans.ts";
import { ChartPanel } from "../../ui/chart-panel.tsx";
import { denialTable, noLocation, writeHour } from "./decision-tables.ts";
import { type DenialGrid, denialGrid } from "./denial-grid.ts";
import { ScansLink } from "./scans-link.tsx";

interface DenialHeatMapProps {
  readonly view: DecisionsView;
  /** The one day of the period, or null for several: an hour can only be opened within a day. */
  readonly day: string | null;
  readonly fileName: string;
  readonly className?: string;
}

const mostRows = 14;
/** Of the colour of denials in the ground of the fullest cell; text stays readable on it. */
const deepestTint = 48;

/** Where and when denials cluster: locations by clock hours, the fuller the deeper. */
export function DenialHeatMap({ view, day, fileName, className = "" }: DenialHeatMapProps) {
  const grid = denialGrid(view);
  return (
    <ChartPanel
      title="Where denials cluster"
      table={denialTable(view)}
      fileName={fileName}
      className={className}
    >
      {grid.rows.length === 0 ? (
        <p className="px-4 py-4 text-sm text-muted">No denials in this time.</p>
      ) : (
        <Grid grid={grid} day={day} />
      )}
    </ChartPanel>
  );
}

function Grid({ grid, day }: { grid: DenialGrid; day: string | null }) {
  const { hours, rows, most, cut } = grid;
  const hidden = rows.length - mostRows;
  return (
    <div className="flex flex-col gap-2 p-4">
      {/* biome-ignore lint/a11y/useSemanticElements: what scrolls sideways is no form */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div role="group" aria-label="Denials by location and hour" tabIndex={0} className="overflow-x-auto">
        <table className="w-full border-separate border-spacing-0.5 text-xs">
          <caption className="sr-only">Denials by location and hour of the day</caption>
          <thead>
            <tr>
              <th scope="col" className="pr-2 text-left text-2xs font-medium text-muted">
                Location
              </th>
              {hours.map((hour) => (
                <th key={hour} scope="col" className="min-w-7 text-center text-2xs font-medium text-muted">
                  {day === null ? (
                    writeHour(hour).slice(0, 2)
                  ) : (
                    <ScansLink
                      behind={{ day, hour, decision: "denied" }}
                      label={`${writeHour(hour)}: open its denials`}
                    >
                      {writeHour(hour).slice(0, 2)}
                    </ScansLink>
                  )}
                </th>
              ))}
              <th scope="col" className="pl-2 text-right text-2xs font-medium text-muted">
                All
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, mostRows).map(({ location, denied, cells }) => (
              <tr key={location ?? ""}>
                <th scope="row" className="max-w-32 truncate pr-2 text-left font-medium">
                  {location === null ? (
                    noLocation
                  ) : (
                    <ScansLink behind={{ location, day: day ?? undefined, decision: "denied" }}>
                      {location}
                    </ScansLink>
                  )}
                </th>
                {cells.map((count, index) => (
                  <Cell
                    // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its hour
                    key={index}
                    count={count}
                    hour={hours[index] ?? 0}
                    location={location}
                    day={day}
                    most={most}
                  />
                ))}
                <td className="pl-2 text-right font-medium">{denied}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {(hidden > 0 || cut) && (
        <p className="text-xs text-muted">
          {hidden > 0 && `${hidden} more ${hidden === 1 ? "location is" : "locations are"} in the table. `}
          {cut && "Only the fullest 50 cells are told; an empty one may hold fewer."}
        </p>
      )}
    </div>
  );
}

interface CellProps {
  readonly count: number;
  readonly hour: number;
  readonly location: string | null;
  readonly day: string | null;
  readonly most: number;
}

function Cell({ count, hour, location, day, most }: CellProps) {
  if (count === 0) return <td className="h-8 rounded-[0.25rem] bg-sunken" />;
  const tint = { "--tint": `${Math.round(8 + ((deepestTint - 8) * count) / most)}%` } as CSSProperties;
  const ground = "bg-[color-mix(in_oklab,var(--color-denied)_var(--tint),var(--color-surface))]";
  return (
    <td className={`h-8 rounded-[0.25rem] p-0 text-center ${ground}`} style={tint}>
      {day === null || location === null ? (
        count
      ) : (
        <ScansLink
          behind={{ location, day, hour, decision: "denied" }}
          label={`${count} ${count === 1 ? "denial" : "denials"} at ${location} between ${hour} and ${hour + 1}: open`}
          className="grid h-8 place-items-center rounded-[0.25rem] font-medium"
        >
          {count}
        </ScansLink>
      )}
    </td>
  );
}
