import type { DecisionsView } from "../../../src/contract/http/scans.ts";
import type { FigureTable } from "../../ui/write-csv.ts";

/** The order in which decisions are drawn and written. */
export const decisionOrder = ["granted", "late", "denied", "unknown"] as const;
export type DecisionCounts = DecisionsView["total"];

export const noReason = "No reason given";
export const noLocation = "No location";

/** Counts of each decision by whatever `name` is. */
export function decisionTable<T extends DecisionCounts>(
  head: string,
  rows: readonly T[],
  name: (row: T) => string,
): FigureTable {
  return {
    columns: [head, "Granted", "Late", "Denied", "Unidentified"],
    rows: rows.map((row) => [name(row), ...decisionOrder.map((decision) => row[decision])]),
  };
}

export const denialTable = ({ denialClusters }: Pick<DecisionsView, "denialClusters">): FigureTable => ({
  columns: ["Location", "Hour", "Denied"],
  rows: denialClusters.map(({ location, hour, denied }) => [location ?? noLocation, writeHour(hour), denied]),
});

export const deniedAgainTable = ({ deniedAgain }: Pick<DecisionsView, "deniedAgain">): FigureTable => ({
  columns: ["Student", "Attempts", "Locations", "Last at (UTC)"],
  rows: deniedAgain.map(({ student, attempts, locations, lastAt }) => [
    student,
    attempts,
    locations.join(", "),
    lastAt,
  ]),
});

/** 09:00 */
export const writeHour = (hour: number): string => `${String(hour).padStart(2, "0")}:00`;
