import { Temporal } from "temporal-polyfill";
import type { CalendarNotes } from "./calendar-notes.ts";
import { type CalendarTime, calendarTime, wallIn } from "./calendar-time.ts";
import type { ZoneChooser } from "./choose-zone.ts";
import { newestVersion, type StatedVersion } from "./compare-versions.ts";
import { type DaySpan, expandSeries, repeats, type Series } from "./expand-series.ts";
import { type CalendarComponent, propertyOf, textOf } from "./parse-calendar.ts";
import { type PlannedTimes, placeOf, plannedTimes } from "./planned-times.ts";
import { seriesKey } from "./series-key.ts";
import type { WallZone } from "./wall-zone.ts";

/** One meeting of a calendar. */
export interface CalendarMeeting {
  /** UID, and for one of a series the instant at which it was planned at first: the same for ever. */
  readonly key: string;
  /** The event that describes it: the series' own, or the exception's. */
  readonly event: CalendarComponent;
  readonly start: Temporal.Instant;
  readonly end: Temporal.Instant;
  /** IANA name. */
  readonly timeZone: string;
  /** ISO date in that zone. */
  readonly day: string;
  readonly cancelled: boolean;
  readonly sequence: number | null;
  readonly version: { readonly override: boolean; readonly modified: string | null };
  /** Its time is when the file was written. */
  readonly isStamp: boolean;
}

export interface MeetingsContext {
  readonly zones: ZoneChooser;
  readonly span: DaySpan;
  readonly notes: CalendarNotes;
  /** The events of calendars that take their meetings back as a whole (METHOD:CANCEL). */
  readonly cancelled: ReadonlySet<CalendarComponent>;
  /** Whether what the calendar does not hold is over anyhow. */
  readonly complete: boolean;
}

/** What became of one UID. */
export interface EventMeetings {
  readonly meetings: readonly CalendarMeeting[];
  /** true when something of it could not be read: meetings that are stored may still take place. */
  readonly lost: boolean;
}

/** An exception of a series: which meeting it is about, and what becomes of it. */
interface Exception {
  readonly event: CalendarComponent;
  readonly at: CalendarTime;
  readonly future: boolean;
}

/**
 * The meetings that the events of one UID make: a series with its exceptions, or one meeting. Some producers give many
 * meetings one UID: those of another start or title are meetings of their own, unless a higher SEQUENCE says that they
 * are versions of one.
 */
export function meetingsOfEvent(
  uid: string,
  events: readonly CalendarComponent[],
  context: MeetingsContext,
): EventMeetings {
  const { notes, zones } = context;
  const masters = distinctEvents(
    events.filter((event) => propertyOf(event, "recurrence-id") === null),
    context,
  );
  let lost = false;
  const byMeeting = new Map<string, CalendarComponent[]>();
  const times = new Map<string, CalendarTime>();
  for (const event of events) {
    const property = propertyOf(event, "recurrence-id");
    if (property === null) continue;
    const at = calendarTime(property, property.values[0], zones);
    if ("refused" in at) {
      notes.add("refused", placeOf(property), at.refused, at.remedy);
      lost = true;
      continue;
    }
    const range = rangeOf(event);
    if (range !== null && range !== "THISANDFUTURE") {
      notes.add(
        "refused",
        { ...placeOf(property), value: range },
        "The RANGE of an exception is none that is read",
        "Write RANGE=THISANDFUTURE, or an exception for each meeting.",
      );
      lost = true;
      continue;
    }
    const id = at.kind === "day" ? at.date.toString() : at.zone.instantOf(at.wall).toString();
    times.set(id, at);
    byMeeting.set(id, [...(byMeeting.get(id) ?? []), event]);
  }
  const exceptions = [...byMeeting].flatMap(([id, same]): readonly Exception[] => {
    const event = newest(same, notes);
    const at = times.get(id);
    if (event === null || at === undefined) return [];
    return [{ event, at, future: isFuture(event) }];
  });
  if (masters.length === 0) {
    const read = loneMeetings(uid, exceptions, context);
    return { meetings: read.meetings, lost: lost || read.lost };
  }
  // An exception belongs to the series that has its meeting; where there is one event alone, to that.
  const owners = masters.filter(repeats);
  const [first] = owners.length === 0 ? masters : owners;
  const owned = new Map<CalendarComponent, Exception[]>();
  for (const exception of exceptions) {
    const owner =
      masters.length === 1
        ? first
        : (owners.find((master) => hasMeeting(master, exception, context)) ?? first);
    if (owner !== undefined) owned.set(owner, [...(owned.get(owner) ?? []), exception]);
  }
  const meetings: CalendarMeeting[] = [];
  for (const master of masters) {
    const own = owned.get(master) ?? [];
    const read = repeats(master)
      ? seriesMeetings(uid, master, own, context)
      : singleMeetings(uid, master, own, context);
    meetings.push(...read.meetings);
    lost ||= read.lost;
  }
  return { meetings, lost };
}

