import {
  type Cut,
  type LeftOutText,
  type NamedPerson,
  type StaffReading,
  staffInText,
  withAddresses,
} from "./staff-in-text.ts";
import { isTitle } from "./staff-words.ts";

/**
 * The words for who holds a meeting, in the languages whose calendars are read, each without its ending: `lecturer`,
 * `lecturers`, `lecturer(s)`, `Dozent:in`, `Enseignant·e·s`, `Lehrer/innen`, `Professor*innen`.
 */
const holders = [
  "(?:teaching |academic |lecturing )?staff(?: members?)?|(?:teaching |academic |lecturing )teams?|team(?!s)",
  "(?:lecturer|teacher|tutor|instructor|professor|speaker|convenor|leader)",
  "(?:presenter|facilitator|trainer|demonstrator|teaching assistant)",
  "\\p{L}{0,14}-?(?:dozent|doz\\.|dozierende[rn]?)",
  "(?:gast|haupt|fach|klassen|kurs)?lehr(?:er|person|kraft|kräfte|ende[rn]?|beauftragte[rn]?)",
  "(?:unterrichtende[rn]?|vortragende[rn]?|durchführende[rn]?|kursleit(?:er|ung)|referent|betreuer)",
  "(?:seminar|übungs|veranstaltungs)leit(?:er|ung)",
  "enseignant",
  "(?:intervenant|formateur|formatrice|chargée?s? (?:de|du) (?:cours|td|tp)|professeur|prof\\.?|animateur|animatrice)",
  "(?:profesor|profesora|docente|profesorado|catedrático|catedrática|ponente|imparte|a cargo de)",
  "\\p{L}{0,14}-?docente?",
  "(?:docent|insegnante|insegnanti|professore|professoressa|professori|relatore|titolare|a cura di)",
  "(?:professor|professora|formador|formadora|regente|ministrante)",
  "(?:docent|leraar|leraren|lesgever|lector|begeleider)",
  "(?:lärare|föreläsare|kursledare|underviser|lærer|foreleser|opettaja|luennoitsija)",
  "(?:vyučující|vyučuje|přednášející|učitel|vyučujúci|prowadzący|prowadząca|wykładowca|nauczyciel|oktató|előadó|tanár)",
  "(?:faglærer|timelærer|lv-leit(?:er|ung))",
  "(?:öğretim (?:üyesi|görevlisi|elemanı)|eğitmen|преподавател[ьия]|лектор|викладач|διδάσκ(?:ων|ουσα|οντες)|διδάσκοντας|καθηγητής|καθηγήτρια)",
  "(?:授業)?(?:担当)?教員(?:名)?|担当者|講師|任课教师|授课教师|教师|教師|老师|老師|讲师|담당교수|교수|강사",
].join("|");
/** What is done by whoever holds a meeting: `Taught by`, `Unterrichtet von`. */
const heldBy = [
  "(?:taught|led|held|given|delivered|presented)(?: \\p{L}+ly)? by",
  "(?:wird|werden) (?:von|durch)",
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
const holder = `(?:(?:${holders})${ending}|${heldBy}|(?:taught|led|held|given|delivered|presented))`;
/** `Lecturer 1`, `Lecturer #2`, `Lecturer (main)`, `Lecturer's name`, `Dozent Name`, `Lecturer / Tutor`. */
const behindHolder = [
  `(?:\\s*(?:/|&|\\+|,|\\b(?:and|und|et|y|e|or|oder|ou)\\b)\\s*(?:${holders})${ending})`,
  "(?:[\\s-]*(?:#|no\\.?|nr\\.?|n°)?\\s*\\d{1,2}\\.?)",
  "(?:\\s*\\([^()]{0,24}\\))",
  "(?:['’]s?)?(?:\\s+(?:full\\s+)?(?:names?|namen?|noms?|nombres?|nomi|nome|naam|nazwisko|jméno|namn|navn)(?:\\(s\\))?)",
].join("|");
/** The end of what stands before a colon: a word for who holds it, and what stands around that. */
const endsAsLabel = new RegExp(
  `(?:^|(?<=[^\\p{L}\\p{N}]))(?<holder>${holder})(?:${behindHolder}){0,3}(?<more>(?:\\s+[\\p{L}'’-]+){0,3})\\s*$`,
  "iu",
);
/** What stands before such a word and changes nothing. */
const isQualifier =
  /^(?:[\s#([{]*(?:\d{1,2}(?:st|nd|rd|th|[.)])?|the|your|our|co|main|lead|first|second|third|fourth|guest|visiting|external|internal|substitute|replacement|cover|assistant|assoc(?:iate|\.)|senior|junior|head|principal|event|module|course|class|subject|unit|lab|seminar|session|responsible|names?|full name|of|for this|this|name[ns]?|des|der|die|das|dem|den|zuständige[rn]?|verantwortliche[rn]?|haupt|neben|gast|noms?|prénom|nom et prénom|de|du|l|la|le|les|el|los|las|del|della|dei|do|da|dos|nombres?|nome|nomi|naam|van|namn|navn|responsable|primer|segundo|segunda|primo|secondo|1er|2e|erste[rn]?|zweite[rn]?|premier|deuxième|invité|invitada|invitado)[\s.'’\-–()[\]#:]*)*$/iu;
/** Words that name something else of a meeting, with a colon. */
const otherWords =
  "room|rooms|raum|räume|zimmer|ort|location|venue|place|building|gebäude|group|groups|gruppe|gruppen|time|zeit|uhrzeit|date|datum|day|module|modul|course|kurs|class|subject|link|url|website|web|credits?|ects|type|kind|art|week|woche|topic|thema|phone|tel|telefon|telephone|office|capacity|notes?|description|title|titel|status|sala|aula|salle|lieu|groupe|heure|date|matière|horario|hora|grupo|asignatura|tema|orario|gruppo|materia|lokaal|groep|tijd|vak|sal|rum|grupp|tid|místnost|skupina|meeting id|passcode|join|zoom|event|activity|size|duration|language|sprache|langue|campus|floor|students?";
const otherLabel = new RegExp(
  `(?:^|[;|•·,.)]\\s*|\\s)(?:(?:meeting |event |course |module )?(?:${otherWords})(?:\\(s\\))?(?:\\s*\\d{1,2})?)\\s*[:：]|(?:^|[;|•·\\t]\\s*)(?<any>\\p{L}[\\p{L}\\p{M}\\p{N} '’/().&-]{0,40}?)\\s*[:：](?!//)`,
  "giu",
);
/** A line that begins with a word for one who teaches and goes on as a name would, without a colon: `Lecturer Ann Lee`. */
const unlabelled = new RegExp(
  `^\\s*(?!(?:teaching |academic |lecturing )?team|a cargo|a cura)(?:${holders})${ending}\\s+(?=\\S)(?<name>.+)$`,
  "iu",
);
/** The last word of those that say by whom something is held; what stands before it is looked at where it is found. */
const byWord = /\s(?:by|von|durch|par|por|da|dal|dalla|door|av|af|przez)\s+(?=\S)/giu;
const endsAsHeld = new RegExp(`(?<![\\p{L}\\p{N}])(?:${heldBy})\\s+$`, "iu");
/** Where a sentence ends: not behind a title, nor behind a letter alone. */
const sentenceEnd = /(?<=[\p{L}\p{M}\p{N})])[.!?](?=\s|$)/gu;
/** The beginnings of all those words, in small letters: a text without one says nothing of the staff, and is passed over at once. */
const stems =
  /staff|team|lecturer|teacher|tutor|instructor|profes|speaker|convenor|leader|presenter|facilitator|trainer|demonstrator|assistant|doz|lehr|unterricht|vortrag|durchführ|durchgeführt|leit|referent|betreu|enseign|intervenant|format|charg|prof|animat|docent|catedr|ponente|imparte|a cargo|insegn|relator|titolar|a cura|formador|regente|ministr|leraar|leraren|lesgever|lector|begeleider|lärare|föreläsare|kursledare|undervis|lærer|foreleser|opettaja|luennoitsija|vyučuj|přednáš|učitel|prowadz|wykładowc|nauczyciel|oktató|előadó|tanár|taught|led|held|given|delivered|presented|gehalten|gelehrt|dispens|assur|anim|donn|impart|dictad|enseñ|tenut|svolt|lecionad|leccionad|gegeven|verzorgd|onderwezen|gedoceerd|hålls|holdes|wird|werden|faglær|timelær|öğretim|eğitmen|преподавател|лектор|викладач|διδάσκ|διδασκ|καθηγητ|καθηγήτ|教員|担当者|講師|教师|教師|老师|老師|讲师|교수|강사/;
const mayName = (text: string): boolean => stems.test(text.normalize("NFC").toLowerCase());
const verbBehind =
  /\s(?:unterrichtet|gehalten|geleitet|durchgeführt|gelehrt|betreut|angeboten|gegeben)(?![\p{L}\p{M}])/u;
/** What is longer is no label. */
const longestLabel = 80;

/** Why a text below or behind names is not read as one. */
export type WhyApart = LeftOutText["why"] | "below" | "sentence" | "unlabelled";

/** What a text says of who holds a meeting. */
export interface StaffInDescription {
  readonly people: readonly NamedPerson[];
  readonly leftOut: readonly { readonly text: string; readonly why: WhyApart }[];
  readonly cuts: readonly Cut[];
  /** Whether anything in it says who holds the meeting. */
  readonly isLabelled: boolean;
}

interface Label {
  readonly from: number;
  readonly to: number;
  /** `sure`: a label; `weak`: one with other words about it; `held`: a sentence; `other`: of something else. */
  readonly kind: "sure" | "weak" | "held" | "other";
}

interface Found {
  readonly people: NamedPerson[];
  readonly leftOut: { readonly text: string; readonly why: WhyApart }[];
  readonly cuts: Cut[];
}

/**
 * Who a description says holds the meeting: behind a label such as `Lecturer 1:` wherever it stands in a line, in words such
 * as `taught by Ann Lee`, and on the lines below a label. What stands there and is no name is left out, each with why, as is
 * what reads like a name further below; sentences behind an empty line say nothing of the staff.
 *
 * @param text without tags, line by line
 */
export function staffInDescription(text: string, reading: StaffReading = {}): StaffInDescription {
  const found: Found = { people: [], leftOut: [], cuts: [] };
  if (!mayName(text)) return { ...found, leftOut: loneNames(text, reading), isLabelled: false };
  const lines = text.split("\n").map((line) => line.trim());
  const labels = lines.map(labelsOf);
  let isLabelled = false;
  for (const [at, line] of lines.entries()) {
    const own = labels[at] ?? [];
    const holding = own.filter(({ kind }) => kind !== "other");
    if (holding.length === 0) {
      const name = mayName(line) ? (unlabelled.exec(line)?.groups?.name?.replace(/[.\s]+$/u, "") ?? "") : "";
      if (name !== "" && own.length === 0 && isFullName(name, reading)) {
        found.leftOut.push({ text: line, why: "unlabelled" });
        isLabelled = true;
      }
      continue;
    }
    for (const label of holding) {
      const next = own.find(({ from }) => from >= label.to && from > label.from);
      const value = line.slice(label.to, next?.from ?? line.length).trim();
      isLabelled = readLabel(label, value, { line, reading, found }) || isLabelled;
    }
    const last = own.at(-1);
    if (last !== undefined && (last.kind === "sure" || last.kind === "weak"))
      readBelow(lines, labels, at, line.slice(last.to).trim() !== "", reading, found);
  }
  return { ...found, ...withAddresses(found.people, found.leftOut), isLabelled };
}

/** What is a name by itself on a line, or behind a label of nothing that is known: `DUPONT Jean`, `with Ana Wolf`, `Examiner: Ana Wolf`. */
const loneName =
  /^(?:[([]\p{L}{1,3}[)\]]\s+|with\s+|mit\s+|avec\s+|con\s+|(?<label>\p{L}[\p{L}\p{M} ]{2,30})\s*[:：]\s*)?(?<name>\p{Lu}[\p{L}\p{M}'’.-]*(?:,?\s+\p{Lu}[\p{L}\p{M}'’.-]*){1,3})$/u;
const isOtherLabel = new RegExp(
  `^(?:(?:meeting |event |course |module )?(?:${otherWords})(?:\\s*\\d{1,2})?)$`,
  "iu",
);
/** What is longer is no list of a few names. */
const mostLines = 12;

/** Lines of a text without any word for staff that read like a name: nothing tells whether they are of the staff. */
function loneNames(text: string, reading: StaffReading): StaffInDescription["leftOut"] {
  const lines = text.split("\n").map((line) => line.trim());
  if (lines.length > mostLines) return [];
  return lines.flatMap((line) => {
    const { label, name } = loneName.exec(line)?.groups ?? {};
    if (name === undefined || (label !== undefined && isOtherLabel.test(label.trim()))) return [];
    return isFullName(name, reading) ? [{ text: line, why: "unlabelled" as const }] : [];
  });
}

/** Reads what stands behind a label; whether it says anything of the staff. */
function readLabel(
  label: Label,
  value: string,
  { line, reading, found }: { readonly line: string; readonly reading: StaffReading; readonly found: Found },
): boolean {
  if (label.kind === "held") return readSentence(label, line, value, reading, found);
  if (value === "") return true;
  const bracket = /[([]\s*$/u.exec(
    line.slice(0, label.from).concat(/^[([]/u.exec(line.slice(label.from))?.[0] ?? ""),
  );
  const close = bracket === null ? -1 : closing(value);
  if (close >= 0) {
    readLabel(label, value.slice(0, close), { line: line.slice(label.from), reading, found });
    tellBelow(value.slice(close + 1), reading, found);
    return true;
  }
  // Within a line of bars a bar ends what is said.
  const [first = "", ...others] =
    label.from > 0 && line.slice(0, label.from).includes("|") ? value.split("|") : [value];
  const read = staffInText(first.replace(/[;,|]\s*$/u, ""), reading);
  if (label.kind === "weak") {
    const isSure =
      read.people.length > 0 && read.people.every(({ isFull, mayBe }) => isFull && mayBe === null);
    if (isSure) put(read, found);
    else found.leftOut.push({ text: first.trim(), why: "sentence" });
  } else put(read, found);
  for (const one of others) tellBelow(one, reading, found);
  return true;
}

/** Where a bracket is closed that was opened before this text; -1 for nowhere. */
function closing(text: string): number {
  let open = 0;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charAt(at);
    if (/[([]/u.test(letter)) open += 1;
    if (/[)\]]/u.test(letter)) open -= 1;
    if (open < 0) return at;
  }
  return -1;
}

function readSentence(
  label: Label,
  line: string,
  value: string,
  reading: StaffReading,
  found: Found,
): boolean {
  let end = value.search(/\|/u);
  if (end < 0) end = value.length;
  for (const { index } of value.matchAll(sentenceEnd)) {
    const word = /\S+$/u.exec(value.slice(0, index))?.[0] ?? "";
    if (isTitle(word) || /^\p{L}$/u.test(word)) continue;
    end = Math.min(end, index);
    break;
  }
  // `wird von Ana Wolf gehalten`: of another verb it says nothing of the staff.
  const isPassive = /^(?:wird|werden)/iu.test(line.slice(label.from));
  const verb = isPassive ? value.slice(0, end).search(verbBehind) : end;
  if (verb < 0) return false;
  const by = value.slice(0, verb).trim();
  const before = line.slice(0, label.from).slice(-longestLabel);
  const read = staffInText(by, reading);
  const isSaid =
    /(?:^|[.;,|–—:(-]\s*)$/u.test(before) ||
    isPassive ||
    /(?:^|\s)[\p{L}-]*\d\S*\s+$/u.test(before) ||
    /(?:^|[^\p{L}])(?:is|are|be|being|and|wird|werden|und|est|sont|et|es|está|son|y|è|viene|sono|e|é|será|wordt|worden|jest|są|session|lecture|class|course|seminar|workshop|tutorial|module|vorlesung|seminar|kurs|cours|clase|curso|corso|lezione|les|college)\s+$/iu.test(
      before,
    );
  const isNamed = read.people.length > 0 && read.people.every(({ isFull }) => isFull);
  if (isSaid && isNamed) {
    put(read, found);
    return true;
  }
  if (!/\p{Lu}/u.test(by)) return false;
  found.leftOut.push({ text: line, why: "sentence" });
  return true;
}

function put(read: ReturnType<typeof staffInText>, found: Found): void {
  found.people.push(...read.people);
  found.leftOut.push(...read.leftOut);
  found.cuts.push(...read.cuts);
}

/** Reads the lines below a label: names right below it, and places, numbers and the like among them. */
function readBelow(
  lines: readonly string[],
  labels: readonly (readonly Label[])[],
  at: number,
  isBehind: boolean,
  reading: StaffReading,
  found: Found,
): void {
  let state: "start" | "list" | "gap" | "far" = isBehind ? "list" : "start";
  // Whether an empty line or something else's label stands between: a sentence there says nothing of the staff.
  let isApart = false;
  for (const [down, line] of lines.slice(at + 1).entries()) {
    const own = labels[at + 1 + down] ?? [];
    if (own.some(({ kind }) => kind !== "other")) return;
    if (line === "") {
      isApart ||= state !== "start";
      if (state === "list") state = "gap";
      continue;
    }
    if (own[0]?.from === 0) {
      state = "far";
      isApart = true;
      continue;
    }
    const text = line.replace(/^[-*•·–]\s*/u, "").replace(/[,;]$/u, "");
    const read = staffInText(text, reading);
    const isList =
      read.people.every(({ isFull }) => isFull) && read.leftOut.every(({ why }) => !loose.has(why));
    const isTold = read.people.length > 0 && read.people.every((one) => one.isTold);
    if (isList && state !== "far" && (state !== "gap" || isTold || read.people.length === 0)) {
      if (state === "gap" && read.people.length === 0 && !read.leftOut.every(({ why }) => why === "nobody")) {
        // What is no name behind an empty line is of something else.
        state = "far";
        continue;
      }
      put(read, found);
      state = "list";
      isApart = false;
      continue;
    }
    if (isApart) tellBelow(text, reading, found);
    else found.leftOut.push({ text, why: "below" });
    state = "far";
  }
}

/** Why a text is left out that is no list of names at all. */
const loose: ReadonlySet<WhyApart> = new Set(["words", "lower", "commas", "thing", "long", "group"]);

/** Tells a text further below that a name may be; a sentence is none. */
function tellBelow(text: string, reading: StaffReading, found: Found): void {
  const line = text.trim();
  if (line === "") return;
  const { people } = staffInText(line, reading);
  const isShort = line.split(/\s+/u).length <= 8 && !/[.!?]$/u.test(line.replace(/(?:^|\s)\p{L}+\.$/u, ""));
  const isName =
    people.length > 0 ||
    (isShort && /^\p{Lu}[\p{L}\p{M}'’-]+$/u.test(line)) ||
    /^\p{Ll}+(?:\s\p{Ll}+){1,2}$/u.test(line);
  if (isName) found.leftOut.push({ text: line, why: "below" });
}

function isFullName(text: string, reading: StaffReading): boolean {
  const { people, leftOut } = staffInText(text, reading);
  return (
    leftOut.length === 0 && people.length > 0 && people.every(({ isFull, mayBe }) => isFull && mayBe === null)
  );
}

/** The labels of a line in their order, those of something else among them. */
function labelsOf(line: string): readonly Label[] {
  const found: Label[] = [];
  let from = 0;
  for (const { index, 0: sign } of line.matchAll(
    /[:：=]|(?<=\S)\t(?=\S)|(?<=\s)[–—-](?=\s*\S)|[–—-](?=\s)/gu,
  )) {
    if (/^[:：]/u.test(sign) && line.startsWith("//", index + 1)) continue;
    // `Dozent:in`
    if (sign === ":" && /^(?:in|innen|n|r)(?:nen)?\s*[:：]/iu.test(line.slice(index + 1))) continue;
    const isColon = /[:：=]/u.test(sign);
    // A dash is behind a label at the beginning of a line alone.
    if (!isColon && (found.length > 0 || index > longestLabel / 2)) continue;
    const reach = Math.max(from, index - longestLabel);
    // A label is in one sentence.
    const start =
      reach + (/^.*(?:[.!?]\s+(?=\p{Lu})|[;|•](?=.))/u.exec(line.slice(reach, index))?.[0].length ?? 0);
    const before = line.slice(start, index);
    const match = mayName(before) ? endsAsLabel.exec(before) : null;
    if (match !== null) {
      const at = start + match.index + (match[0].length - match[0].trimStart().length);
      const lead = before.slice(0, match.index).replace(/^.*[;|•·,\t]|^.*(?:\.\s|\s{2,}|\s[-–—]\s)/u, "");
      const isAfterValue = found.at(-1)?.kind === "other" && reach === from;
      const isPlain = (match.groups?.more ?? "").trim() === "" && (isQualifier.test(lead) || isAfterValue);
      if (isColon || (isPlain && lead.trim() === "")) {
        const wide = isQualifier.test(lead) ? at - lead.length : at;
        found.push({ from: Math.max(wide, 0), to: index + 1, kind: isPlain && isColon ? "sure" : "weak" });
        from = index + 1;
        continue;
      }
    }
    if (!/[:：]/u.test(sign)) continue;
    const other = otherIn(line, from, index);
    if (other === null) continue;
    found.push({ from: other, to: index + 1, kind: "other" });
    from = index + 1;
  }
  for (const { index, 0: word } of mayName(line) ? line.matchAll(byWord) : []) {
    const to = index + word.length;
    const held = endsAsHeld.exec(line.slice(Math.max(0, to - longestLabel), to));
    if (held === null) continue;
    const at = to - held[0].length;
    if (found.some((one) => one.kind !== "other" && one.from <= at && at < one.to)) continue;
    found.push({ from: at, to, kind: "held" });
  }
  return found.sort((a, b) => a.from - b.from);
}

/** Where the label of something else begins that ends with this colon; null for a colon that is none. */
function otherIn(line: string, from: number, colon: number): number | null {
  const start = Math.max(from, colon - longestLabel);
  // A letter before it, where it begins within a word.
  const cut = start > from ? "x" : "";
  from = start - cut.length;
  for (const match of `${cut}${line.slice(start, colon + 1)}`.matchAll(otherLabel)) {
    if (from + match.index + match[0].length !== colon + 1) continue;
    const { any } = match.groups ?? {};
    // `Ben Stone: labs` is a name, and `e-mail:` belongs to one.
    if (
      any !== undefined &&
      (/^\p{Lu}\S*(?:\s+\p{Lu}\S*)+$/u.test(any) ||
        /^(?:e-?mail|mail|courriel|correo|login|user ?name)$/iu.test(any))
    )
      continue;
    return from + match.index;
  }
  return null;
}
