import type { Temporal } from "temporal-polyfill";
import { aheadText } from "../../domain/attendance/ahead-text.ts";
import type { MarkFlag, RegisterMark } from "../../domain/attendance/register-mark.ts";
import type { Decision } from "../../domain/attendance/scan.ts";
import type { StatedOfClock } from "../../domain/attendance/stated-of-clock.ts";
import { statusWords } from "../../domain/attendance/status-words.ts";
import { joinSpells } from "../../domain/kernel/join-spells.ts";
import { sayOfSpell } from "../../domain/kernel/say-of-spell.ts";
import { writeShortDay } from "../../domain/kernel/write-short-day.ts";
import type { Policy } from "../../domain/policy/policy.ts";
import type { SessionWindow } from "../../domain/timetable/session-window.ts";
import { instantOf } from "../facts/instant-of.ts";

/** What the words about a mark are taken from, besides the mark itself. */
export interface MarkScene {
  /** The window and the policy that judged it. */
  readonly window: SessionWindow;
  readonly policy: Pick<Policy, "minimumStay">;
  /** IANA name: all times are told as the session's clocks showed them. */
  readonly timeZone: string;
  /** Codes of the session's rooms. */
  readonly rooms: readonly string[];
  /** When and in which room each scan was that the mark speaks of; of those without a known room nothing is told. */
  readonly sightings: ReadonlyMap<string, Sighting>;
  /** Whether something is stored that the mark cannot know of, since its register was final by then. */
  readonly lateFacts: boolean;
  /** When readers of the session's rooms were blind, or nothing is known of them. */
  readonly blind: readonly BlindSpell[];
  /** Whether a reader of those rooms told its health at any moment at which arrivals counted. */
  readonly tells: boolean;
  /** Names of other sessions that marks point to. */
  readonly otherSessions: ReadonlyMap<string, string>;
  /** Categories of absences by id. */
  readonly absences: ReadonlyMap<string, string>;
  /** Who wrote the mark by hand, and why; null for a mark that nobody wrote. */
  readonly by: { readonly actor: string; readonly reason: string | null } | null;
  /** The newest of the scans by which this student was turned away or only named there; null where there is none. */
  readonly attempt: Attempt | null;
  /** How many of those expected were turned away or only named there. */
  readonly turnedAway: number;
  /** Who signed the register and said that this student, whom no reader could see, is absent; null where nobody did. */
  readonly signed: { readonly by: string; readonly at: Temporal.Instant } | null;
}

export interface Sighting {
  /** The room's code. */
  readonly room: string;
  readonly at: Temporal.Instant;
  /** What a person stated of the reader's clock, by which it was taken; null or left out where nobody did. */
  readonly clock?: StatedOfClock | null;
  /** What the reader wrote for a time, where its clock cannot be right and the time of receipt was taken; else null or left out. */
  readonly notBelieved?: string | null;
  /** Whether the student confirmed by the code that was shown there, and no reader saw them; left out where not. */
  readonly byCode?: boolean;
}

/** Somebody was turned away at a session, or a reader only claimed the name. */
export interface Attempt {
  /** The room's code; null for a room that is gone. */
  readonly room: string | null;
  readonly at: Temporal.Instant;
  readonly decision: Decision;
  /** false where the reader named somebody whom it had not recognised. */
  readonly identified: boolean;
  readonly reason: string | null;
}

export interface BlindSpell {
  /** The room's code; of a time in which no reader was in any of the session's rooms, all of theirs. */
  readonly room: string;
  readonly from: Temporal.Instant;
  /** null while it lasts. */
  readonly to: Temporal.Instant | null;
  /** Whether nothing is known of the reader then, rather than that it could see nobody. */
  readonly unknown: boolean;
}

/**
 * Why a mark is what it is, in one sentence that speaks of the student, whoever reads it, and one more for each flag. Whoever was not seen
 * was looked for in certain rooms at a certain time, and the sentence says no more than that: what was seen around is told
 * beside the mark.
 */
