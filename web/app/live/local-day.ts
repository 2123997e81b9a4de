const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * The local date of an instant.
 *
 * @param instant RFC 3339
 * @param timeZone IANA name
 * @returns YYYY-MM-DD
 */
export function localDay(instant: string, timeZone: string): string {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-CA", {
      timeZone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
    });
    formats.set(timeZone, format);
  }
  return format.format(new Date(instant));
}
