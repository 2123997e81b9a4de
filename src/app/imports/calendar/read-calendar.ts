import type { Temporal } from "temporal-polyfill";
import { codeKey, normalCode } from "../../../domain/kernel/code-key.ts";
import {
  type MeetingPlaces,
  type PlaceReading,
  placesOfLocation,
} from "../../../domain/timetable/places-of-location.ts";
import { controlCharacter, onOneLine } from "../control-characters.ts";
import {
  type ImportContent,
  type ImportFile,
  nothingTold,
  type ReadContent,
  type ReadContext,
  type SessionItem,
} from "../import-content.ts";
import { mangledLetters, mangledLettersRemedy } from "../mangled-letters.ts";
import { faultInLetters, type ReadText, readText, tellEncoding } from "../read-text.ts";
import type { CalendarGrammar } from "./calendar-grammar.ts";
import { type CalendarNotes, createCalendarNotes } from "./calendar-notes.ts";
import type { CalendarRule } from "./calendar-rule.ts";
import { chooseZone, type WindowsZones } from "./choose-zone.ts";
import type { DaySpan } from "./expand-series.ts";
import { invalidCalendarRule } from "./invalid-calendar-rule.ts";
import { type CalendarMeeting, meetingsOfEvent } from "./meetings-of-event.ts";
import { onlineLink } from "./online-link.ts";
import { type CalendarComponent, meetingLinks, parseCalendar, propertyOf, textOf } from "./parse-calendar.ts";
import type { PatternRunner } from "./pattern-runner.ts";
import { hasOwnPart } from "./recurrence-rule.ts";
import { seriesOf } from "./series-key.ts";
import { keysOfStaff, type StaffOfEvent, staffOfEvent } from "./staff-of-event.ts";
import { tellStaff } from "./tell-staff.ts";

/** What the reader has to know besides the bytes. */
export interface CalendarContext extends ReadContext {
  /** To whom the meetings' keys belong: one name for ever for each feed and each file of its own. */
  readonly source: string;
  readonly rule: CalendarRule;
  /** The days in which series are expanded; meetings that do not repeat are read whenever they are. */
  readonly span: DaySpan;
  /** ISO date: meetings from here on that a complete calendar does not hold are over, however late it begins. */
  readonly today: string;
  readonly tools: CalendarTools;
}

/** What calendars are taken apart with. */
export interface CalendarTools {
  readonly grammar: CalendarGrammar;
  readonly patterns: PatternRunner;
  readonly windowsZones: WindowsZones;
}

/** More than any school's year; a calendar beyond it is a mistake. */
export const mostMeetings = 20_000;
/** Of SUMMARY and LOCATION; what comes after is no name. */
const longestText = 250;

/**
 * Reads a calendar (RFC 5545) as a timetable. A file that is no whole calendar gives nothing but a note that refuses it.
 * Where anything could not be read, the meetings that are there are additions: nothing that the file does not hold is
 * said to be over.
 *
 * @throws RangeError when the institution's zone does not exist
 */
export function readCalendar(file: ImportFile, context: CalendarContext): ReadContent {
  const notes = createCalendarNotes(file.name);
  const content = contentOf(file, context, notes);
  return { content, notes: notes.all() };
}

