const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * The instant at which the clocks of a zone show a date and time. Where they show it twice, the first; where they
 * leave it out, the instant as far after the change as the reading is.
 *
 * @param local YYYY-MM-DDTHH:mm, as a `datetime-local` field gives it
 * @param timeZone IANA name
 * @returns RFC 3339 in UTC, or null for what is no date and time
 */
export function instantOfLocal(local: string, timeZone: string): string | null {
  const wall = Date.parse(`${local}Z`);
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(local) || Number.isNaN(wall)) return null;
  // The offsets in force a day before and after: one of the two, or both, show this reading.
  const before = offsetAt(wall - 86_400_000, timeZone);
  const after = offsetAt(wall + 86_400_000, timeZone);
  const candidates = [wall - before, wall - after]
    .filter((instant) => instant + offsetAt(instant, timeZone) === wall)
    .sort((a, b) => a - b);
  return new Date(candidates[0] ?? wall - before).toISOString();
}

/** The reading of a zone's clocks at an instant, as a `datetime-local` field wants it: YYYY-MM-DDTHH:mm. */
export const localOfInstant = (instant: string, timeZone: string): string =>
  new Date(Date.parse(instant) + offsetAt(Date.parse(instant), timeZone)).toISOString().slice(0, 16);

function offsetAt(instant: number, timeZone: string): number {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en", {
      timeZone,
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
    formats.set(timeZone, format);
  }
  const part = Object.fromEntries(
    format.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]),
  );
  const shown = Date.parse(
    `${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}:${part.second}Z`,
  );
  return shown - Math.floor(instant / 1000) * 1000;
}
