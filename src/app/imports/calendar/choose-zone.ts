import type { CalendarRule } from "./calendar-rule.ts";
import { fileZone } from "./file-zone.ts";
import { type CalendarComponent, textOf } from "./parse-calendar.ts";
import { ianaZone, type WallZone } from "./wall-zone.ts";

/** The zone of a time, or why there is none. */
export type ZoneChoice =
  | {
      readonly zone: WallZone;
      /** The IANA name that another one was taken for. */
      readonly guessed: string | null;
    }
  | { readonly refused: string };

export interface ZoneChooser {
  /** What times without any zone are meant in, and who says so. */
  readonly floating: WallZone;
  readonly floatingBy: "institution" | "calendar" | "person";
  /** As people know it: an IANA name, or what the calendar calls it. */
  readonly floatingName: string;
  /** What the calendar says its zone is (X-WR-TIMEZONE) where nobody knows that name; null else. */
  readonly floatingUnknown: string | null;
  readonly utc: WallZone;
  /** By the value of TZID. */
  byName(name: string): ZoneChoice;
}

/** What Windows calls a zone: the IANA's zones that it stands for, the usual one first; empty for no such name. */
export type WindowsZones = (name: string) => readonly string[];

/**
 * Finds the zones that a calendar's times name: as a person said, else the IANA's by their names, after them those whose
 * rules the file brings along, after them what Windows calls zones (CLDR), offsets from UTC and names with a city. Times
 * without a zone are meant in the calendar's own (`X-WR-TIMEZONE`) where it says one, else in the institution's.
 *
 * @param institution an IANA name
 * @throws RangeError when the institution's zone does not exist
 */
export function chooseZone(
  calendars: readonly CalendarComponent[],
  institution: string,
  windows: WindowsZones,
  told: Pick<CalendarRule, "timeZone" | "zones">,
): ZoneChooser {
  const own = ianaZone(institution);
  const utc = ianaZone("UTC", institution);
  if (own === null || utc === null) throw new RangeError(`${institution} is no time zone`);
  const brought = new Map<string, CalendarComponent>();
  for (const component of calendars.flatMap(({ components }) => components)) {
    const name = nameOf(textOf(component, "tzid"));
    if (component.name === "vtimezone" && !brought.has(name)) brought.set(name, component);
  }
  const chosen = new Map<string, ZoneChoice>();

  function choose(name: string): ZoneChoice {
    const said = told.zones[name];
    const meant = said === undefined ? null : ianaZone(said);
    if (meant) return { zone: meant, guessed: null };
    const zone = ianaZone(name);
    if (zone) return { zone, guessed: null };
    const component = brought.get(name);
    if (component) {
      const read = fileZone(component, institution);
      return "refused" in read ? read : { zone: read, guessed: null };
    }
    for (const candidate of zonesLike(name, institution, windows)) {
      const known = ianaZone(candidate);
      if (known) return { zone: known, guessed: candidate };
    }
    return {
      refused: "the file has no rules for it (VTIMEZONE), and neither the IANA nor Windows has such a name",
    };
  }

  const byPerson = told.timeZone === null ? null : ianaZone(told.timeZone);
  const said = calendars
    .map((calendar) => nameOf(textOf(calendar, "x-wr-timezone")))
    .find((name) => name !== "");
  const byCalendar = said === undefined ? null : choose(said);
  const calendarZone = byCalendar !== null && "zone" in byCalendar ? byCalendar.zone : null;
  return {
    floating: byPerson ?? calendarZone ?? own,
    floatingName:
      byPerson?.timeZone ??
      (calendarZone === null || said === undefined ? institution : calledAs(said, byCalendar)),
    floatingUnknown: calendarZone === null && said !== undefined ? said : null,
    floatingBy: byPerson ? "person" : calendarZone ? "calendar" : "institution",
    utc,
    byName(given) {
      const name = nameOf(given);
      const known = chosen.get(name);
      if (known) return known;
      const choice = choose(name);
      chosen.set(name, choice);
      return choice;
    },
  };
}

/** `Europe/London`; of a name that another zone was taken for, both. */
function calledAs(name: string, choice: ZoneChoice | null): string {
  const guessed = choice !== null && "guessed" in choice ? choice.guessed : null;
  return guessed === null || guessed === name ? name : `${guessed} for “${name}”`;
}

/** IANA names that a name of another kind may stand for, the likeliest first. */
function zonesLike(name: string, institution: string, windows: WindowsZones): readonly string[] {
  const bare = name.replace(/^\((?:UTC|GMT)[^)]*\)\s*/i, "");
  const windowsNames = [
    bare,
    bare.replace(/\bDaylight Time$/i, "Standard Time"),
    bare.replace(/^(.+?) Time(?: \(.*\))?$/i, "$1 Standard Time"),
  ];
  const byWindows = windowsNames.map(windows).find((zones) => zones.length > 0) ?? [];
  // The name stands for several countries: the institution's own is as good, and is the one that it knows.
  const fromWindows = byWindows.includes(institution) ? [institution] : byWindows;
  const parts = name.split("/");
  // Some producers put a path of their own before the name.
  const tails = [3, 2].flatMap((length) => (parts.length > length ? [parts.slice(-length).join("/")] : []));
  const offset = /^(?:UTC|GMT)?\s*([+-])(\d{1,2})(?::?(\d{2}))?$/i.exec(name);
  // The IANA's signs are the other way round. Offsets with minutes have no such name.
  const byOffset =
    offset && Number(offset[3] ?? 0) === 0
      ? [`Etc/GMT${Number(offset[2]) === 0 ? "" : `${offset[1] === "+" ? "-" : "+"}${Number(offset[2])}`}`]
      : [];
  const cities = bare === name ? [] : bare.split(/[,/]/).map((city) => city.trim().replace(/\s+/g, "_"));
  const all = cities.length === 0 ? [] : Intl.supportedValuesOf("timeZone");
  const byCity = cities.flatMap((city) => all.filter((zone) => zone.endsWith(`/${city}`)));
  return [...fromWindows, ...tails, ...byOffset, ...(byCity.includes(institution) ? [institution] : byCity)];
}

/** Quoted in one place and escaped in the other, a name is the same. */
function nameOf(text: string): string {
  return text
    .replaceAll("\\,", ",")
    .replace(/^"(.*)"$/, "$1")
    .trim();
}
