/** Writes instants as the institution's clocks show them. */
export interface Clockface {
  /** 09:41:03, with the date before it when that is another day than `day`. */
  readonly time: (instant: string, day: string) => string;
  /** 09:41 */
  readonly minute: (instant: string) => string;
  /** UTC+08:00 at the given instant. */
  readonly offset: (instant: Date) => string;
}

const faces = new Map<string, Clockface>();

/** @param timeZone IANA name */
export function clockfaceOf(timeZone: string): Clockface {
  const known = faces.get(timeZone);
  if (known !== undefined) return known;
  const times = new Intl.DateTimeFormat("en-GB", { timeZone, timeStyle: "medium" });
  const minutes = new Intl.DateTimeFormat("en-GB", { timeZone, timeStyle: "short" });
  const isoDays = new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" });
  const dates = new Intl.DateTimeFormat("en-GB", { timeZone, day: "numeric", month: "short" });
  const offsets = new Intl.DateTimeFormat("en-GB", { timeZone, timeZoneName: "longOffset" });
  const face: Clockface = {
    time(instant, day) {
      const date = new Date(instant);
      const time = times.format(date);
      return isoDays.format(date) === day ? time : `${dates.format(date)} ${time}`;
    },
    minute: (instant) => minutes.format(new Date(instant)),
    offset(instant) {
      const name = offsets.formatToParts(instant).find((part) => part.type === "timeZoneName")?.value ?? "";
      return name === "GMT" ? "UTC" : name.replace("GMT", "UTC");
    },
  };
  faces.set(timeZone, face);
  return face;
}

const longDay = new Intl.DateTimeFormat("en-GB", {
  timeZone: "UTC",
  weekday: "long",
  day: "numeric",
  month: "long",
  year: "numeric",
});

/** @param day a local date, YYYY-MM-DD */
export const writeDay = (day: string): string => longDay.format(new Date(`${day}T00:00:00Z`));
