import { median } from "./statistics.ts";

/** One measured thing: the median of its repetitions, and all of them. */
export interface Figure {
  readonly case: string;
  readonly measure: string;
  readonly unit: string;
  readonly median: number;
  readonly all: readonly number[];
}

/** Collects repetitions of figures in the order in which they were first told. */
export interface FigureBook {
  add(of: Pick<Figure, "case" | "measure" | "unit">, value: number): void;
  figures(): readonly Figure[];
}

export function createFigureBook(): FigureBook {
  const entries = new Map<string, { of: Pick<Figure, "case" | "measure" | "unit">; all: number[] }>();
  return {
    add(of, value) {
      const key = `${of.case}\n${of.measure}`;
      const entry = entries.get(key) ?? { of, all: [] };
      entries.set(key, entry);
      entry.all.push(value);
    },
    figures: () =>
      [...entries.values()].map(({ of: { case: name, measure, unit }, all }) => ({
        case: name,
        measure,
        unit,
        median: median(all),
        all,
      })),
  };
}
