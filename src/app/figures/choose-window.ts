import { Temporal } from "temporal-polyfill";
import type { Span } from "../../domain/timetable/standing-session.ts";
import type { FiguresStore, TermDays } from "./figures-store.ts";

/** Local days that a figure is taken over, both inclusive, ISO, and what they are called: null for days that are no term. */
export interface FigureWindow {
  readonly from: string;
  readonly to: string;
  readonly title: string | null;
}

/** Where no term has begun: so many weeks of sessions are listed of a student, and looked at by the rules for attention. */
export const weeksWithoutTerm = 26;

/** Which days somebody asked for. */
export interface WindowAsked {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Code of a term. */
  readonly term?: string | undefined;
}

/** Days that make no window: which field, its value, and what to do about it. */
export class InvalidWindow extends Error {
  override readonly name = "InvalidWindow";
  readonly field: "from" | "to" | "term";
  constructor(field: "from" | "to" | "term", message: string) {
    super(message);
    this.field = field;
  }
}

/**
 * The window of a figure: the days or the term asked for, else the term that holds today (the class's own, then any),
 * else the last term that is over, else, in a school without terms, today. Which sessions there are, and of which kind,
 * is no part of it: one more session changes no other figure.
 *
 * @param own the term of the class that the figure is of, or null
 * @throws InvalidWindow for half a window, days in the wrong order, or a term that is not there
 */
export async function chooseWindow(
  store: Pick<FiguresStore, "findTerm" | "termAt">,
  asked: WindowAsked,
  today: string,
  own: TermDays | null = null,
): Promise<FigureWindow> {
  const { from, to, term } = asked;
  if (term !== undefined) {
    if (from !== undefined || to !== undefined) {
      throw new InvalidWindow("term", `term: ${term} comes with days; give either a term or from and to`);
    }
    const found = await store.findTerm(term);
    if (found === null) {
      throw new InvalidWindow(
        "term",
        `term: no term has the code ${term}; give the code of a term that is there`,
      );
    }
    return found;
  }
  if (from !== undefined || to !== undefined) {
    if (from === undefined) throw new InvalidWindow("from", `from: missing beside to: ${to}; give both days`);
    if (to === undefined) throw new InvalidWindow("to", `to: missing beside from: ${from}; give both days`);
    if (to < from) throw new InvalidWindow("to", `to: ${to} is before from: ${from}; give them in order`);
    return { from, to, title: null };
  }
  if (own !== null && own.from <= today && today <= own.to) return own;
  return (await store.termAt(today)) ?? { from: today, to: today, title: null };
}

/** The instants of a window: whole local days as the zone's clocks have them. */
export function spanOfWindow(window: Pick<FigureWindow, "from" | "to">, timeZone: string): Span {
  const midnight = (day: Temporal.PlainDate): Temporal.Instant => day.toZonedDateTime(timeZone).toInstant();
  return {
    start: midnight(Temporal.PlainDate.from(window.from)),
    end: midnight(Temporal.PlainDate.from(window.to).add({ days: 1 })),
  };
}
