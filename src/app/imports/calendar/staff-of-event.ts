import { normalCode } from "../../../domain/kernel/code-key.ts";
import { type CalendarComponent, textOf } from "./parse-calendar.ts";

/**
 * The words for who holds a meeting, in the languages whose calendars are read, each without its ending: `lecturer`,
 * `lecturers`, `lecturer(s)`, `Dozent:in`, `Enseignant·e·s`, `Lehrer/innen`, `Professor*innen`.
 */
const holders = [
  "(?:teaching |academic |lecturing )?(?:staff(?: members?)?|team)",
  "(?:event |module |course |guest )?(?:lecturer|teacher|tutor|instructor|professor|speaker|convenor|leader)",
  "(?:presenter|facilitator|trainer|demonstrator|teaching assistant)",
  "(?:dozent|doz\\.|dozierende[rn]?)",
  "lehr(?:er|person|kraft|kräfte|ende[rn]?|beauftragte[rn]?)",
  "(?:unterrichtende[rn]?|vortragende[rn]?|durchführende[rn]?|kursleit(?:er|ung)|referent|betreuer)",
  "(?:seminar|übungs|veranstaltungs)leit(?:er|ung)",
  "enseignant",
  "(?:intervenant|formateur|formatrice|chargée?s? (?:de|du) (?:cours|td|tp)|professeur|prof\\.?|animateur|animatrice)",
  "(?:profesor|profesora|docente|profesorado|catedrático|catedrática|ponente|imparte|a cargo de)",
  "(?:docent|insegnante|insegnanti|professore|professoressa|professori|relatore|titolare|a cura di)",
  "(?:professor|professora|formador|formadora|regente|ministrante)",
  "(?:docent|leraar|leraren|lesgever|lector|begeleider)",
  "(?:lärare|föreläsare|kursledare|underviser|lærer|foreleser|opettaja|luennoitsija)",
  "(?:vyučující|vyučuje|přednášející|učitel|vyučujúci|prowadzący|prowadząca|wykładowca|nauczyciel|oktató|előadó|tanár)",
].join("|");
/** What is done by whoever holds a meeting: `Taught by`, `Unterrichtet von`. */
const heldWords = [
  "(?:taught|led|held|given|delivered|presented)(?: by)?",
  "(?:unterrichtet|gehalten|geleitet|durchgeführt|gelehrt|betreut) (?:von|durch)",
  "(?:enseigné|dispensé|assuré|animé|donné)e?s? par",
  "(?:impartid|dictad|enseñad)[oa]s? por",
  "(?:tenut|insegnat|svolt)[oaie] da(?:l|lla)?",
  "(?:ministrad|le[c]?cionad)[oa]s? por",
  "(?:gegeven|verzorgd|onderwezen|gedoceerd) door",
  "(?:undervisas|undervises|hålls|holdes|undervist) (?:av|af)",
  "prowadzon[eya] przez",
].join("|");
/** What a word for several or for both sexes ends with, in brackets, behind a sign or by itself. */
const ending = "(?:[(/:*_·.-]{0,2}(?:innen|nnen|in|en|er|ern|e|es|a|as|i|s|n|r|na|trice|rice|ne)\\)?){0,3}";
/** A line of a description that names who holds the meeting; a colon of any width, with a blank before it as in French. */
const labelled = new RegExp(
  `^\\s*(?:(?:${holders})${ending}|${heldWords})\\s*(?::|：|=|–|—|-)\\s*(.+)$`,
  "iu",
);
/** A line that is such a word alone: the names stand on the lines below it. */
const labelAlone = new RegExp(`^\\s*(?:(?:${holders})${ending}|${heldWords})\\s*[:：=]\\s*$`, "iu");
/**
 * A line that begins with a word for one who teaches and goes on as a name would, without a colon: `Lecturer Ann Lee`. It is
 * not read, since `Teacher Training Day` looks the same.
 */
