import { normalCode } from "../../../domain/kernel/code-key.ts";
import { type CalendarComponent, textOf } from "./parse-calendar.ts";

/**
 * The words for who holds a meeting, in the languages whose calendars are read, each without its ending: `lecturer`,
 * `lecturers`, `lecturer(s)`, `Dozent:in`, `Enseignant·e·s`, `Lehrer/innen`, `Professor*innen`.
 */
const holders = [
  "(?:teaching |academic )?staff(?: members?)?",
  "(?:event |module |course |guest )?(?:lecturer|teacher|tutor|instructor|professor|speaker|convenor|leader)",
  "(?:taught|led|held|given) by",
  "(?:dozent|doz\\.|dozierende[rn]?)",
  "lehr(?:er|person|kraft|kräfte|ende|beauftragte[rn]?)",
  "(?:unterrichtende|vortragende|kursleit(?:er|ung)|referent|betreuer)",
  "enseignant",
  "(?:intervenant|formateur|formatrice|chargée?s? de cours|professeur|prof\\.?|animateur|animatrice)",
  "(?:profesor|profesora|docente|profesorado|catedrático|catedrática|ponente|impartido por|impartida por|imparte)",
  "(?:docent|insegnante|insegnanti|professore|professoressa|professori|relatore|titolare|tenuto da|tenuta da)",
  "(?:professor|professora|formador|formadora|regente)",
  "(?:docent|leraar|leraren|lesgever|lector|begeleider)",
  "(?:lärare|föreläsare|kursledare|underviser|lærer|foreleser|opettaja|luennoitsija)",
  "(?:vyučující|přednášející|učitel|vyučujúci|prowadzący|prowadząca|wykładowca|nauczyciel|oktató|előadó|tanár)",
].join("|");
/** What a word for several or for both sexes ends with, in brackets, behind a sign or by itself. */
const ending = "(?:[(/:*_·.-]?(?:innen|nnen|in|en|er|ern|e|es|a|as|i|s|n|na|trice|rice|ne)\\)?){0,3}";
/** A line of a description that names who holds the meeting; a colon of any width, with a blank before it as in French. */
const labelled = new RegExp(`^\\s*(?:${holders})${ending}\\s*(?::|：|=|–|—|-)\\s*(.+)$`, "iu");
/** A line that is such a word alone: the names stand on the lines below it. */
const labelAlone = new RegExp(`^\\s*(?:${holders})${ending}\\s*[:：=]\\s*$`, "iu");
/**
 * A line that begins with a word for one who teaches and goes on as a name would, without a colon: `Lecturer Ann Lee`. It is
 * not read, since `Teacher Training Day` looks the same.
 */
const unlabelled = new RegExp(
  `^\\s*(?!(?:teaching |academic )?staff)(?:${holders})${ending}\\s+(?=\\S)(.+)$`,
  "iu",
);
/** A name with the family's first: `Hill, Ann`. */
const familyFirst = /^\p{Lu}[\p{L}\p{M}'’ -]*,\s*\p{Lu}[\p{L}\p{M}'’. -]*$/u;
/** Who holds it, in a sentence without a colon: `Taught by Ann Lee`. */
const heldBy =
  /(?:^|[.;,–—-]\s+)(?:taught|led|held|given|delivered|presented|impartid[oa] por|tenut[oa] da|dispensée? par|assurée? par|gehalten von|gegeven door)(?: by)?\s+(?=\S)(.+)$/iu;
/** A name as people write it: two words or more with capitals, or a title before one. */
const fullName =
  /^(?:(?:dr|prof|mr|mrs|ms|mx|miss|sir|dame|herr|frau|m|mme)\.?\s+)*(?:\p{Lu}[\p{L}\p{M}'’.-]*|van|von|de|del|della|di|da|dos|der|den|le|la|el|al|bin|ibn)(?:\s+(?:\p{Lu}[\p{L}\p{M}'’.-]*|van|von|de|del|della|di|da|dos|der|den|le|la|el|al|bin|ibn))*$/u;