/** Whether an exception is about a meeting that a series has. */
function hasMeeting(master: CalendarComponent, { at }: Exception, context: MeetingsContext): boolean {
  const planned = plannedTimes(master, context.zones);
  if (planned.kind !== "timed") return false;
  const silent: CalendarNotes = { add: () => undefined, tally: () => undefined, all: () => [] };
  const series = expandSeries(master, planned, context.zones, context.span, silent);
  if (series.kind === "refused") return false;
  return series.meetings.has(originalOf(at, planned, series).toString());
}

/** The events of one UID that are meetings of their own, each in the version that counts. */
function distinctEvents(
  events: readonly CalendarComponent[],
  context: MeetingsContext,
): readonly CalendarComponent[] {
  const { notes } = context;
  if (events.length < 2) return events;
  const counts = newestVersion(inOwnOrder(events), versionOf);
  const valid = events.filter(
    (event) => counts !== undefined && (sequenceOf(event) ?? 0) === (sequenceOf(counts) ?? 0),
  );
  const groups = new Map<string, CalendarComponent[]>();
  for (const event of valid) {
    const what = ["dtstart", "rrule", "rdate"].map((name) => propertyOf(event, name)?.text ?? "");
    const zone = propertyOf(event, "dtstart")?.parameters.tzid ?? "";
    const meeting = JSON.stringify([zone, ...what, textOf(event, "summary")]);
    const same = groups.get(meeting);
    if (same) same.push(event);
    else groups.set(meeting, [event]);
  }
  const kept = [...groups.values()].flatMap((same) => {
    const planned = same.filter((event) => !isCancelled(event, context) && textOf(event, "location") !== "");
    const places = new Map(planned.map((event) => [textOf(event, "location"), event]));
    const stamps = new Set(planned.map((event) => modifiedOf(event)));
    // At one time in several places, and none of them the newer word: groups that meet side by side.
    if (places.size > 1 && stamps.size === 1) return [...places.values()];
    const one = newest(same, notes);
    return one === null ? [] : [one];
  });
  const [best] = kept;
  for (const event of events) {
    if (valid.includes(event) || best === undefined) continue;
    tellOlder(event, best, notes);
  }
  if (kept.length > 1) {
    for (const event of kept) {
      notes.tally("sharedUid", { line: event.line, column: "UID", value: textOf(event, "uid") });
    }
  }
  return kept;
}

function tellOlder(event: CalendarComponent, best: CalendarComponent, notes: CalendarNotes): void {
  const place = { line: event.line, column: "UID", value: textOf(event, "uid") };
  const isAsNew =
    (sequenceOf(best) ?? 0) === (sequenceOf(event) ?? 0) && modifiedOf(best) === modifiedOf(event);
  if (isAsNew) {
    const isSame = wordsOf(best) === wordsOf(event);
    notes.add(
      "ignored",
      place,
      isSame
        ? `The meeting is there twice, word for word: line ${best.line} counts`
        : `The meeting is there twice, and nothing tells which is the newer: line ${best.line} counts`,
      isSame ? "Nothing; one of the two is enough." : "Keep the one that is right.",
    );
    return;
  }
  const isBelow = (sequenceOf(best) ?? 0) < (sequenceOf(event) ?? 0);
  notes.add(
    "ignored",
    place,
    `The meeting is there twice; ${tellVersion(best)} on line ${best.line} counts, not ${tellVersion(event)}${isBelow ? ": it was changed later, although its SEQUENCE is lower" : ""}`,
    "Nothing, if the newer one is right.",
  );
}