export function describeMark(entry: RegisterMark, scene: MarkScene): string {
  return [
    describeRule(entry, scene),
    ...describeFirstSeen(entry, scene),
    ...entry.flags.map((flag) => describeFlag(flag, entry, scene)),
    ...describeClocks(entry, scene),
  ].join(" ");
}

function describeRule(entry: RegisterMark, scene: MarkScene): string {
  const { mark, why } = entry;
  const { window, timeZone } = scene;
  const start = timeText(window.start, timeZone);
  const head = statusWords[mark.status];
  const room = roomsText(scene.rooms);
  const unseen = `${head}: ${unseenText(entry, scene)}`;
  switch (why.rule) {
    case "cancelled":
      return `${head}: the session was cancelled.`;
    case "corrected":
      return describeCorrection(entry, scene);
    case "absent_by_word":
      return `${head}: ${scene.blind.length === 0 ? "" : `${blindText(scene)}, and `}${saidText(entry, scene)}.`;
    case "not_enrolled":
      return `${head}: not enrolled in this class on that day.`;
    case "seen_on_time":
      return `${head}: ${recognised(entry, scene)} at ${restsAt(entry, scene)}, ${onTime(entry, scene)}.`;
    case "seen_late":
      return `${lateBy(entry)}: ${arrived(entry, scene)}, ${countedFrom(entry, scene)}.`;
    case "seen_after_close":
      return `${head}${minutesOf(entry)}: ${arrived(entry, scene)}, when arrivals had counted as late only until ${timeText(lateBound(entry, scene), timeZone)}.`;
    case "device_said_late":
      return `${lateBy(entry)}: recognised${placeOf(entry, scene)} at ${restsAt(entry, scene, true)}, and the reader itself decided that this was late.`;
    case "left_before_minimum":
      return `${head}: there for ${minutesPresentOf(entry)}, ${belowMinimum(scene)}.`;
    case "standing_device_word":
      return `${head}: ${isByCode(entry, scene) ? recognised(entry, scene) : `the reader decided so${placeOf(entry, scene)}`} at ${restsAt(entry, scene)}.`;
    case "approved_elsewhere":
      return `${head}: ${absenceText(entry, scene)} covers the start at ${start}.`;
    case "on_leave":
      return `${head}: ${absenceText(entry, scene)} covers the start at ${start}.`;
    case "clash_with_attended":
      return `${head}: attended ${otherText(why.otherSession, scene)} at the same time.`;
    case "clash_with_absent":
      return `${head}: already absent from ${otherText(why.otherSession, scene)} at the same time, and one hour missed is missed once.`;
    case "room_blind":
      return `${head}: ${blindText(scene)}, so nobody can say that the student was not there.`;
    case "no_health":
      return `${head}: nothing tells whether the reader of ${room} worked, so nobody can say that the student was not there.`;
    case "nobody_seen":
      return `${head}: nobody who is expected was ${scene.turnedAway === 0 ? "seen in" : "seen coming in to"} ${room} between ${spanText(window, timeZone, window.closes)}${turnedAwayText(scene)}, so nobody can say that the student was not there.`;
    case "seen_in_earlier_session":
      return `${head}: seen in ${otherText(why.otherSession, scene)} in the same room just before, and not seen leaving.`;
    case "unseen_in_watched_room":
      return `${unseen}, while its reader worked${scene.blind.length === 0 ? "" : `, except that ${blindText(scene)}`}.`;
    case "unseen_and_register_taken":
      return `${unseen}, and a person took the register${butUnwatched(scene)}.`;
    case "unseen_in_standing_session":
      return `${unseen}.`;
    case "not_yet_due":
      return window.standing
        ? `${head}: the day has not begun yet.`
        : `${head}: the session starts at ${start}, and arrivals count from ${timeText(window.opens, timeZone)} on.`;
    case "open_and_unseen":
      // The status is the sentence here, and is not said before itself.
      return `${sentenceOf(unseenText(entry, scene))}${window.standing ? "" : `; the session ends at ${timeText(window.end, timeZone)}`}.`;
    case "open_and_unwatched":
      return scene.signed === null
        ? `${head}: ${blindText(scene)}, so nobody can say whether the student came.`
        : `${head}: ${blindText(scene)}, and ${saidAhead(scene.signed, scene)}.`;
  }
}

