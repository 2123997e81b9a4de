import { fileZone } from "./file-zone.ts";
import { type CalendarComponent, textOf } from "./parse-calendar.ts";
import { ianaZone, type WallZone } from "./wall-zone.ts";

/** The zone of a time, or why there is none. */
export type ZoneChoice =
  | {
      readonly zone: WallZone;
      /** The IANA name that a longer one was taken for. */
      readonly guessed: string | null;
    }
  | { readonly refused: string };

export interface ZoneChooser {
  /** What times without any zone are meant in. */
  readonly institution: WallZone;
  readonly utc: WallZone;
  /** By the value of TZID. */
  byName(name: string): ZoneChoice;
}

/**
 * Finds the zones that a calendar's times name: the IANA's by their names, and after them those whose rules the file
 * brings along.
 *
 * @param institution an IANA name
 * @throws RangeError when the institution's zone does not exist
 */
export function chooseZone(calendars: readonly CalendarComponent[], institution: string): ZoneChooser {
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
    const zone = ianaZone(name);
    if (zone) return { zone, guessed: null };
    const component = brought.get(name);
    if (component) {
      const read = fileZone(component, institution);
      return "refused" in read ? read : { zone: read, guessed: null };
    }
    // Some producers put a path of their own before the name.
    const parts = name.split("/");
    for (const length of [3, 2]) {
      if (parts.length <= length) continue;
      const tail = parts.slice(-length).join("/");
      const known = ianaZone(tail);
      if (known) return { zone: known, guessed: tail };
    }
    return { refused: "the file has no rules for it (VTIMEZONE), and it is no IANA name" };
  }

  return {
    institution: own,
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

/** Quoted in one place and escaped in the other, a name is the same. */
function nameOf(text: string): string {
  return text
    .replaceAll("\\,", ",")
    .replace(/^"(.*)"$/, "$1")
    .trim();
}