function tellVersion(event: CalendarComponent): string {
  const changed = modifiedOf(event);
  return `SEQUENCE ${sequenceOf(event) ?? 0} (${changed === null ? "no time of its change" : `last changed ${changed}`})`;
}

function versionOf(event: CalendarComponent): StatedVersion {
  return { sequence: sequenceOf(event), modified: modifiedOf(event) };
}

/** All that an event says, in whatever order. */
function wordsOf({ properties }: CalendarComponent): string {
  return JSON.stringify(properties.map(({ name, text }) => `${name}:${text}`).sort());
}

/** Events in an order of their own, whatever the file's: of versions that nothing tells apart the same one counts. */
function inOwnOrder(events: readonly CalendarComponent[]): readonly CalendarComponent[] {
  const keys = new Map(events.map((event) => [event, wordsOf(event)]));
  return events.toSorted((a, b) => ((keys.get(a) ?? "") < (keys.get(b) ?? "") ? -1 : 1));
}

/** When an event was last changed, else when it was written down, as the calendar says it; null where it does not. */
function modifiedOf(event: CalendarComponent): string | null {
  return textOf(event, "last-modified") || textOf(event, "dtstamp") || null;
}

/** Of several versions the one that counts; null for none. */
function newest(events: readonly CalendarComponent[], notes: CalendarNotes): CalendarComponent | null {
  const best = newestVersion(inOwnOrder(events), versionOf);
  if (best === undefined) return null;
  for (const event of events) {
    if (event !== best) tellOlder(event, best, notes);
  }
  return best;
}

function sequenceOf(event: CalendarComponent): number | null {
  const value = propertyOf(event, "sequence")?.values[0];
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 && value < 2 ** 31
    ? value
    : null;
}

function rangeOf(event: CalendarComponent): string | null {
  const range = propertyOf(event, "recurrence-id")?.parameters.range;
  return typeof range === "string" ? range.toUpperCase() : null;
}

function isFuture(event: CalendarComponent): boolean {
  return rangeOf(event) === "THISANDFUTURE";
}

/** As the standard spells it, and as Americans do. */
function isCancelled(event: CalendarComponent, context: MeetingsContext): boolean {
  return context.cancelled.has(event) || /^cancell?ed$/i.test(textOf(event, "status"));
}

/** Reads when an event is, and says what has to be said of it; null for one that makes no meeting. */
function timesOf(
  event: CalendarComponent,
  { zones, notes }: MeetingsContext,
): PlannedTimes | "all_day" | null {
  const status = propertyOf(event, "status");
  if (status !== null && !/^(?:tentative|confirmed|cancell?ed)$/iu.test(textOf(event, "status"))) {
    notes.tally("unknownStatus", placeOf(status));
  }
  const planned = plannedTimes(event, zones);
  if (planned.kind === "refused") {
    notes.add("refused", planned.place, planned.message, planned.remedy);
    return null;
  }
  if (planned.kind === "all_day") {
    notes.tally("allDay", planned.place);
    return "all_day";
  }
  if (planned.basis === "floating" && zones.floatingBy !== "person") {
    const { floatingUnknown: unknown, floatingName: name } = zones;
    const by = zones.floatingBy === "calendar" ? "floatingCalendar" : "floating";
    if (unknown === null) notes.tally(by, planned.place, name);
    else notes.tally("floatingUnknown", planned.place, `${name}; X-WR-TIMEZONE says ${unknown}`);
  }
  if (planned.guessed !== null) {
    notes.add(
      "guessed",
      planned.place,
      `The time zone is taken for ${planned.guessed}`,
      "If it is another, choose it in the preview.",
    );
  }
  return planned;
}