const unlabelled = new RegExp(
  `^\\s*(?!(?:teaching |academic |lecturing )?(?:staff|team)|a cargo|a cura)(?:${holders})${ending}\\s+(?=\\S)(.+)$`,
  "iu",
);
/** A name with the family's first: `Hill, Ann`. */
const familyFirst = /^\p{Lu}[\p{L}\p{M}'’ -]*,\s*\p{Lu}[\p{L}\p{M}'’. -]*$/u;
/** Who holds it, in a sentence without a colon: `Taught by Ann Lee`. */
const heldBy = new RegExp(`(?:^|[.;,–—-]\\s+)(?:${heldWords})\\s+(?=\\S)(.+)$`, "iu");
/** A name as people write it: two words or more with capitals, or a title before one. */
const fullName =
  /^(?:(?:dr|prof|mr|mrs|ms|mx|miss|sir|dame|herr|frau|m|mme)\.?\s+)*(?:\p{Lu}[\p{L}\p{M}'’.-]*|van|von|de|del|della|di|da|dos|der|den|le|la|el|al|bin|ibn)(?:\s+(?:\p{Lu}[\p{L}\p{M}'’.-]*|van|von|de|del|della|di|da|dos|der|den|le|la|el|al|bin|ibn))*$/u;
/** Nobody's name. */
const nobody = /^(?:tba|tbc|tbd|n\/?a|none|unknown|various|staff|-+|\?+)$/iu;
const longestName = 100;
/** What stands beside a name and is none: where somebody is found, and how they are reached. */
const elsewhere =
  /@|:\/\/|^(?:www\.|(?:room|rm|office|building|bldg|block|wing|hall|floor|level|lab|laboratory|campus|theatre|tel|phone|fax|mobile|e-?mail|ext|raum|zimmer|saal|hörsaal|büro|gebäude|haus|stock|etage|labor|telefon|sprechstunde|salle|bureau|bâtiment|amphi|étage|tél|aula|sala|despacho|edificio|edifício|planta|stanza|ufficio|piano|gabinete|sal|lokaal|zaal|kantoor|gebouw|rum|rom|pokój|gabinet|místnost)(?![\p{L}\p{M}]))|(?<![\p{L}\p{M}])(?:building|room|hall|lab|laboratory|campus|centre|center|library|theatre|block|wing|tower|week|group|lecture|seminar|workshop|tutorial|day|introduction|chapter|exam|course|class|session|gebäude|hörsaal|bibliothek|zentrum|woche|gruppe|vorlesung|übung|praktikum|prüfung|kurs|bâtiment|semaine|groupe|cours|examen|bibliothèque|edificio|edifício|biblioteca|semana|grupo|clase|settimana|gruppo|lezione|esame|gebouw|bibliotheek|groep|college|online|teams|zoom|webinar|hybrid|remote)(?![\p{L}\p{M}])/iu;
/** Whether a text is none of a name: where somebody is found, how they are reached, or a number. */
const isNoName = (text: string): boolean => /\d/u.test(text) || elsewhere.test(text);
/** What is longer is no list of names. */
const longestList = 1000;

/** What an event says of who holds it. */
export interface StaffOfEvent {
  /** Each once. */
  readonly names: readonly string[];
  /** What stands beside the names and is none, by where it stands. */
  readonly beside: readonly SaidOfStaff[];
  /** What reads as if it said who holds it, and names nobody who can be read. */
  readonly unread: readonly SaidOfStaff[];
}

export interface SaidOfStaff {
  /** The property, in small letters. */
  readonly column: string;
  readonly text: string;
}

/**
 * The people whom an event names as holding it, each once: in its description or a comment behind a label such as `Staff:`
 * and on the lines below, or in words such as `Taught by Ann Lee`, as the contact, as an attendee in the chair, else as the
 * organiser. Other attendees are never read: they may be students. Numbers, rooms and addresses beside a name are not part
 * of it, and are said.
 */
