import { Temporal } from "temporal-polyfill";

const plainText = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(?:\.\d{1,3})?\+00$/;

/**
 * PostgreSQL's text of a timestamptz in UTC, `2026-11-23 09:03:07.123+00`, as an instant. `Date` reads it in a tenth of the
 * time that `Temporal` takes, which reads what is finer or further away.
 */
export function toInstant(text: string): Temporal.Instant {
  if (plainText.test(text)) {
    return Temporal.Instant.fromEpochMilliseconds(Date.parse(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`));
  }
  return Temporal.Instant.from(text.replace(" ", "T"));
}

/** The same as RFC 3339 text with milliseconds, without the detour through an object: for long lists. */
export function toRfc3339(text: string): string {
  const [, date = "", time = "", fraction = ""] =
    /^(\S+) (\d{2}:\d{2}:\d{2})(?:\.(\d+))?\+00$/.exec(text) ?? [];
  if (date === "") return toInstant(text).toString({ fractionalSecondDigits: 3 });
  return `${date}T${time}.${fraction.padEnd(3, "0").slice(0, 3)}Z`;
}