/** Nobody's name. */
const nobody = /^(?:tba|tbc|tbd|n\/?a|none|unknown|various|staff|-+|\?+)$/iu;
const longestName = 100;

/**
 * The people whom an event names as holding it, each once: in its description or a comment behind a label such as `Staff:`
 * or in words such as `Taught by Ann Lee`, as the contact, as an attendee in the chair, else as the organiser. Empty where it names nobody. Other attendees are never
 * read: they may be students.
 */
export function staffOfEvent(event: CalendarComponent): readonly string[] {
  const lines = linesOf(event);
  const inDescription = lines.flatMap(
    (line, at) => labelled.exec(line)?.[1] ?? namedBy(line) ?? namesBelow(lines, at),
  );
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
    .map((name) => normalCode(name.replace(/["<>]/gu, "")).slice(0, longestName).trim())
    .filter((name) => name !== "" && !nobody.test(name) && !name.includes("@"));
  return [...new Map(names.map((name) => [name.toLowerCase(), name])).values()];
}

/** A line that says by whom the meeting is held, and names nobody who can be read; null for none. */
export function unreadStaffOf(event: CalendarComponent): string | null {
  const lines = linesOf(event);
  return (
    lines.find((line, at) => {
      if (labelAlone.test(line))
        return namesBelow(lines, at).length === 0 && lines.slice(at + 1).some((below) => below !== "");
      if (labelled.test(line)) return false;
      const by = heldBy.exec(line)?.[1];
      if (by !== undefined) return /\p{Lu}/u.test(by) && namedBy(line) === null;
      const name = unlabelled.exec(line)?.[1]?.replace(/[.\s]+$/u, "") ?? "";
      return fullName.test(name) && /\s/u.test(name);
    }) ?? null
  );
}

/** The lines of what an event says of itself, without tags. */
function linesOf(event: CalendarComponent): readonly string[] {
  return [
    textOf(event, "description"),
    ...event.properties.flatMap(({ name, values }) =>
      name === "comment" && typeof values[0] === "string" ? [values[0]] : [],
    ),
  ]
    .flatMap((text) => text.split(/\r?\n|<br ?\/?>|<\/(?:p|div|li)>/iu))
    .map((line) =>
      line
        .replace(/<[^>]*>/gu, " ")
        .replace(/&nbsp;|\s+/gu, " ")
        .trim(),
    );
}

/** The names on the lines below a label that stands alone, up to a line that is no name. */
function namesBelow(lines: readonly string[], at: number): readonly string[] {
  if (!labelAlone.test(lines[at] ?? "")) return [];
  const names: string[] = [];
  for (const line of lines.slice(at + 1)) {
    const name = line.replace(/^[-*•·–]\s*/u, "").replace(/[,;]$/u, "");
    if (name === "" && names.length === 0) continue;
    if (!familyFirst.test(name) && !(fullName.test(name) && /\s/u.test(name))) break;
    names.push(name);
  }
  return names;
}

/** Who a line says in words holds the meeting; null where not all of it are names. */
function namedBy(line: string): string | null {
  const by = heldBy.exec(line)?.[1]?.replace(/[.\s]+$/u, "");
  if (by === undefined) return null;
  const names = namesOf(by).map((name) => name.trim());
  return names.every((name) => fullName.test(name) && /\s/u.test(name)) ? by : null;
}

/** `Lee, Ann; Khan, B` and `Dr A Lee, Prof B Khan` alike; a comma within one name divides nothing. */
function namesOf(text: string): readonly string[] {
  const hard = text.split(/[;|/]|\s(?:and|und|et|y|&)\s/iu);
  if (hard.length > 1) return hard;
  const soft = text.split(",");
  return soft.every((part) => /\S\s+\S/u.test(part.trim())) ? soft : [text];
}
