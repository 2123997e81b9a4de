import type { CalendarGrammar } from "./calendar-grammar.ts";
import { calendarLines } from "./calendar-lines.ts";
import { passedOver } from "./recurrence-rule.ts";

/** One property with the values that its type makes of the text. */
export interface CalendarProperty {
  /** In lower case, as all names here. */
  readonly name: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** `date-time`, `date`, `period`, `text`, `recur` and so on. */
  readonly type: string;
  readonly values: readonly unknown[];
  readonly line: number;
  /** As the file has it, without name and parameters. */
  readonly text: string;
}

/** A line that its property's grammar does not allow. */
export interface BrokenLine {
  readonly name: string;
  readonly line: number;
  readonly text: string;
  readonly reason: string;
}

export interface CalendarComponent {
  /** `vcalendar`, `vevent`, `vtimezone`, `standard` and so on. */
  readonly name: string;
  readonly line: number;
  readonly properties: readonly CalendarProperty[];
  readonly broken: readonly BrokenLine[];
  readonly components: readonly CalendarComponent[];
  /** Properties that are there without a value, by name and line. */
  readonly empty: readonly Pick<BrokenLine, "name" | "line">[];
  /** Properties that say something else than they can, and that a meeting can be without. */
  readonly unread: readonly Pick<BrokenLine, "name" | "line" | "text">[];
  /** Names that no calendar's property has, as the file spells them. */
  readonly unknown: readonly Pick<BrokenLine, "name" | "line" | "text">[];
}

export interface ParsedCalendar {
  readonly calendars: readonly CalendarComponent[];
  /** Lines that are no property at all, such as text whose fold was lost. */
  readonly stray: readonly BrokenLine[];
  /** The line of the component that never ends: the file was cut off. null for a whole file. */
  readonly openSince: number | null;
}

interface OpenComponent extends CalendarComponent {
  readonly properties: CalendarProperty[];
  readonly broken: BrokenLine[];
  readonly components: CalendarComponent[];
  readonly empty: Pick<BrokenLine, "name" | "line">[];
  readonly unread: Pick<BrokenLine, "name" | "line" | "text">[];
  readonly unknown: Pick<BrokenLine, "name" | "line" | "text">[];
}

/** In which producers of calendars say where people meet online. */
export const meetingLinks = [
  "x-microsoft-skypeteamsmeetingurl",
  "x-microsoft-onlinemeetingconflink",
  "x-microsoft-onlinemeetingexternallink",
  "x-google-conference",
] as const;

/**
 * What is read. Of attendees only those whom the calendar names as holding the meeting are, and of descriptions and comments
 * only a line that names its staff and a link to a meeting online: nobody asked for more.
 */
const wanted = new Set([
  "uid",
  "recurrence-id",
  "sequence",
  "status",
  "method",
  "dtstamp",
  "last-modified",
  "organizer",
  "attendee",
  "contact",
  "description",
  "comment",
  "url",
  "conference",
  ...meetingLinks,
  "x-wr-timezone",
  "dtstart",
  "dtend",
  "duration",
  "rrule",
  "exrule",
  "rdate",
  "exdate",
  "location",
  "summary",
  "tzid",
  "tzoffsetfrom",
  "tzoffsetto",
]);

/** Properties of RFC 5545 and 7986 that are left alone. */
const leftAlone = new Set([
  "attach",
  "calscale",
  "categories",
  "class",
  "color",
  "completed",
  "created",
  "due",
  "freebusy",
  "geo",
  "image",
  "name",
  "percent-complete",
  "priority",
  "prodid",
  "refresh-interval",
  "related-to",
  "repeat",
  "request-status",
  "resources",
  "source",
  "transp",
  "trigger",
  "action",
  "tzname",
  "tzurl",
  "version",
]);

/** Properties whose value is text, in which nothing is as good as a blank. */
const texts = new Set([
  "summary",
  "location",
  "description",
  "comment",
  "url",
  "conference",
  ...meetingLinks,
  "contact",
  "organizer",
  "attendee",
  "x-wr-timezone",
]);

/** Properties whose value is a time or a list of them. */
const times = new Set(["dtstart", "dtend", "recurrence-id", "exdate", "rdate"]);

/** Properties that tell versions of a meeting apart, and what the whole of their values looks like. */
const versions: Readonly<Record<string, RegExp>> = {
  sequence: /^\d+$/u,
  dtstamp: /^\d{8}T\d{6}Z?$/iu,
  "last-modified": /^\d{8}T\d{6}Z?$/iu,
};