export function staffOfEvent(event: CalendarComponent): StaffOfEvent {
  const lines = linesOf(event);
  const unread: SaidOfStaff[] = [];
  const inDescription = lines.flatMap((_line, at) => {
    const said = saidOnLine(lines, at);
    unread.push(...said.unread);
    return said.texts;
  });
  const of = (column: string, text: unknown): readonly SaidOfStaff[] =>
    typeof text === "string" ? [{ column, text }] : [];
  const contact = event.properties.flatMap(({ name, values }) =>
    name === "contact" ? of(name, values[0]) : [],
  );
  const chairs = event.properties.flatMap(({ name, parameters: { role, cn } }) =>
    name === "attendee" && role === "CHAIR" ? of(name, cn) : [],
  );
  const organiser = event.properties.flatMap(({ name, parameters: { cn } }) =>
    name === "organizer" ? of(name, cn) : [],
  );
  const [told = []] = [inDescription, chairs, contact, organiser].filter((source) => source.length > 0);
  const isList = told !== organiser && told !== chairs;
  const names: string[] = [];
  const beside: SaidOfStaff[] = [];
  for (const { column, text } of told) {
    if (!isList) {
      const name = tidy(text);
      // An address of itself is no name, and nobody wrote it for one.
      if (name !== "" && !nobody.test(name) && !name.includes("@")) names.push(name);
      continue;
    }
    const read = namesOf(text);
    names.push(...read.names);
    beside.push(...read.beside.map((one) => ({ column, text: one })));
    unread.push(...read.unread.map((one) => ({ column, text: one })));
  }
  return { names: [...new Map(names.map((name) => [name.toLowerCase(), name])).values()], beside, unread };
}

/** Texts that hold names, and those that read so and hold none. */
interface SaidTexts {
  readonly texts: readonly SaidOfStaff[];
  readonly unread: readonly SaidOfStaff[];
}

/** Who a line says holds the meeting, with those on the lines below it. */
function saidOnLine(lines: readonly SaidOfStaff[], at: number): SaidTexts {
  const line = lines[at];
  const nothing = { texts: [], unread: [] };
  if (line === undefined) return nothing;
  if (labelAlone.test(line.text)) {
    const below = saidBelow(lines, at);
    if (below.texts.length > 0) return below;
    const isMore = lines.slice(at + 1).some(({ column, text }) => column === line.column && text !== "");
    return isMore ? { texts: [], unread: [line] } : nothing;
  }
  const behind = labelled.exec(line.text)?.[1];
  if (behind !== undefined) {
    const below = saidBelow(lines, at, { ...line, text: behind });
    return { ...below, texts: [{ ...line, text: behind }, ...below.texts] };
  }
  const by = heldBy.exec(line.text)?.[1]?.replace(/[.\s]+$/u, "");
  if (by !== undefined) {
    const { names, unread } = namesOf(by);
    if (unread.length === 0 && names.length > 0 && names.every(isFullName))
      return { texts: [{ ...line, text: by }], unread: [] };
    return /\p{Lu}/u.test(by) ? { texts: [], unread: [line] } : nothing;
  }
  const name = unlabelled.exec(line.text)?.[1]?.replace(/[.\s]+$/u, "") ?? "";
  return isFullName(name) ? { texts: [], unread: [line] } : nothing;
}

/** The lines of what an event says of itself, without tags. */
function linesOf(event: CalendarComponent): readonly SaidOfStaff[] {
  const texts = [
    { column: "description", text: textOf(event, "description") },
    ...event.properties.flatMap(({ name, values }) =>
      name === "comment" && typeof values[0] === "string" ? [{ column: name, text: values[0] }] : [],
    ),
  ];
  return texts.flatMap(({ column, text }) =>
    text.split(/\r?\n|<br ?\/?>|<\/(?:p|div|li)>/iu).map((line) => ({
      column,
      text: line
        .replace(/<(?![^<>\s]+@)[^>]*>/gu, " ")
        .replace(/&nbsp;|\s+/gu, " ")
        .trim(),
    })),
  );
}

/**
 * The names on the lines below a label, up to a line that is no name or that says something of its own. A single word with
 * a capital may be a name as well, and is said not to be read.
 *
 * @param first what stands behind the label itself; without it empty lines below the label are passed over
 */
