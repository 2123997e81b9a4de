import type { Temporal } from "temporal-polyfill";

/** A session as a calendar tells it. */
export interface CalendarEvent {
  /** Stays the same for as long as the session is that session. */
  readonly uid: string;
  /** Grows with each change to the plan. */
  readonly sequence: number;
  readonly changedAt: Temporal.Instant;
  readonly start: Temporal.Instant;
  readonly end: Temporal.Instant;
  readonly summary: string;
  readonly description: string;
  readonly location: string;
  readonly cancelled: boolean;
}

/** Octets of a line without its end, RFC 5545 section 3.1. */
const mostOctets = 75;

/**
 * A calendar (RFC 5545). Times are instants in UTC: they need no description of a zone, and every program shows them in
 * its own. The same events are the same bytes.
 *
 * @param name as programs show it
 */
export function writeCalendar(name: string, events: readonly CalendarEvent[]): string {
  return [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Muster//Timetable//EN",
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    `X-WR-CALNAME:${escapeText(name)}`,
    "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    "X-PUBLISHED-TTL:PT1H",
    ...events.flatMap(eventLines),
    "END:VCALENDAR",
  ]
    .map((line) => `${foldLine(line)}\r\n`)
    .join("");
}

function eventLines(event: CalendarEvent): string[] {
  const changed = utc(event.changedAt);
  return [
    "BEGIN:VEVENT",
    `UID:${escapeText(event.uid)}`,
    `DTSTAMP:${changed}`,
    `LAST-MODIFIED:${changed}`,
    `SEQUENCE:${event.sequence}`,
    `DTSTART:${utc(event.start)}`,
    `DTEND:${utc(event.end)}`,
    `SUMMARY:${escapeText(event.summary)}`,
    ...(event.location === "" ? [] : [`LOCATION:${escapeText(event.location)}`]),
    ...(event.description === "" ? [] : [`DESCRIPTION:${escapeText(event.description)}`]),
    `STATUS:${event.cancelled ? "CANCELLED" : "CONFIRMED"}`,
    `TRANSP:${event.cancelled ? "TRANSPARENT" : "OPAQUE"}`,
    "END:VEVENT",
  ];
}

/** `20261123T090000Z`. */
function utc(at: Temporal.Instant): string {
  return at.round({ smallestUnit: "second", roundingMode: "floor" }).toString().replaceAll(/[-:]/g, "");
}

/** A value of type TEXT. Control characters other than line ends have no place in one. */
export function escapeText(text: string): string {
  return text
    .replaceAll(/[\\;,]/g, "\\$&")
    .replaceAll(/\r\n|\r|\n/g, "\\n")
    .replaceAll(/\p{Cc}/gu, " ");
}

/** Breaks a line into pieces of at most 75 octets of UTF-8, each but the first begun by a space; no letter is broken. */
export function foldLine(line: string): string {
  const pieces: string[] = [];
  let piece = "";
  let octets = 0;
  for (const letter of line.toWellFormed()) {
    const more = octetsOf(letter);
    if (octets + more > mostOctets) {
      pieces.push(piece);
      piece = " ";
      octets = 1;
    }
    piece += letter;
    octets += more;
  }
  return [...pieces, piece].join("\r\n");
}

function octetsOf(letter: string): number {
  const point = letter.codePointAt(0) ?? 0;
  return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x1_0000 ? 3 : 4;
}
