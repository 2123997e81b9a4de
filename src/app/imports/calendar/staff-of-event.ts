import { type CalendarComponent, textOf } from "./parse-calendar.ts";

/** A line of a description that names who holds the meeting. */
const labelled =
  /^\s*(?:(?:teaching )?staff(?: members?)?|(?:event )?lecturers?|lecturer\(s\)|staff\(s\)|teachers?|teacher\(s\)|taught by|led by|tutors?|tutor\(s\)|instructors?|instructor\(s\)|professors?|dozent(?:in|en)?|lehrperson(?:en)?|lehrkraft|enseignants?|profesor(?:es)?|docent(?:en|i)?|vyučující)\s*[:=-]\s*(.+)$/iu;
/** Nobody's name. */
const nobody = /^(?:tba|tbc|tbd|n\/?a|none|unknown|various|staff|-+|\?+)$/iu;
const longestName = 100;

/**
 * The people whom an event names as holding it, each once: in its description behind a label such as `Staff:`, as the
 * contact, as an attendee in the chair, else as the organiser. Empty where it names nobody. Other attendees are never
 * read: they may be students.
 */
export function staffOfEvent(event: CalendarComponent): readonly string[] {
  const inDescription = textOf(event, "description")
    .split(/\n|<br ?\/?>/iu)
    .flatMap((line) => labelled.exec(line)?.[1] ?? []);
  const contact = event.properties.flatMap(({ name, values }) =>
    name === "contact" && typeof values[0] === "string" ? [values[0]] : [],
  );
  const chairs = event.properties.flatMap(({ name, parameters: { role, cn } }) =>
    name === "attendee" && role === "CHAIR" && typeof cn === "string" ? [cn] : [],
  );
  const organiser = event.properties.flatMap(({ name, parameters: { cn } }) =>
    name === "organizer" && typeof cn === "string" ? [cn] : [],
  );
  const [told = []] = [inDescription, chairs, contact, organiser].filter((source) => source.length > 0);
  const isList = told !== organiser && told !== chairs;
  const names = told
    .flatMap((text) => (isList ? namesOf(text) : [text]))
    .map((name) => name.replace(/["<>]/gu, "").replace(/\s+/gu, " ").trim().slice(0, longestName))
    .filter((name) => name !== "" && !nobody.test(name) && !name.includes("@"));
  return [...new Map(names.map((name) => [name.toLowerCase(), name])).values()];
}

/** `Lee, Ann; Khan, B` and `Dr A Lee, Prof B Khan` alike; a comma within one name divides nothing. */
function namesOf(text: string): readonly string[] {
  const hard = text.split(/[;|/]|\s(?:and|und|et|y|&)\s/iu);
  if (hard.length > 1) return hard;
  const soft = text.split(",");
  return soft.every((part) => /\S\s+\S/u.test(part.trim())) ? soft : [text];
}