function contentOf(file: ImportFile, context: CalendarContext, notes: CalendarNotes): ImportContent {
  const nothing: ImportContent = { ...nothingTold, kind: "icalendar", source: context.source };
  const refuse = (
    place: Parameters<CalendarNotes["add"]>[1],
    message: string,
    remedy: string,
  ): ImportContent => {
    notes.add("refused", place, message, remedy);
    return nothing;
  };
  const wholeFile = { line: null, column: null, value: null };
  const [invalid] = invalidCalendarRule(context.rule);
  if (invalid) {
    const place = { line: null, column: invalid.field, value: invalid.value };
    return refuse(place, `The rule ${invalid.message}`, invalid.remedy);
  }

  const { text, faults } = textOfBytes(file.bytes, context, notes);
  const calendar = parseCalendar(text, context.tools.grammar);
  if (calendar.calendars.length === 0) {
    return refuse(wholeFile, "The file is no calendar", "Give a file that begins with BEGIN:VCALENDAR.");
  }
  if (calendar.openSince !== null) {
    return refuse(
      { ...wholeFile, line: calendar.openSince },
      "The calendar is cut off: what begins here never ends",
      "Export or download it again.",
    );
  }
  for (const component of calendar.calendars) tellOddities(component, notes);
  for (const { line, text } of calendar.stray) {
    notes.tally("stray", { line, column: null, value: text });
  }

  const read = readMeetings(calendar.calendars, context, notes, faults.length > 0);
  if (read.meetings.length > mostMeetings) {
    return refuse(
      wholeFile,
      `The calendar has more than ${mostMeetings} meetings`,
      "Give the calendars of single departments, or fewer days.",
    );
  }
  const found = sessionItems(file.name, read, context, notes);
  if (found === "too_slow") {
    return refuse(
      { line: null, column: "summary", value: context.rule.summary },
      "The rule takes too long over this calendar's texts",
      "Write the rule without a repetition inside a repetition.",
    );
  }
  const { sessions, staffCalled } = found;
  const complete = context.complete && !read.lost && sessions.length > 0;
  if (context.complete && !read.lost && sessions.length === 0) {
    notes.add(
      "ignored",
      wholeFile,
      "The calendar is to be complete and has no meeting: no session is taken to be over",
      "If all are over, cancel them by hand, or remove the feed; else export the calendar again.",
    );
  }
  if (context.complete && read.lost) {
    notes.add(
      "guessed",
      wholeFile,
      "Not every meeting could be read: no session is taken to be over",
      "Correct what is refused, and import again.",
    );
  }
  return {
    ...nothing,
    scope: {
      ...nothing.scope,
      class: context.rule.makeClasses ? "additions" : "absent",
      session: complete ? "complete" : "additions",
    },
    sessionDays: complete ? daysSpokenOf(sessions, context) : null,
    classes: context.rule.makeClasses ? classItems(sessions) : [],
    sessions,
    staffCalled,
    rows: read.events,
  };
}

function textOfBytes(
  bytes: Uint8Array,
  { rule: { encoding }, timeZone }: CalendarContext,
  notes: CalendarNotes,
): ReadText {
  const read = readText(bytes, encoding, timeZone);
  if (read.guessed) {
    notes.add(
      "guessed",
      { line: null, column: null, value: null },
      `The file is not UTF-8: its letters are taken for ${tellEncoding(read.encoding)}`,
      "If names look wrong, choose other letters in the preview.",
    );
  }
  for (const line of read.faults) notes.tally("faults", { line, column: null, value: null });
  return read;
}

/** What a component and those in it hold that is passed over, and may have been meant. */
function tellOddities(component: CalendarComponent, notes: CalendarNotes): void {
  for (const { name, line } of component.empty) {
    notes.tally("empty", { line, column: name.toUpperCase(), value: null });
  }
  for (const { name, line, text } of component.unread) {
    notes.tally("unread", { line, column: name.toUpperCase(), value: text });
  }
  for (const { line, text } of component.unknown) {
    notes.tally("unknownProperty", { line, column: null, value: text });
  }
  if (component.name === "standard" || component.name === "daylight") {
    for (const { name, line, text } of component.properties) {
      if (name === "rrule" && hasOwnPart(text)) {
        notes.tally("ownPartInRule", { line, column: name.toUpperCase(), value: text });
      }
    }
  }
  for (const inner of component.components) tellOddities(inner, notes);
}

interface ReadMeetings {
  readonly meetings: readonly CalendarMeeting[];
  readonly lost: boolean;
  /** UIDs of which something could not be read. */
  readonly lostUids: ReadonlySet<string>;
  readonly events: number;
}

