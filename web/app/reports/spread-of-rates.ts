import type { GroupFiguresView } from "../../../src/contract/http/figures.ts";

/** Students by their rate, in steps of ten percent. */
export interface RateStep {
  /** Percent, inclusive; the next step's is its end, and 100 belongs to the last. */
  readonly from: number;
  readonly good: number;
  readonly fair: number;
  readonly poor: number;
}

/** How many students have which rate; whoever has none is left out. */
export function spreadOfRates(students: GroupFiguresView["students"]): RateStep[] {
  const steps = Array.from({ length: 10 }, (_, at) => ({ from: at * 10, good: 0, fair: 0, poor: 0 }));
  for (const { percent, band } of students) {
    if (percent === null || band === null) continue;
    const step = steps[Math.min(9, Math.floor(percent / 10))];
    if (step !== undefined) step[band] += 1;
  }
  return steps;
}
