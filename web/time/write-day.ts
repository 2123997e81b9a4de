const longDay = new Intl.DateTimeFormat("en-GB", {
  timeZone: "UTC",
  weekday: "long",
  day: "numeric",
  month: "long",
  year: "numeric",
});

/** @param day a local date, YYYY-MM-DD */
export const writeDay = (day: string): string => longDay.format(new Date(`${day}T00:00:00Z`));