function saidBelow(lines: readonly SaidOfStaff[], at: number, first?: SaidOfStaff): SaidTexts {
  const texts: SaidOfStaff[] = [];
  for (const { column, text } of lines.slice(at + 1)) {
    if (column !== lines[at]?.column) break;
    const name = text.replace(/^[-*•·–]\s*/u, "").replace(/[,;]$/u, "");
    if (name === "" && first === undefined && texts.length === 0) continue;
    const { names, unread } = namesOf(name);
    if (unread.length === 0 && names.length > 0 && names.every(isFullNameInAnyOrder)) {
      texts.push({ column, text: name });
      continue;
    }
    const isWord = /^\p{Lu}[\p{L}\p{M}'’-]+$/u.test(name) && !isNoName(name);
    const isAfterName = first !== undefined || texts.length > 0;
    return { texts, unread: isWord && isAfterName ? [{ column, text: name }] : [] };
  }
  return { texts, unread: [] };
}

function isFullName(name: string): boolean {
  return fullName.test(name) && /\s/u.test(name) && !isNoName(name);
}

function isFullNameInAnyOrder(name: string): boolean {
  return isFullName(name) || (familyFirst.test(name) && !isNoName(name));
}

function tidy(text: string): string {
  return normalCode(text.replace(/["<>]/gu, "")).slice(0, longestName).trim();
}

/**
 * `Lee, Ann; Khan, B` and `Dr A Lee, Prof B Khan` alike; a comma within one name divides nothing. Numbers, rooms and
 * addresses are taken from beside the names.
 */
function namesOf(text: string): Record<keyof StaffOfEvent, readonly string[]> {
  if (text.length > longestList) return { names: [], beside: [], unread: [text] };
  const names: string[] = [];
  const beside: string[] = [];
  const unread: string[] = [];
  const apart: string[] = [];
  const open = text.replace(
    /\s*(?:\(([^()]*)\)|\[([^[\]]*)\]|<([^<>]*@[^<>]*)>)/gu,
    (_all, ...groups: unknown[]) => {
      const [inside = ""] = groups.filter((one): one is string => typeof one === "string" && one !== "");
      if (tidy(inside) !== "") apart.push(tidy(inside));
      return " ";
    },
  );
  for (const piece of open.split(/[;|]|\/(?!\d)|\s(?:and|und|et|y|e|i|en|och|og|AND|UND|ET|&)\s/u)) {
    const parts = piece
      .split(",")
      .flatMap((part) => part.split(/\s[-–—]\s/u))
      .map(tidy);
    const kept: string[] = [];
    const left: string[] = [];
    for (const part of parts) {
      const [, before = "", middle = "", behind = ""] =
        /^((?:#?\d[\d./-]*\s+)*)(.*?)((?:\s+#?\p{L}{0,3}\d[\w./-]*)*)$/u.exec(part) ?? [];
      if (/\s/u.test(middle) && !isNoName(middle)) {
        kept.push(middle);
        left.push(...[before, behind].map(tidy).filter((one) => one !== ""));
      } else if (part !== "") (isNoName(part) ? left : kept).push(part);
    }
    if (kept.length === 0) {
      // A login stands by itself; a number of several words, an address or a room is nobody.
      const [only = ""] = left;
      const isLogin = left.length === 1 && /^[\p{L}\p{M}\p{N}._\\ -]+$/u.test(only) && /\p{L}/u.test(only);
      if (isLogin && !elsewhere.test(only) && !nobody.test(only)) names.push(only);
      else apart.push(...left);
      continue;
    }
    beside.push(...left);
    if (kept.every((part) => /\S\s+\S/u.test(part))) names.push(...kept.filter((one) => !nobody.test(one)));
    else if (kept.length > 2 && kept.every((part) => !/\s/u.test(part))) unread.push(kept.join(", "));
    else if (!nobody.test(kept.join(", "))) names.push(kept.join(", "));
  }
  if (names.length === 0 && unread.length === 0) return { names, beside: [], unread: apart };
  return { names, beside: [...beside, ...apart], unread };
}