function describeCorrection(entry: RegisterMark, scene: MarkScene): string {
  const { by } = scene;
  const what = `${statusWords[entry.mark.status]}${minutesOf(entry)}`;
  const who =
    entry.source === "import" ? "an import says so" : by ? `written by ${by.actor}` : "written by hand";
  return by?.reason ? `${what}: ${who}, because: ${endOf(by.reason)}` : `${what}: ${who}.`;
}

/** What a signer said while arrivals still count: it holds once that is over. */
function saidAhead(
  { by, at }: NonNullable<MarkScene["signed"]>,
  { window, timeZone }: Pick<MarkScene, "window" | "timeZone">,
): string {
  const until = window.standing ? "once the day is over" : `from ${timeText(window.closes, timeZone)} on`;
  return `${by} looked and said “absent” as they signed the register at ${timeText(at, timeZone)}, which holds ${until} unless the student is seen by then`;
}

/** `Ada Byron looked and said so as they signed the register at 10:12`; with the day where it is another one. */
function saidText({ why: { said } }: RegisterMark, { window, timeZone }: MarkScene): string {
  if (said === undefined) return "a person said so as they signed the register";
  const dayOfInstant = (at: number): string =>
    instantOf(at).toZonedDateTimeISO(timeZone).toPlainDate().toString();
  const day =
    dayOfInstant(said.at) === dayOfInstant(window.start) ? "" : ` on ${writeShortDay(dayOfInstant(said.at))}`;
  return `${said.by} looked and said so as they signed the register at ${timeText(said.at, timeZone)}${day}`;
}

/** A reason as people write one, ended like a sentence. */
function endOf(reason: string): string {
  return /[.!?]$/.test(reason.trim()) ? reason.trim() : `${reason.trim()}.`;
}

function describeFlag(flag: MarkFlag, entry: RegisterMark, scene: MarkScene): string {
  const { timeZone, window } = scene;
  switch (flag.code) {
    case "wrong_room":
      return `Also seen${roomOf(flag.scans, scene, " in ")}, which is not a room of this session.`;
    case "possible_exit":
      return "The only scans in the window fall before the session before it ended, so they may show somebody leaving.";
    case "seen_after_end":
      return `Seen${roomOf(flag.scans, scene, " in ")} after the end at ${timeText(window.end, timeZone)}.`;
    case "out_without_arrival":
      return `Seen going out, but not coming in between ${spanText(window, timeZone)}.`;
    case "leave_and_seen":
      return "On leave at that time, and there all the same.";
    case "device_disagrees":
      return "The reader called this late; the clock did not.";
    case "first_seen_after_blindness":
      return `${describeUnseenBefore(flag.blindFrom, entry, scene)}, so the arrival may have been earlier.`;
    case "conflict":
      return `Later scans would make this “${statusWords[flag.automatic].toLowerCase()}”: a person should look.`;
  }
}

/** What readers could not have seen before somebody was first seen, or nothing tells whether they could. */
function describeUnseenBefore(from: number, { mark }: RegisterMark, scene: MarkScene): string {
  const firstSeen = "firstSeen" in mark ? mark.firstSeen.epochMilliseconds : Number.POSITIVE_INFINITY;
  const before = scene.blind.filter(
    (spell) => spell.from.epochMilliseconds < firstSeen && endOfSpell(spell) > from,
  );
  return before.length === 0
    ? `The reader could not see everybody who came from ${timeText(from, scene.timeZone)} on`
    : sentenceOf(blindText({ ...scene, blind: before }));
}

/** `09:00` by the clocks of a zone; with seconds where there are any and they are asked for. */
export function timeText(at: Temporal.Instant | number, timeZone: string, seconds = false): string {
  const instant = typeof at === "number" ? instantOf(at) : at;
  const time = instant.toZonedDateTimeISO(timeZone).toPlainTime();
  return time.toString({ smallestUnit: seconds && time.second > 0 ? "second" : "minute" });
}