function readMeetings(
  calendars: readonly CalendarComponent[],
  context: CalendarContext,
  notes: CalendarNotes,
  isFaulty: boolean,
): ReadMeetings {
  const zones = chooseZone(calendars, context.timeZone, context.tools.windowsZones, context.rule);
  const meetings: CalendarMeeting[] = [];
  const lostUids = new Set<string>();
  let lost = false;
  let rows = 0;
  const cancelled = new Set<CalendarComponent>();
  // Several calendars in one file may speak of the same meeting.
  const byUid = new Map<string, CalendarComponent[]>();
  for (const calendar of calendars) {
    const takenBack = textOf(calendar, "method").toUpperCase() === "CANCEL";
    for (const event of calendar.components.filter(({ name }) => name === "vevent")) {
      rows += 1;
      if (takenBack) cancelled.add(event);
      const uid = textOf(event, "uid");
      if (uid === "") {
        notes.add(
          "refused",
          { line: event.line, column: "UID", value: null },
          "The event has no UID, so that nobody can tell it from others when it moves",
          "Export the calendar with a UID for each event.",
        );
        lost = true;
        continue;
      }
      const control = controlIn(event) ?? (isFaulty ? lostLettersIn(event) : null);
      if (control !== null) {
        const { line, column, value, message, remedy } = control;
        notes.add("refused", { line, column, value }, message, remedy);
        lost = true;
        lostUids.add(uid);
        continue;
      }
      const same = byUid.get(uid);
      if (same) same.push(event);
      else byUid.set(uid, [event]);
    }
  }
  for (const [uid, events] of byUid) {
    const read = meetingsOfEvent(uid, events, {
      zones,
      span: context.span,
      notes,
      cancelled,
      complete: context.complete,
    });
    lost ||= read.lost;
    if (read.lost) lostUids.add(uid);
    meetings.push(...read.meetings);
    if (meetings.length > mostMeetings) break;
  }
  return { meetings, lost, lostUids, events: rows };
}

/** A code of a class in a list of them: it has a figure and no blank, as `K0`, `7A` and `CS-150_A`. */
const listedCode = /^(?=\S*\d)[^\s,;:]{1,20}$/u;

/** `K0, K1` are two classes that meet together; `Ethics, Part 2` is one. */
function classesOf(text: string): readonly string[] {
  const parts = text.split(/[,;]/u).map(normalCode);
  const isList = parts.length > 1 && parts.every((part) => listedCode.test(part));
  return isList
    ? [...new Map(parts.toReversed().map((one) => [codeKey(one), one])).values()].toReversed()
    : [text];
}

