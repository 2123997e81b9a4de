const longDay = new Intl.DateTimeFormat("en-GB", {
  timeZone: "UTC",
  weekday: "long",
  day: "numeric",
  month: "long",
  year: "numeric",
});

/** A day where there is room for it: `Monday 23 November 2026`. @param day a local date, YYYY-MM-DD */
export const writeDay = (day: string): string =>
  // Whether a comma follows the weekday is the browser's own business.
  longDay.format(new Date(`${day}T00:00:00Z`)).replace(",", "");
