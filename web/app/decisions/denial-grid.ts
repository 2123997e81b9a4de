import type { DecisionsView } from "../../../src/contract/http/scans.ts";

/** Denials by location and clock hour. */
export interface DenialGrid {
  /** Clock hours without gaps, from the first to the last of the period. */
  readonly hours: readonly number[];
  /** Most denials first. */
  readonly rows: readonly {
    readonly location: string | null;
    readonly denied: number;
    /** One for each hour. */
    readonly cells: readonly number[];
  }[];
  /** The largest cell. */
  readonly most: number;
  /** true when the server had more cells than it told: an empty one may then have held as many as the smallest. */
  readonly cut: boolean;
}

/** As many cells as the server tells, most denials first. */
export const mostCells = 50;

export function denialGrid({
  denialClusters,
  byHour,
}: Pick<DecisionsView, "denialClusters" | "byHour">): DenialGrid {
  const seen = [...byHour, ...denialClusters].map(({ hour }) => hour);
  const [first, last] = [Math.min(...seen), Math.max(...seen)];
  const hours =
    seen.length === 0 ? [] : Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const byLocation = new Map<string | null, Map<number, number>>();
  for (const { location, hour, denied } of denialClusters) {
    const cells = byLocation.get(location) ?? new Map<number, number>();
    cells.set(hour, (cells.get(hour) ?? 0) + denied);
    byLocation.set(location, cells);
  }
  const rows = [...byLocation].map(([location, cells]) => ({
    location,
    denied: [...cells.values()].reduce((sum, denied) => sum + denied, 0),
    cells: hours.map((hour) => cells.get(hour) ?? 0),
  }));
  return {
    hours,
    rows: rows.sort((a, b) => b.denied - a.denied),
    most: Math.max(0, ...denialClusters.map(({ denied }) => denied)),
    cut: denialClusters.length >= mostCells,
  };
}