/** `08:45 and 10:00`: from when on arrivals were looked for, and until when. */
function spanText(window: SessionWindow, timeZone: string, until = window.end): string {
  return `${timeText(window.opens, timeZone)} and ${timeText(until, timeZone)}`;
}

/**
 * Of whom the reader has something, though no arrival, it is not said that they were not seen; and who was turned away or
 * only named, and how that went the last time, stands in the sentence that makes nobody of them.
 */
function unseenText(entry: RegisterMark, scene: MarkScene): string {
  const { why, flags } = entry;
  const { window, timeZone, rooms, lateFacts, attempt } = scene;
  const someSeen =
    attempt !== null || why.scans.length > 0 || flags.some(({ code }) => code === "out_without_arrival");
  const what = `${someSeen ? "not seen coming in to" : "not seen in"} ${roomsText(rooms)}`;
  const isOpen = why.rule === "open_and_unseen";
  const when = window.standing
    ? "on that day"
    : isOpen
      ? `since ${timeText(window.opens, timeZone)}`
      : `between ${spanText(window, timeZone)}`;
  const known = `${what} ${when}${isOpen ? " so far" : ""}${lateFacts ? ", as far as was known when the register became final" : ""}`;
  return attempt === null ? known : `${known} (${attemptText(attempt, scene)})`;
}

/** `turned away in B12 at 09:03: card expired`; in one of several rooms, in that one. */
function attemptText({ room, at, decision, identified, reason }: Attempt, { timeZone }: MarkScene): string {
  const what = identified && decision === "denied" ? "turned away" : "named, but not recognised,";
  const place = room === null ? "" : ` in ${room}`;
  const because = reason === null || reason.trim() === "" ? "" : `: ${reason.trim()}`;
  return `${what}${place} at ${timeText(at, timeZone)}${because}`;
}

/** Who was at the door of a room in which nobody was seen. */
function turnedAwayText({ turnedAway }: MarkScene): string {
  if (turnedAway === 0) return "";
  const who = turnedAway === 1 ? "1 of them was" : `${turnedAway} of them were`;
  return `, though ${who} turned away or not recognised there`;
}

