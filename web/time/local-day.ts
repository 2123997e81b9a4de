const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * The local date of an instant. Put together from parts: how a locale writes a date changes between browsers.
 *
 * @param instant RFC 3339
 * @param timeZone IANA name
 * @returns YYYY-MM-DD
 */
export function localDay(instant: string, timeZone: string): string {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en", {
      timeZone,
      calendar: "gregory",
      numberingSystem: "latn",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
    });
    formats.set(timeZone, format);
  }
  const parts = Object.fromEntries(
    format.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]),
  );
  return `${parts.year}-${parts.month}-${parts.day}`;
}
