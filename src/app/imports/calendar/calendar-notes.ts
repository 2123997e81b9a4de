import type { ImportNote } from "../../../contract/http/imports.ts";

import { showControls } from "../control-characters.ts";

/** What a note is about. */
export interface NotePlace {
  readonly line: number | null;
  /** The property. */
  readonly column: string | null;
  readonly value: string | null;
}

/** What may be true of very many meetings, and is said once with their number. */
const tallies = {
  floating: (count: number, zone: string) => ({
    severity: "guessed" as const,
    message: `${meetings(count)} without a time zone: the institution's is taken, ${zone}`,
    remedy: "If they are meant in another, choose it in the preview.",
  }),
  floatingCalendar: (count: number, zone: string) => ({
    severity: "guessed" as const,
    message: `${meetings(count)} without a time zone: the calendar's own is taken, ${zone} (X-WR-TIMEZONE)`,
    remedy: "If they are meant in another, choose it in the preview.",
  }),
  floatingUnknown: (count: number, zones: string) => ({
    severity: "guessed" as const,
    message: `${meetings(count)} without a time zone, and nobody knows the calendar's own: the institution's is taken, ${zones}`,
    remedy:
      "Choose in the preview the zone that they are meant in, or correct X-WR-TIMEZONE where the calendar is made.",
  }),
  startOutside: (count: number) => ({
    severity: "guessed" as const,
    message: `${count === 1 ? "A series starts" : `${count} series start`} on a day that its rule does not have: the start is a meeting, and the first of COUNT`,
    remedy: "If it is none, begin the series on a day of its rule.",
  }),
  withoutEnd: (count: number, day: string) => ({
    severity: "guessed" as const,
    message: `${count === 1 ? "A series has" : `${count} series have`} no end: ${count === 1 ? "its" : "their"} meetings are taken until ${day}, and no later ones`,
    remedy:
      "Give it an end (UNTIL) where the calendar is made; else the later ones are taken as the days go on: by a feed itself, of a file when it is uploaded again.",
  }),
  goesOn: (count: number, day: string) => ({
    severity: "guessed" as const,
    message: `${count === 1 ? "A series goes" : `${count} series go`} on after ${day}: ${count === 1 ? "its" : "their"} meetings are taken until then, and no later ones`,
    remedy:
      "Nothing, if its end is meant: the later ones are taken as the days go on, by a feed itself, of a file when it is uploaded again.",
  }),
  endsBefore: (count: number) => ({
    severity: "guessed" as const,
    message: `${count === 1 ? "A series ends (UNTIL) before it starts" : `${count} series end (UNTIL) before they start`}: its rule has no meeting, and the start is one all the same`,
    remedy: "Correct UNTIL or DTSTART, if it has more meetings.",
  }),
  blankInRule: (count: number) => ({
    severity: "guessed" as const,
    message: `${count === 1 ? "A rule has blanks, where none may be: it is" : `${count} rules have blanks, where none may be: they are`} read as if these were not there`,
    remedy: "Nothing, if the meetings are right; else take the blanks out where the calendar is made.",
  }),
  ownPartInRule: (count: number) => ({
    severity: "ignored" as const,
    message: `${count === 1 ? "A rule has" : `${count} rules have`} a part of a program's own (X-…): it is ignored, and the rest of the rule counts`,
    remedy:
      "Nothing, if the meetings are right; else write what it means in a calendar's own parts, as in COUNT=3.",
  }),
  skippedHour: (count: number) => ({
    severity: "guessed" as const,
    message: `${meetings(count)} planned in an hour that the clocks skip: it is moved later by that hour`,
    remedy: "Give it a time that the day has, if another was meant.",
  }),
  sharedUid: (count: number) => ({
    severity: "guessed" as const,
    message: `${count} meetings share a UID with others of another time, title or place: each is taken for a meeting of its own`,
    remedy:
      "If they are one, export the calendar with one event for it; if they move, give each its own UID.",
  }),
  faults: (count: number) => ({
    severity: "guessed" as const,
    message: `${count === 1 ? "A line holds" : `${count} lines hold`} bytes that are no letters of UTF-8, as the rest of the file is: letters are lost there`,
    remedy:
      "Correct them where the calendar is made; if all its letters look wrong, choose others in the preview.",
  }),
  unknownProperty: (count: number) => ({
    severity: "ignored" as const,
    message: `${count === 1 ? "A line's name is" : `${count} lines' names are`} none of a calendar's properties, perhaps misspelt`,
    remedy: "Correct the name where the calendar is made, if the line matters.",
  }),
  empty: (count: number) => ({
    severity: "ignored" as const,
    message: `${count === 1 ? "A property is" : `${count} properties are`} empty, and taken for not being there`,
    remedy: "Nothing, if the meetings are right.",
  }),
  unread: (count: number) => ({
    severity: "ignored" as const,
    message: `${count === 1 ? "A property that tells versions apart says" : `${count} properties that tell versions apart say`} no number or time, and is taken for not being there`,
    remedy: "Correct it where the calendar is made, if a newer version is not taken for one.",
  }),
  unknownStatus: (count: number) => ({
    severity: "guessed" as const,
    message: `${meetings(count)} of a STATUS that no calendar has: it is taken for one that takes place`,
    remedy: "Write CANCELLED, if it does not take place.",
  }),
  utcSeries: (count: number) => ({
    severity: "guessed" as const,
    message: `${meetings(count)} repeating in UTC: the local time shifts when the clocks change`,
    remedy: "If lessons keep their local time, export the calendar with TZID.",
  }),
  allDay: (count: number) => ({
    severity: "ignored" as const,
    message: `${meetings(count)} all day long, which no register is taken for`,
    remedy: "Give a lesson a time; enter holidays as non-teaching days.",
  }),
  stray: (count: number) => ({
    severity: "ignored" as const,
    message: `${count === 1 ? "A line is" : `${count} lines are`} no property, such as text whose fold was lost`,
    remedy: "Nothing, if the meetings are right.",
  }),
  outside: (count: number) => ({
    severity: "ignored" as const,
    message: `${count === 1 ? "A series has no meeting" : `${count} series have no meetings`} in the days that are read`,
    remedy: "Nothing, if they are over.",
  }),
};

function meetings(count: number): string {
  return count === 1 ? "A meeting is" : `${count} meetings are`;
}

/** What is said with a word of its own. */
type Worded = "withoutEnd" | "goesOn" | "floating" | "floatingCalendar" | "floatingUnknown";

/** What a reader says of a calendar's lines, in their order in the end. */
export interface CalendarNotes {
  add(severity: ImportNote["severity"], place: NotePlace, message: string, remedy: string): void;
  /** Counts one of many alike; the first is told with its place. */
  tally(what: Exclude<keyof typeof tallies, Worded>, place: NotePlace): void;
  /** @param word the last day that is read, ISO date; of times without a zone the one that is taken */
  tally(what: Worded, place: NotePlace, word: string): void;
  all(): readonly ImportNote[];
}

/** Values are shown, not kept whole. */
const longest = 200;

/** @param file the name that the person knows it by */
export function createCalendarNotes(file: string): CalendarNotes {
  const notes: ImportNote[] = [];
  const counted = new Map<
    keyof typeof tallies,
    { readonly place: NotePlace; readonly word: string; count: number }
  >();
  const noteOf = (
    severity: ImportNote["severity"],
    { line, column, value }: NotePlace,
    message: string,
    remedy: string,
  ): ImportNote => ({
    severity,
    file,
    line,
    column,
    value:
      value === null ? null : showControls(value.length <= longest ? value : `${value.slice(0, longest)}…`),
    message: showControls(message),
    remedy,
  });
  return {
    add: (severity, place, message, remedy) => notes.push(noteOf(severity, place, message, remedy)),
    tally(what: keyof typeof tallies, place: NotePlace, word: string = "") {
      const known = counted.get(what);
      if (known) known.count += 1;
      else counted.set(what, { place, word, count: 1 });
    },
    all() {
      const told = [...counted].map(([what, { place, word, count }]) => {
        const { severity, message, remedy } = tallies[what](count, word);
        return noteOf(severity, place, message, remedy);
      });
      return [...notes, ...told].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
    },
  };
}
