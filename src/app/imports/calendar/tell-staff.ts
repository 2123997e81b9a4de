import { codeKey } from "../../../domain/kernel/code-key.ts";
import type { CalendarNotes, NotePlace } from "./calendar-notes.ts";
import { type CalendarComponent, propertyOf } from "./parse-calendar.ts";
import type { KeysOfStaff, StaffOfEvent, WhyNoStaff } from "./staff-of-event.ts";

const nothing = "Nothing, if the names are right.";
const ifPerson =
  "If it is a person, write a title before the name, or the family's name first with a comma (Hall, Stuart), where the calendar is made.";
const asStaff =
  "If it names who holds the meeting, write it as Staff: and the full names, with semicolons between them, where the calendar is made.";

/** Why a text is none of the staff, and what to do where it is. */
const sayLeftOut: Readonly<Record<WhyNoStaff, readonly [message: string, remedy: string]>> = {
  nobody: [
    "It stands where names of staff do, and is what people write who name nobody: it is left out",
    "Nothing; write who holds the meeting where the calendar is made, once that is known.",
  ],
  group: [
    "It stands where names of staff do, and reads like a school, a department or a group: it is left out",
    ifPerson,
  ],
  thing: ["It stands where names of staff do, and reads like a thing or a matter: it is left out", ifPerson],
  place: [
    "It stands where names of staff do, and reads like a place or a day: it is left out",
    `${ifPerson} A room belongs into LOCATION.`,
  ],
  number: [
    "It stands where names of staff do, and reads like a number or a code: it is left out",
    "Nothing, if the names are right; a room belongs into LOCATION.",
  ],
  web: ["It stands beside names of staff, and is a web address: it is left out", nothing],
  address: [
    "It stands where names of staff do, and is an address without a name of its own: it is left out",
    "If it is somebody's, write the name before it, and one address for each: Ana Wolf <ana@uni.example>.",
  ],
  shared: [
    "It stands beside the names of several people: it is nobody's login, and is left out",
    "If it is one person's, write it beside that name alone.",
  ],
  title: ["It stands where names of staff do, and is a title or a degree alone: it is left out", nothing],
  lower: ["It stands where names of staff do, and reads like words and no name: it is left out", asStaff],
  words: ["It stands where names of staff do, and reads like words and no name: it is left out", asStaff],
  commas: [
    "It may be people or parts of their names, as its commas can be read in two ways: nobody is read from it",
    "Write semicolons between people (Wolf, Ana; Stone, Ben) where the calendar is made.",
  ],
  long: ["It stands where names of staff do, and is too long for them: it is left out", asStaff],
  below: [
    "It stands below or behind a word for who holds the meeting, and not where names are read: it is left out",
    "If it names who holds the meeting, write it right behind the other names, with semicolons between them, where the calendar is made.",
  ],
  sentence: [
    "It reads as if it said who holds the meeting, and no full name can be read from it alone: it is left out",
    asStaff,
  ],
  unlabelled: [
    "It reads like the name of who holds the meeting, and no word with a colon before it says so: it is left out",
    asStaff,
  ],
  beside: [
    "It names somebody besides those whom the event names elsewhere as holding it: these alone are read",
    "If both hold the meeting, write both behind Staff: where the calendar is made.",
  ],
};

/** So many texts are told one by one; of more their number. */
const mostTold = 200;

/**
 * Tells what a calendar says of its staff that was left out or could be read in two ways, each text once with where it stands.
 */
export function tellStaff(
  staffByEvent: ReadonlyMap<CalendarComponent, StaffOfEvent>,
  { shared }: Pick<KeysOfStaff, "shared">,
  notes: CalendarNotes,
): void {
  const placeOf = (event: CalendarComponent, column: string, value: string): NotePlace => ({
    line: (propertyOf(event, column) ?? event).line,
    column: column.toUpperCase(),
    value,
  });
  const told = new Set<string>();
  type Severity = "guessed" | "ignored";
  const more = new Map<
    string,
    { readonly severity: Severity; readonly place: NotePlace; readonly remedy: string; count: number }
  >();
  const say = (severity: Severity, place: NotePlace, message: string, remedy: string): void => {
    const key = JSON.stringify([message, place.value]);
    if (told.has(key)) return;
    told.add(key);
    if (told.size <= mostTold) {
      notes.add(severity, place, message, remedy);
      return;
    }
    const known = more.get(message);
    if (known) known.count += 1;
    else more.set(message, { severity, place, remedy, count: 1 });
  };
  const usual = new Map<string, NotePlace>();
  for (const [event, { people, leftOut, cuts }] of staffByEvent) {
    for (const { column, text, why } of leftOut)
      say("ignored", placeOf(event, column, text), ...sayLeftOut[why]);
    for (const { column, text, as, isUsual } of cuts) {
      const place = placeOf(event, column, text);
      if (isUsual) {
        if (!usual.has(text)) usual.set(text, place);
        continue;
      }
      say(
        "guessed",
        place,
        as.length === 1
          ? `It can be read as several people or as one, and is read as one of the staff: ${as.join("; ")}`
          : `It can be read in two ways, and is read as ${as.length} of the staff: ${as.join("; ")}`,
        "If that is wrong, write semicolons between people (Wolf, Ana; Stone, Ben) where the calendar is made.",
      );
    }
    for (const { column, name, login, mayBe } of people) {
      if (mayBe === "place")
        say(
          "guessed",
          placeOf(event, column, name),
          "It may be a place as well, and is read as a person, since it stands where names of staff do",
          "If it is a place, add it to the rooms by this name and import the calendar again; or choose in the preview that staff are left out.",
        );
      if (mayBe === "word")
        say(
          "guessed",
          placeOf(event, column, name),
          "It may be any word, and is read as a login, since it stands alone where names of staff do",
          "If it is none, take it out where the calendar is made, or choose in the preview that staff are left out.",
        );
      if (login !== null && shared.has(codeKey(login)))
        say("ignored", placeOf(event, column, login), ...sayLeftOut.shared);
    }
  }
  const [first] = usual.values();
  if (first !== undefined) {
    const texts = [...usual.keys()];
    notes.add(
      "guessed",
      { ...first, value: texts.slice(0, 5).join("; ") },
      texts.length === 1
        ? "It is read as two of the staff, since a full name stands on either side of the comma"
        : `${texts.length} texts are read as two of the staff each, since a full name stands on either side of the comma`,
      "If it is one person with the family's name first, write a semicolon behind each person where the calendar is made.",
    );
  }
  for (const [message, { severity, place, remedy, count }] of more)
    notes.add(
      severity,
      place,
      count === 1 ? message : `${message}. The same is true of ${count - 1} more texts that are not listed`,
      remedy,
    );
}
