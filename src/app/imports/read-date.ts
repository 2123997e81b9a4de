import { Temporal } from "temporal-polyfill";

import { isShortDate, monthByName } from "./month-names.ts";

/** A date as a file has it. */
export type DateReading =
  | {
      readonly kind: "date";
      readonly date: string /** true for anything but ISO. */;
      readonly guessed: boolean;
    }
  | { readonly kind: "refused"; readonly message: string; readonly remedy: string };

const remedy = "write it as 2026-11-23";

/** Which of two figures is the day, where a date may be read both ways. */
export type DayOrder = "day first" | "month first";

const inFigures = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?:[T ].*)?$/;

/**
 * In which order days and months stand in a column, by those of its cells that can be read in one order alone; null where
 * none of them is, or where they are of both.
 */
export function orderOfDates(cells: Iterable<string>): DayOrder | null {
  const found = new Set<DayOrder>();
  for (const cell of cells) {
    const [, first = "", second = ""] = inFigures.exec(cell.trim()) ?? [];
    if (Number(first) > 12 && Number(second) >= 1 && Number(second) <= 12) found.add("day first");
    if (Number(second) > 12 && Number(first) >= 1 && Number(first) <= 12) found.add("month first");
  }
  const [order = null] = found;
  return found.size === 1 ? order : null;
}

/**
 * Reads a date: ISO, with or without a time of day behind it; year, month, day without or with other marks; a month by
 * name; day and month in figures where only one order gives a date, or the other cells of its column say which. Where both
 * orders do, and differ, it is refused: a guess would be wrong as often as right.
 *
 * @param order in which the other cells of the column have day and month
 */
export function readDate(text: string, order: DayOrder | null = null): DateReading {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?$/.exec(text);
  if (iso) return dateOf(iso[1], iso[2], iso[3], iso[0].length !== 10);
  const yearFirst = /^(\d{4})[./](\d{1,2})[./](\d{1,2})$/.exec(text) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (yearFirst) return dateOf(yearFirst[1], yearFirst[2], yearFirst[3], true);
  const named = /^(\d{1,2})[ .-]+(\p{L}{3,10})[ .,-]+(\d{4})$/u.exec(text);
  if (named) return dateOf(named[3], monthOf(named[2]), named[1], true);
  const american = /^(\p{L}{3,10})[ .]+(\d{1,2}),? +(\d{4})$/u.exec(text);
  if (american) return dateOf(american[3], monthOf(american[1]), american[2], true);
  const figures = inFigures.exec(text);
  if (figures) {
    const [, first = "", second = "", year] = figures;
    const dayFirst = dateOf(year, second, first, true);
    const monthFirst = dateOf(year, first, second, true);
    if (dayFirst.kind === "refused") return monthFirst;
    if (monthFirst.kind === "refused" || monthFirst.date === dayFirst.date) return dayFirst;
    if (order !== null) return order === "day first" ? dayFirst : monthFirst;
    return {
      kind: "refused",
      message: `may be ${dayFirst.date} or ${monthFirst.date}`,
      remedy: `write it as ${dayFirst.date} or ${monthFirst.date}`,
    };
  }
  if (isShortDate(text)) return { kind: "refused", message: "is a day without its year, or a month", remedy };
  return { kind: "refused", message: "is no date", remedy };
}

/** `""` for a name that is no month's. */
function monthOf(name = ""): string {
  return String(monthByName(name) ?? "");
}

function dateOf(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
  guessed: boolean,
): DateReading {
  try {
    const fields = { year: Number(year), month: Number(month), day: Number(day) };
    const date = Temporal.PlainDate.from(fields, { overflow: "reject" }).toString();
    return { kind: "date", date, guessed };
  } catch (error) {
    if (error instanceof RangeError) return { kind: "refused", message: "is no day of any calendar", remedy };
    throw error;
  }
}