function meetingAt(
  key: string,
  event: CalendarComponent,
  zone: WallZone,
  at: { readonly from: Temporal.PlainDateTime; readonly to: Temporal.PlainDateTime },
  cancelled: boolean,
  notes: CalendarNotes,
): CalendarMeeting {
  const { start, end } = zone.spanOf(at.from, at.to);
  if (!zone.wallOf(start).equals(at.from)) {
    const told = propertyOf(event, "dtstart");
    const value = at.from.toString({ smallestUnit: "minute" });
    notes.tally("skippedHour", { line: told?.line ?? event.line, column: "DTSTART", value });
  }
  const day = start.toZonedDateTimeISO(zone.timeZone).toPlainDate().toString();
  const version = {
    override: propertyOf(event, "recurrence-id") !== null,
    modified: modifiedOf(event),
  };
  return {
    key,
    event,
    start,
    end,
    timeZone: zone.timeZone,
    day,
    cancelled,
    sequence: sequenceOf(event),
    version,
    isStamp: textOf(event, "last-modified") === "",
  };
}

function singleMeetings(
  uid: string,
  event: CalendarComponent,
  exceptions: readonly Exception[],
  context: MeetingsContext,
): EventMeetings {
  for (const exception of exceptions) {
    const property = propertyOf(exception.event, "recurrence-id");
    if (exception.at.kind === "time") {
      const at = plannedTimes(event, context.zones);
      if (at.kind === "timed") {
        // One meeting by itself, and what became of it since: said as an exception, it is still that meeting.
        const same = exception.at.zone.instantOf(exception.at.wall).equals(at.zone.instantOf(at.from));
        if (same)
          return singleMeetings(
            uid,
            exception.event,
            exceptions.filter((other) => other !== exception),
            context,
          );
      }
    }
    context.notes.add(
      "ignored",
      { line: exception.event.line, column: "RECURRENCE-ID", value: property?.text ?? null },
      "An exception of an event that does not repeat",
      "Give the event its RRULE, or the exception a UID of its own.",
    );
  }
  const planned = timesOf(event, context);
  if (planned === "all_day") return { meetings: [], lost: false };
  if (planned === null) return { meetings: [], lost: true };
  return {
    meetings: [meetingAt(uid, event, planned.zone, planned, isCancelled(event, context), context.notes)],
    lost: false,
  };
}

/** Single meetings of a series that the calendar does not hold, as somebody has them who was asked to one alone. */
function loneMeetings(
  uid: string,
  exceptions: readonly Exception[],
  context: MeetingsContext,
): EventMeetings {
  const meetings: CalendarMeeting[] = [];
  let lost = false;
  for (const { event, at, future } of exceptions) {
    const about = propertyOf(event, "recurrence-id");
    if (future && about !== null) {
      context.notes.add(
        "refused",
        placeOf(about),
        "RANGE=THISANDFUTURE changes the rest of a series that the file does not have",
        "Export the calendar with the whole series, its RRULE included, and import that.",
      );
      lost = true;
      continue;
    }
    const planned = timesOf(event, context);
    if (planned === null) lost = true;
    if (planned === null || planned === "all_day") continue;
    const original =
      at.kind === "day"
        ? planned.zone.instantOf(at.date.toPlainDateTime(planned.from.toPlainTime()))
        : at.zone.instantOf(at.wall);
    meetings.push(
      meetingAt(
        seriesKey(uid, original),
        event,
        planned.zone,
        planned,
        isCancelled(event, context),
        context.notes,
      ),
    );
  }
  return { meetings, lost };
}