function sessionItems(
  file: string,
  { meetings, lostUids }: ReadMeetings,
  { rule, isRoom, tools: { patterns } }: CalendarContext,
  notes: CalendarNotes,
): Pick<ImportContent, "sessions" | "staffCalled"> | "too_slow" {
  const summaries = [...new Set(meetings.map(({ event }) => summaryOf(event)))];
  const locations = [...new Set(meetings.map(({ event }) => locationOf(event)))];
  const matches = patterns.match(rule.summary, summaries);
  const cut = rule.locationNoise === "" ? locations : patterns.cut(rule.locationNoise, locations);
  if (matches === "too_slow" || cut === "too_slow") return "too_slow";
  const bySummary = new Map(summaries.map((summary, index) => [summary, matches[index] ?? null]));
  const cutOf = new Map(locations.map((location, index) => [location, cut[index] ?? ""]));
  const byLocation = placesByLocation(cutOf, rule.places, isRoom);
  const staffByEvent = new Map<CalendarComponent, StaffOfEvent>();
  if (rule.staff === "named") {
    for (const { event } of meetings)
      if (!staffByEvent.has(event)) staffByEvent.set(event, staffOfEvent(event, isRoom));
  }
  const allStaff = [...staffByEvent.values()].flatMap(({ people }) => people);
  const keys = keysOfStaff(allStaff);
  const namesStaff = allStaff.length > 0;

  const unmatched = new Map<string, { readonly line: number; count: number }>();
  const remote = new Map<string, { readonly line: number; readonly beside: string }>();
  const links = new Map<CalendarComponent, NonNullable<ReturnType<typeof onlineLink>>>();
  /** Links of events that name a place, and are held there. */
  const besides = new Map<CalendarComponent, ReturnType<typeof onlineLink>>();
  const around = new Map<string, { readonly line: number; readonly text: string }>();
  const lists = new Map<string, { readonly line: number; readonly classes: readonly string[] }>();
  const items: SessionItem[] = [];
  const gaps = new Set(lostUids);
  for (const meeting of meetings) {
    const summary = summaryOf(meeting.event);
    const groups = bySummary.get(summary) ?? null;
    const { class: code = "", sort = "" } = groups ?? {};
    const of = normalCode(code);
    const { line } = propertyOf(meeting.event, "summary") ?? meeting.event;
    if (of === "") {
      gaps.add(textOf(meeting.event, "uid"));
      const known = unmatched.get(summary);
      if (known) known.count += 1;
      else unmatched.set(summary, { line, count: 1 });
      continue;
    }
    const classes = classesOf(of);
    if (classes.length > 1 && !lists.has(of)) lists.set(of, { line, classes });
    const location = locationOf(meeting.event);
    const places = byLocation.get(location) ?? placesOfLocation(location, rule.places, isRoom);
    const { rooms } = places;
    // Where no place is told at all, people meet where the link leads.
    const link = location === "" ? (links.get(meeting.event) ?? onlineLink(meeting.event)) : null;
    if (link !== null) links.set(meeting.event, link);
    const mode = link === null ? places.mode : "remote";
    if (location !== "" && mode === "in_person" && !besides.has(meeting.event))
      besides.set(meeting.event, onlineLink(meeting.event));
    const locationLine = propertyOf(meeting.event, "location")?.line ?? line;
    if (link === null && mode !== "in_person" && !remote.has(location))
      remote.set(location, { line: locationLine, beside: rooms.join(", ") });
    if (places.around.length > 0 && rule.places === "guess" && !around.has(location)) {
      around.set(location, {
        line: locationLine,
        text: `${rooms.join(", ") || "nothing"}; ${places.around.join(", ")} is no room`,
      });
    }
    const staff = [...new Set((staffByEvent.get(meeting.event)?.people ?? []).map(keys.keyOf))];
    const place = normalCode(cutOf.get(location) ?? "");
    items.push({
      key: meeting.key,
      at: { file, line: meeting.event.line },
      classes,
      rooms,
      ...(place === "" || rooms.length === 0 || rooms[0] === place ? {} : { place }),
      ...(namesStaff ? { staff } : {}),
      start: meeting.start,
      end: meeting.end,
      timeZone: meeting.timeZone,
      day: meeting.day,
      title: summary,
      sort: sort.trim(),
      mode,
      cancelled: meeting.cancelled,
      sequence: meeting.sequence,
      version: meeting.version,
      isStamp: meeting.isStamp,
    });
  }
  tellMangled(meetings, notes);
  for (const [summary, { line, count }] of unmatched) {
    notes.add(
      "ignored",
      { line, column: "SUMMARY", value: summary },
      count === 1 ? "The rule finds no class in it" : `The rule finds no class in it, ${count} times`,
      "Leave it out so, or change the rule.",
    );
  }
  for (const [list, { line, classes }] of lists) {
    notes.add(
      "guessed",
      { line, column: "SUMMARY", value: list },
      `It is read as ${classes.length} classes that meet together: ${classes.join(" and ")}`,
      "If it is one class, write its code without a comma.",
    );
  }
  for (const [location, { line, beside }] of remote) {
    notes.add(
      "guessed",
      { line, column: "LOCATION", value: location },
      beside === ""
        ? "It is taken for no room: the meeting is held online"
        : `It is taken for the room ${beside} and a place online: the meeting is held in both`,
      beside === ""
        ? "If it is a room, add it to the rooms by this name, as a code or another name, and import the calendar again; or choose in the preview that the whole text is one room."
        : "If it is one room, choose in the preview that the whole text is a room, or add it to the rooms by this name and import the calendar again.",
    );
  }
  const [linked] = links.values();
  if (linked !== undefined) {
    notes.add(
      "guessed",
      linked,
      links.size === 1
        ? "An event names no place, and has a link to a meeting online: it is held online"
        : `${links.size} events name no place, and have links to meetings online: they are held online`,
      "If people meet in a room, write it as LOCATION where the calendar is made.",
    );
  }
  const unread = [...besides.values()].flatMap((link) => link ?? []);
  const [firstUnread] = unread;
  if (firstUnread !== undefined) {
    notes.add(
      "ignored",
      firstUnread,
      unread.length === 1
        ? "An event names a place, and has a link to a meeting online beside it: it is held at the place alone"
        : `${unread.length} events name places, and have links to meetings online beside them: they are held at the places alone`,
      "If people meet online as well, write Online behind the place in LOCATION where the calendar is made.",
    );
  }
  for (const [location, { line, text }] of around) {
    notes.add(
      "guessed",
      { line, column: "LOCATION", value: location },
      `It is read as ${text}`,
      "If that is wrong, choose in the preview how places are read.",
    );
  }
  tellStaff(staffByEvent, keys, notes);
  if (namesStaff) {
    const calledBy = new Map(keys.called);
    const names = [...new Set(items.flatMap(({ staff = [] }) => staff))].map((key) =>
      calledBy.has(key) ? `${calledBy.get(key)} (${key})` : key,
    );
    const [first] = items.filter(({ staff = [] }) => staff.length > 0);
    notes.add(
      "guessed",
      { line: first?.at.line ?? null, column: null, value: names.slice(0, 5).join("; ") },
      `${names.length === 1 ? "One name is" : `${names.length} names are`} read as the staff of these meetings`,
      "If they are not, choose in the preview that staff are left out.",
    );
  }
  const marked = items.map((item) => ({ ...item, wholeSeries: !gaps.has(seriesOf(item.key) ?? item.key) }));
  return {
    sessions: marked.sort((a, b) => compareTimes(a.start, b.start) || (a.key < b.key ? -1 : 1)),
    staffCalled: keys.called,
  };
}

