const longDay = new Intl.DateTimeFormat("en-GB", {
  timeZone: "UTC",
  weekday: "long",
  day: "numeric",
  month: "long",
  year: "numeric",
});

/** @param day a local date, YYYY-MM-DD */
export const writeDay = (day: string): string => longDay.format(new Date(`${day}T00:00:00Z`));

const shortDay = new Intl.DateTimeFormat("en-GB", {
  timeZone: "UTC",
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
});

/** The same in as little room as a field has. @param day a local date, YYYY-MM-DD */
export const writeShortDay = (day: string): string => shortDay.format(new Date(`${day}T00:00:00Z`));
