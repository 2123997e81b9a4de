import { Temporal } from "temporal-polyfill";

const shortDay = new Intl.DateTimeFormat("en-GB", {
  timeZone: "UTC",
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
});

/** A day as pages and paper write it where there is little room: `Mon 23 Nov 2026`. @param day a local date, YYYY-MM-DD */
export const writeShortDay = (day: string): string =>
  // Whether a comma follows the weekday is the runtime's own business, and would differ between paper and page.
  shortDay.format(Temporal.PlainDate.from(day).toZonedDateTime("UTC").epochMilliseconds).replace(",", "");