/** Parses the components of a calendar (RFC 5545), each with its line. Throws for no text. */
export function parseCalendar(text: string, grammar: CalendarGrammar): ParsedCalendar {
  const calendars: CalendarComponent[] = [];
  const stray: BrokenLine[] = [];
  const open: OpenComponent[] = [];
  for (const { line, text: whole } of calendarLines(text)) {
    const name = /^[A-Za-z0-9-]+(?=[;:])/.exec(whole)?.[0].toLowerCase();
    if (name === undefined) {
      stray.push({ name: "", line, text: whole, reason: "it has no name" });
      continue;
    }
    if (name === "begin") {
      const component = {
        name: textAfterName(whole).toLowerCase(),
        line,
        properties: [],
        broken: [],
        components: [],
        empty: [],
        unread: [],
        unknown: [],
      };
      const parent = open.at(-1);
      if (parent) parent.components.push(component);
      else if (component.name === "vcalendar") calendars.push(component);
      open.push(component);
      continue;
    }
    if (name === "end") {
      // A component that its own end never closed is told as open by what is left over.
      if (open.at(-1)?.name === textAfterName(whole).toLowerCase()) open.pop();
      continue;
    }
    const component = open.at(-1);
    if (component === undefined) continue;
    if (!wanted.has(name)) {
      if (!leftAlone.has(name) && !name.startsWith("x-")) component.unknown.push({ name, line, text: whole });
      continue;
    }
    const text = textAfterName(whole);
    if (text === "" && !texts.has(name)) {
      component.empty.push({ name, line });
      continue;
    }
    if (versions[name]?.test(text) === false) {
      component.unread.push({ name, line, text });
      continue;
    }
    const reason = times.has(name) ? partOfTime(text) : null;
    if (reason !== null) {
      component.broken.push({ name, line, text: whole, reason });
      continue;
    }
    if ((name === "rrule" || name === "exrule") && passedOver(text) !== null) {
      // Whoever reads the rule says why it is none, in words of the rule and not of the grammar.
      component.properties.push({ name, parameters: {}, type: "recur", values: [], line, text });
      continue;
    }
    const read = grammar.property(inCapitals(name, whole, text));
    if ("reason" in read) component.broken.push({ name, line, text: whole, reason: read.reason });
    else component.properties.push({ name, ...read, line, text });
  }
  return { calendars, stray, openSince: open[0]?.line ?? null };
}

/**
 * Names and values within a rule and the letters of a time count without case, blanks about their signs say nothing, and
 * the grammar knows neither: a part of a rule with a blank before its `=` would be passed over.
 */
function inCapitals(name: string, whole: string, text: string): string {
  const plain = text.replace(/\s*([=;,])\s*/gu, "$1").toUpperCase();
  return name === "rrule" || name === "exrule" || times.has(name)
    ? `${whole.slice(0, whole.lastIndexOf(text)).trimEnd()}${plain}`
    : whole;
}

/** Why the whole of a text is no times; null where it is. The grammar reads the beginning and passes over the rest. */
function partOfTime(text: string): string | null {
  const other = text
    .split(/[,/]/u)
    .map((part) => part.trim())
    .find((part) => !/^(?:\d{8}(?:T\d{6}Z?)?|[+-]?P[\dDWTHMS.,]+)$/iu.test(part));
  return other === undefined
    ? null
    : `${other} is no date or time; one is written as 20260914T090000, with TZID or Z`;
}

/** What stands after the colon that ends the parameters; a quoted parameter may hold colons. */
function textAfterName(whole: string): string {
  let quoted = false;
  for (let index = 0; index < whole.length; index += 1) {
    if (whole[index] === '"') quoted = !quoted;
    if (whole[index] === ":" && !quoted) return whole.slice(index + 1).trim();
  }
  return "";
}

/** The first property of a name, null where there is none. */
export function propertyOf(component: CalendarComponent, name: string): CalendarProperty | null {
  return component.properties.find((property) => property.name === name) ?? null;
}

/** The text of a property's first value, `""` where there is none. */
export function textOf(component: CalendarComponent, name: string): string {
  const value = propertyOf(component, name)?.values[0];
  return typeof value === "string" || typeof value === "number" ? String(value).trim() : "";
}
