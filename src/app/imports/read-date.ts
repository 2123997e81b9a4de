import { Temporal } from "temporal-polyfill";

/** A date as a file has it. */
export type DateReading =
  | {
      readonly kind: "date";
      readonly date: string /** true for anything but ISO. */;
      readonly guessed: boolean;
    }
  | { readonly kind: "refused"; readonly message: string; readonly remedy: string };

const remedy = "write it as 2026-11-23";
const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/**
 * Reads a date: ISO, with or without a time of day behind it; year, month, day without or with other marks; a month by
 * name; day and month in figures where only one order gives a date. Where both orders do, and differ, it is refused:
 * a guess would be wrong as often as right.
 */
export function readDate(text: string): DateReading {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?$/.exec(text);
  if (iso) return dateOf(iso[1], iso[2], iso[3], iso[0].length !== 10);
  const yearFirst = /^(\d{4})[./](\d{1,2})[./](\d{1,2})$/.exec(text) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (yearFirst) return dateOf(yearFirst[1], yearFirst[2], yearFirst[3], true);
  const named = /^(\d{1,2})[ .-]+(\p{L}{3,9})[ .,-]+(\d{4})$/u.exec(text);
  if (named) return dateOf(named[3], monthOf(named[2]), named[1], true);
  const american = /^(\p{L}{3,9})[ .]+(\d{1,2}),? +(\d{4})$/u.exec(text);
  if (american) return dateOf(american[3], monthOf(american[1]), american[2], true);
  const figures = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?: .*)?$/.exec(text);
  if (figures) {
    const [, first = "", second = "", year] = figures;
    const dayFirst = dateOf(year, second, first, true);
    const monthFirst = dateOf(year, first, second, true);
    if (dayFirst.kind === "refused") return monthFirst;
    if (monthFirst.kind === "refused" || monthFirst.date === dayFirst.date) return dayFirst;
    return {
      kind: "refused",
      message: `may be ${dayFirst.date} or ${monthFirst.date}`,
      remedy: `write it as ${dayFirst.date} or ${monthFirst.date}`,
    };
  }
  return { kind: "refused", message: "is no date", remedy };
}

/** `""` for a name that is no month's in English. */
function monthOf(name = ""): string {
  const at = months.indexOf(name.slice(0, 3).toLowerCase());
  return at < 0 ? "" : String(at + 1);
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