/**
 * The places of each location, by its text as the calendar has it. A room of one name in two buildings is two rooms, and
 * then goes by the whole text.
 */
function placesByLocation(
  cutOf: ReadonlyMap<string, string>,
  how: PlaceReading,
  isRoom: CalendarContext["isRoom"],
): ReadonlyMap<string, MeetingPlaces> {
  const read = new Map(
    [...cutOf].map(([location, text]) => {
      // What the rule cuts out may be a part of the room's name.
      const isWhole = isRoom?.(location.replace(/\s+/gu, " ").trim()) === true;
      return [location, placesOfLocation(isWhole ? location : text, how, isRoom)];
    }),
  );
  const buildings = new Map<string, Set<string>>();
  for (const { rooms, around } of read.values()) {
    if (around.length === 0) continue;
    for (const room of rooms) {
      const key = room.toLowerCase();
      const known = buildings.get(key) ?? new Set();
      buildings.set(key, known.add(around.join(", ").toLowerCase()));
    }
  }
  return new Map(
    [...read].map(([location, places]) => {
      const shared = places.rooms.some((room) => (buildings.get(room.toLowerCase())?.size ?? 0) > 1);
      if (how !== "guess" || places.around.length === 0 || !shared) return [location, places];
      const whole = placesOfLocation(cutOf.get(location) ?? "", "whole", isRoom);
      return [location, { ...whole, mode: places.mode }];
    }),
  );
}

/** Says once of each text that letters of it were lost. */
function tellMangled(meetings: ReadMeetings["meetings"], notes: CalendarNotes): void {
  const told = new Set<string>();
  for (const { event } of meetings) {
    for (const [name, text] of [
      ["summary", summaryOf(event)],
      ["location", locationOf(event)],
    ] as const) {
      const key = `${name} ${text}`;
      if (told.has(key)) continue;
      told.add(key);
      const lost = mangledLetters(text);
      if (lost === null) continue;
      const { line } = propertyOf(event, name) ?? event;
      notes.add(
        "guessed",
        { line, column: name.toUpperCase(), value: text },
        `It ${lost}`,
        mangledLettersRemedy,
      );
    }
  }
}