const sentenceOf = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}`;

/** When the scan was on which a mark rests. */
function restsOn({ mark }: RegisterMark, { sightings }: MarkScene): Temporal.Instant | null {
  if (!("firstSeen" in mark)) return null;
  return ("scan" in mark ? sightings.get(mark.scan)?.at : undefined) ?? mark.firstSeen;
}

function restsAt(entry: RegisterMark, scene: MarkScene, seconds = false): string {
  const at = restsOn(entry, scene);
  return at === null ? "a time that nobody noted" : timeText(at, scene.timeZone, seconds);
}

/** The arrival of somebody late: the first since arrivals count, which need not be the first sign of the day. */
function arrived(entry: RegisterMark, scene: MarkScene): string {
  const since = timeText(scene.window.opens, scene.timeZone);
  const how = isByCode(entry, scene) ? `, ${recognised(entry, scene)}` : placeOf(entry, scene);
  return `first seen arriving since ${since}${how} at ${restsAt(entry, scene, true)}`;
}

/** Who was seen before the scan on which the mark rests, and served better by that one. */
function describeFirstSeen(entry: RegisterMark, scene: MarkScene): readonly string[] {
  const at = restsOn(entry, scene);
  if (at === null || !("firstSeen" in entry.mark)) return [];
  const { firstSeen } = entry.mark;
  if (firstSeen.epochMilliseconds >= at.epochMilliseconds) return [];
  return [`First seen at ${timeText(firstSeen, scene.timeZone)}.`];
}

/**
 * Scans whose time is not what the reader wrote: what a person stated of its clock, and what was taken for it where no
 * clock could have been right, each once.
 */
function describeClocks({ mark, why }: RegisterMark, scene: MarkScene): readonly string[] {
  const scans = "scan" in mark ? [mark.scan, ...why.scans] : why.scans;
  const said = scans.flatMap((scan) => {
    const sighting = scene.sightings.get(scan);
    if (sighting?.notBelieved != null) {
      const received = timeText(sighting.at, scene.timeZone, true);
      return [
        `The reader in ${sighting.room} wrote “${sighting.notBelieved}”, which its clock cannot have right: the time of receipt, ${received}, was taken.`,
      ];
    }
    if (!sighting?.clock) return [];
    const { aheadSeconds, by, at, reason } = sighting.clock;
    const day = writeShortDay(at.toZonedDateTimeISO(scene.timeZone).toPlainDate().toString());
    return [
      `The clock of the reader in ${sighting.room} was ${aheadText(aheadSeconds)}, as ${by} stated on ${day} (${reason}), and the time was put right by as much.`,
    ];
  });
  return [...new Set(said)];
}

/** Whether the scan on which a mark rests is a student's own word, by the code that the room showed. */
function isByCode({ mark }: RegisterMark, { sightings }: MarkScene): boolean {
  return "scan" in mark && sightings.get(mark.scan)?.byCode === true;
}

/** How somebody was found to be there: `recognised in B12`, `confirmed by the code shown in the room, B12,`. */
function recognised(entry: RegisterMark, scene: MarkScene): string {
  if (!isByCode(entry, scene)) return `recognised${placeOf(entry, scene)}`;
  return `confirmed by the code shown in the room${placeOf(entry, scene).replace(/^ in (.+)$/, ", $1,")}`;
}

function placeOf({ mark, why }: RegisterMark, scene: MarkScene): string {
  return roomOf("scan" in mark ? [mark.scan] : why.scans, scene, " in ");
}

function roomOf(scans: readonly string[], scene: MarkScene, before: string): string {
  const rooms = [...new Set(scans.flatMap((scan) => scene.sightings.get(scan)?.room ?? []))];
  return rooms.length === 0 ? "" : `${before}${rooms.join(" and ")}`;
}

function roomsText(rooms: readonly string[]): string {
  return rooms.length === 0 ? "any room" : rooms.join(" or ");
}

function minutesText(minutes: number): string {
  return minutes === 1 ? "1 minute" : `${minutes} minutes`;
}

function minutesOf({ mark }: RegisterMark): string {
  const minutes = "minutesLate" in mark ? mark.minutesLate : null;
  return minutes === null ? "" : ` by ${minutesText(minutes)}`;
}

function lateBy(entry: RegisterMark): string {
  return `${statusWords.late}${minutesOf(entry)}`;
}

function minutesPresentOf({ mark }: RegisterMark): string {
  const minutes = "minutesPresent" in mark ? mark.minutesPresent : null;
  return minutes === null ? "a time that nobody noted" : minutesText(minutes);
}

function onTime(entry: RegisterMark, scene: MarkScene): string {
  const { why } = entry;
  const { window, timeZone } = scene;
  const at = restsOn(entry, scene);
  const from = why.judgedFrom ?? window.start;
  const anchor =
    from === window.start
      ? `the start at ${timeText(window.start, timeZone)}`
      : `the end of the leave at ${timeText(from, timeZone)}`;
  if (at !== null && at.epochMilliseconds <= from) return `by ${anchor}`;
  return `within ${minutesText(Math.round((window.onTimeUntil - window.start) / 60_000))} of ${anchor}`;
}

function countedFrom({ why }: RegisterMark, { window, timeZone }: MarkScene): string {
  const from = why.judgedFrom ?? window.start;
  return from === window.start
    ? `counted from the start at ${timeText(from, timeZone)}`
    : `counted from the end of the leave at ${timeText(from, timeZone)}`;
}

function lateBound({ why }: RegisterMark, { window }: MarkScene): number {
  const from = why.judgedFrom ?? window.start;
  return Math.min(from + (window.lateUntil - window.start), window.end);
}

function belowMinimum({ policy: { minimumStay }, window }: MarkScene): string {
  if (minimumStay === null) return "and not longer";
  const minutes =
    "minutes" in minimumStay
      ? minimumStay.minutes
      : Math.ceil((minimumStay.share * (window.end - window.start)) / 60_000);
  return `less than the ${minutesText(minutes)} that the session asks for`;
}

function absenceText({ mark }: RegisterMark, scene: MarkScene): string {
  const id = "absence" in mark ? mark.absence : null;
  const category = id === null ? undefined : scene.absences.get(id);
  return category === undefined ? "approved leave" : `approved leave (${category})`;
}

function otherText(id: string | null, scene: MarkScene): string {
  const title = id === null ? undefined : scene.otherSessions.get(id);
  return title === undefined ? "another session" : title;
}

/** Spells that are named; of more the longest are, and how many others there were. */
const mostSpells = 3;

/** What a signature settled beside that nobody saw them: the person who took the register knew more than the readers. */
function butUnwatched(scene: MarkScene): string {
  if (scene.blind.length > 0) return `, though ${blindText(scene)}`;
  return scene.tells ? "" : `; no reader of ${roomsText(scene.rooms)} told then whether it worked`;
}

/**
 * When the readers could see nobody while arrivals counted, or nothing tells whether they could: each spell, room by room,
 * in the order of time.
 */
function blindText({ blind, rooms, timeZone, window }: MarkScene): string {
  const within = (spell: BlindSpell): number =>
    Math.min(endOfSpell(spell), window.closes) - Math.max(spell.from.epochMilliseconds, window.opens);
  const inWindow = blind.filter((spell) => within(spell) > 0);
  const all = joined(inWindow.length > 0 ? inWindow : blind).toSorted((a, b) => within(b) - within(a));
  const named = all
    .slice(0, mostSpells)
    .sort((a, b) => a.from.epochMilliseconds - b.from.epochMilliseconds || endOfSpell(a) - endOfSpell(b));
  if (named.length === 0) return `the reader of ${roomsText(rooms)} could not see everybody who came`;
  const spellsOf = (spells: readonly BlindSpell[]): string =>
    listed(
      spells.map(({ from, to }) =>
        sayOfSpell(timeText(from, timeZone), to === null ? null : timeText(to, timeZone)),
      ),
    );
  const byRoom = [...new Set(named.map(({ room }) => room))].flatMap((room) => {
    const own = named.filter((spell) => spell.room === room);
    const [offline, untold] = [own.filter(({ unknown }) => !unknown), own.filter(({ unknown }) => unknown)];
    return [
      ...(offline.length === 0 ? [] : [`the reader of ${room} was offline ${spellsOf(offline)}`]),
      ...(untold.length === 0
        ? []
        : [`nothing tells whether the reader of ${room} worked ${spellsOf(untold)}`]),
    ];
  });
  const more = all.length - named.length;
  const rest = more === 0 ? "" : `, and ${more === 1 ? "one shorter time" : `${more} shorter times`}`;
  return `${listed(byRoom)}${rest}`;
}

/** Those of one room that are told as one time, joined; none that lasted for no time. */
function joined(spells: readonly BlindSpell[]): readonly BlindSpell[] {
  const rooms = [...new Set(spells.map(({ room }) => room))];
  const timesOf = (room: string, unknown: boolean) =>
    joinSpells(
      spells
        .filter((spell) => spell.room === room && spell.unknown === unknown)
        .map((spell) => ({ from: spell.from.epochMilliseconds, to: endOfSpell(spell) })),
    );
  return rooms.flatMap((room) =>
    [false, true].flatMap((unknown) =>
      timesOf(room, unknown).map(({ from, to }) => ({
        room,
        unknown,
        from: instantOf(from),
        to: to === Number.POSITIVE_INFINITY ? null : instantOf(to),
      })),
    ),
  );
}

const endOfSpell = ({ to }: BlindSpell): number => to?.epochMilliseconds ?? Number.POSITIVE_INFINITY;

/** `a, b and c` */
function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
