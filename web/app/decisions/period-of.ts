import { addDays } from "./add-days.ts";
import type { DecisionsSearch } from "./decisions-search.ts";

/** The days that the insights are of. */
export interface Period {
  /** First and last, YYYY-MM-DD; the same for one day. */
  readonly from: string;
  readonly to: string;
  /** Why these days cannot be asked for; null where they can. */
  readonly trouble: string | null;
}

/** As many as the server answers at once. */
const mostDays = 92;

/** @param today the institution's, YYYY-MM-DD */
export function periodOf(search: DecisionsSearch, today: string): Period {
  switch (search.period) {
    case undefined:
      return { from: today, to: today, trouble: null };
    case "yesterday": {
      const day = addDays(today, -1);
      return { from: day, to: day, trouble: null };
    }
    case "7-days":
      return { from: addDays(today, -6), to: today, trouble: null };
    case "30-days":
      return { from: addDays(today, -29), to: today, trouble: null };
    case "dates": {
      const to = search.to ?? today;
      const from = search.from ?? addDays(to, -6);
      return { from, to, trouble: troubleOf(from, to) };
    }
  }
}

function troubleOf(from: string, to: string): string | null {
  if (from > to) return "The first day is after the last.";
  if (to >= addDays(from, mostDays)) return `At most ${mostDays} days can be looked at together.`;
  return null;
}