/** The first text of an event that would be a name or a code, and holds a control character; null for none. */
/** Properties whose text is shown or kept; of the others that are text what nobody reads may hold anything. */
const passedTexts: ReadonlySet<string> = new Set([
  "description",
  "comment",
  "url",
  "conference",
  "contact",
  "organizer",
  "attendee",
  ...meetingLinks,
]);

/** The names and logins of staff that an event has, where any text of it holds what is looked for. */
function namesIn(event: CalendarComponent, isFault: (text: string) => boolean) {
  const texts = event.properties.flatMap(({ text, values, parameters }) =>
    [text, ...values, ...Object.values(parameters)].flatMap((one) => (typeof one === "string" ? [one] : [])),
  );
  if (!texts.some(isFault)) return [];
  return staffOfEvent(event).people.flatMap(({ name, login }) =>
    [name, ...(login === null ? [] : [login])].map((text) => ({ name: "staff", line: event.line, text })),
  );
}

/** What of an event is read and holds a control character: line, property and why that cannot be kept; null for none. */
function controlIn(event: CalendarComponent) {
  const names = namesIn(event, (text) => /\p{C}/u.test(text.replace(/[\n\r\t]/gu, "")));
  const all = [...event.properties, ...event.broken].filter(({ name }) => !passedTexts.has(name));
  const parameters = event.properties.flatMap(({ name, line, parameters: told }) =>
    passedTexts.has(name)
      ? []
      : Object.values(told).flatMap((text) => (typeof text === "string" ? [{ name, line, text }] : [])),
  );
  for (const { name, line, text } of [...all, ...parameters, ...names]) {
    const control = controlCharacter(onOneLine(text));
    if (control === null) continue;
    const remedy = `${control.remedy.charAt(0).toUpperCase()}${control.remedy.slice(1)}.`;
    return { line, column: name.toUpperCase(), value: text, message: `The text ${control.message}`, remedy };
  }
  return null;
}

/** What of an event is kept and has lost letters, in a file whose other letters are right; null for none. */
function lostLettersIn(event: CalendarComponent) {
  const kept = event.properties.filter(({ name }) => !passedTexts.has(name));
  const names = namesIn(event, (text) => text.includes("\ufffd"));
  const lost = [...kept, ...names].find(({ text }) => text.includes("\ufffd"));
  if (lost === undefined) return null;
  const [message, remedy] = faultInLetters;
  const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  const { name, line, text } = lost;
  return {
    line,
    column: name.toUpperCase(),
    value: text,
    message: sentence(`it ${message}`),
    remedy: `${sentence(remedy)}.`,
  };
}

/** What shapes no letter, though nobody sees it: around a summary it hides no code from a pattern. */
const shapeless = "[\\s\\u00ad\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060\\u2066-\\u2069\\u2800\\u3164]+";
const atEnds = new RegExp(`^${shapeless}|${shapeless}$`, "gu");

function summaryOf(event: CalendarComponent): string {
  const text = textOf(event, "summary").slice(0, longestText).normalize("NFC").replace(/\s+/gu, " ");
  return text.replace(atEnds, "");
}

function locationOf(event: CalendarComponent): string {
  return textOf(event, "location").slice(0, longestText).split("\n").map(normalCode).join("\n").trim();
}

function compareTimes(a: Temporal.Instant, b: Temporal.Instant): number {
  return a.epochMilliseconds - b.epochMilliseconds;
}

/** Each class once, with its place in the file. */
function classItems(sessions: readonly SessionItem[]): ImportContent["classes"] {
  const places = new Map<string, SessionItem["at"]>();
  for (const { classes, at } of sessions) {
    for (const code of classes) if (!places.has(code)) places.set(code, at);
  }
  return [...places].map(([code, at]) => ({ key: code, code, at }));
}

/**
 * The days that a complete calendar speaks about. Feeds drop what is over, so its past begins with its first meeting;
 * of what is to come it says everything.
 */
function daysSpokenOf(sessions: readonly SessionItem[], { today, span }: CalendarContext): DaySpan {
  const days = sessions.map(({ day }) => day);
  return {
    from: days.reduce((first, day) => (day < first ? day : first), today),
    to: days.reduce((last, day) => (day > last ? day : last), span.to),
  };
}