function seriesMeetings(
  uid: string,
  master: CalendarComponent,
  exceptions: readonly Exception[],
  context: MeetingsContext,
): EventMeetings {
  const { notes, span, zones } = context;
  const planned = timesOf(master, context);
  if (planned === "all_day") return { meetings: [], lost: false };
  if (planned === null) return { meetings: [], lost: true };
  const series = expandSeries(master, planned, zones, span, notes);
  if (series.kind === "refused") {
    notes.add("refused", series.place, series.message, series.remedy);
    return { meetings: [], lost: true };
  }
  if (planned.basis === "utc" && series.meetings.size > 0) notes.tally("utcSeries", planned.place);
  if (series.meetings.size === 0 && exceptions.length === 0) notes.tally("outside", planned.place);

  let lost = false;
  const meetings = new Map<string, CalendarMeeting>();
  const put = (meeting: CalendarMeeting): void => {
    meetings.set(meeting.key, meeting);
  };
  const seriesCancelled = isCancelled(master, context);
  // Elsewhere a meeting that is out says nothing by being missing: it is taken back by its name.
  const out = context.complete ? [] : series.out;
  for (const { from, to } of [...series.meetings.values(), ...out]) {
    put(
      meetingAt(
        seriesKey(uid, planned.zone.instantOf(from)),
        master,
        planned.zone,
        { from, to },
        seriesCancelled || series.excluded.has(from.toString()),
        notes,
      ),
    );
  }

  const inOrder = exceptions
    .map((exception) => ({ ...exception, from: originalOf(exception.at, planned, series) }))
    .sort((a, b) => Temporal.PlainDateTime.compare(a.from, b.from));
  // Those for the rest of a series first: one for a single meeting says more.
  for (const exception of [
    ...inOrder.filter(({ future }) => future),
    ...inOrder.filter(({ future }) => !future),
  ]) {
    const { event, from, future } = exception;
    const own = timesOf(event, context);
    if (own === null || own === "all_day") {
      // What the exception would have made of its meetings nobody knows: they stay as they are stored.
      if (own === null) lost = true;
      meetings.delete(seriesKey(uid, planned.zone.instantOf(from)));
      continue;
    }
    const cancelled = seriesCancelled || isCancelled(event, context);
    const key = seriesKey(uid, planned.zone.instantOf(from));
    if (future) {
      const shift = from.until(wallInZone(planned.zone, own), { largestUnit: "hours" });
      const length = own.from.until(own.to, { largestUnit: "hours" });
      for (const original of series.meetings.values()) {
        if (Temporal.PlainDateTime.compare(original.from, from) < 0) continue;
        const moved = original.from.add(shift);
        put(
          meetingAt(
            seriesKey(uid, planned.zone.instantOf(original.from)),
            event,
            planned.zone,
            { from: moved, to: moved.add(length) },
            cancelled,
            notes,
          ),
        );
      }
      continue;
    }
    if (!series.meetings.has(from.toString())) {
      if (!isWorthKeeping(series, from, own, context)) continue;
    }
    put(meetingAt(key, event, own.zone, own, cancelled, notes));
  }
  return { meetings: [...meetings.values()], lost };
}

/** Where an event starts, on the wall of another zone. */
function wallInZone(zone: WallZone, { zone: own, from }: PlannedTimes): Temporal.PlainDateTime {
  return own === zone ? from : zone.wallOf(own.instantOf(from));
}

/** The wall time of the meeting that an exception is about; a day means the series' meeting on it. */
function originalOf(at: CalendarTime, planned: PlannedTimes, series: Series): Temporal.PlainDateTime {
  if (at.kind === "time") return wallIn(planned.zone, at);
  const there = [...series.meetings.values()].find(({ from }) => from.toPlainDate().equals(at.date));
  return there?.from ?? at.date.toPlainDateTime(planned.from.toPlainTime());
}

/** Whether an exception of a meeting that the series does not have is one all the same; says so in any case. */
function isWorthKeeping(
  series: Series,
  from: Temporal.PlainDateTime,
  own: PlannedTimes,
  { span, notes }: MeetingsContext,
): boolean {
  const inSpan = (wall: Temporal.PlainDateTime): boolean => {
    const day = wall.toPlainDate().toString();
    return day >= span.from && day <= span.to;
  };
  if (series.excluded.has(from.toString())) {
    notes.add(
      "ignored",
      own.place,
      "The series takes this meeting out and moves it; it is out",
      "If it takes place, remove its EXDATE.",
    );
    return false;
  }
  if (!inSpan(from)) return inSpan(own.from);
  notes.add(
    "guessed",
    own.place,
    "RECURRENCE-ID is none of the series' meetings: it is taken as one more",
    "If it replaces one, give that meeting's start.",
  );
  return true;
}
