import { writeShortDay } from "../../src/domain/kernel/write-short-day.ts";
import { localDay } from "./local-day.ts";

/** Writes instants as the institution's clocks show them. */
export interface Clockface {
  /** 09:41:03, with the date before it when that is another day than `day`. */
  readonly time: (instant: string, day: string) => string;
  /** 09:41 */
  readonly minute: (instant: string) => string;
  /** UTC+08:00 at the given instant, or UTC. */
  readonly offset: (instant: Date) => string;
}

const faces = new Map<string, Clockface>();

/** @param timeZone IANA name */
export function clockfaceOf(timeZone: string): Clockface {
  const known = faces.get(timeZone);
  if (known !== undefined) return known;
  const times = new Intl.DateTimeFormat("en-GB", { timeZone, timeStyle: "medium" });
  const minutes = new Intl.DateTimeFormat("en-GB", { timeZone, timeStyle: "short" });
  const offsets = new Intl.DateTimeFormat("en-GB", { timeZone, timeZoneName: "longOffset" });
  const face: Clockface = {
    time(instant, day) {
      const date = new Date(instant);
      const time = times.format(date);
      const own = localDay(instant, timeZone);
      return own === day ? time : `${writeShortDay(own)} ${time}`;
    },
    minute: (instant) => minutes.format(new Date(instant)),
    offset(instant) {
      const name = offsets.formatToParts(instant).find((part) => part.type === "timeZoneName")?.value ?? "";
      // Browsers differ in whether no offset is written.
      return name.replace("GMT", "UTC").replace("+00:00", "");
    },
  };
  faces.set(timeZone, face);
  return face;
}
