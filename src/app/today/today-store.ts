import type { Temporal } from "temporal-polyfill";
import type { PersonView } from "../../contract/http/sessions.ts";
import type { MarkStatus } from "../../domain/attendance/mark.ts";
import type { ValuedMark } from "../../domain/attendance/mark-worth.ts";
import type { Seen } from "../../domain/attendance/nobody-seen-yet.ts";
import type { DatedPolicy } from "../../domain/policy/policy-in-force.ts";
import type { Session } from "../../domain/timetable/session.ts";
import type { SessionState } from "../../domain/timetable/session-state.ts";
import type { CoverageReading } from "../registers/read-coverage.ts";
import type { SessionsReading } from "../registers/sessions-reading.ts";

/** A session of the day with the names of what belongs to it. */
export interface DaySession {
  readonly session: Pick<Session, "id" | "kind" | "start" | "end" | "required" | "weight">;
  readonly title: string;
  readonly sort: string;
  readonly classes: readonly string[];
  readonly rooms: readonly string[];
  readonly staff: readonly PersonView[];
  readonly opens: Temporal.Instant;
  readonly closes: Temporal.Instant;
  /** As it is stored. */
  readonly state: SessionState;
  readonly signedOff: { readonly at: Temporal.Instant; readonly by: string } | null;
  /** The version that a person chose to judge it by; null for the one in force at its start. */
  readonly chosenPolicy: number | null;
}

/** How many seats of a session are alike. */
export interface SeatGroup {
  readonly session: string;
  /** null where nothing is stored. */
  readonly status: MarkStatus | null;
  readonly mark: Omit<ValuedMark, "status">;
  readonly seats: number;
  /** How many of them need review or are in conflict. */
  readonly toLookAt: number;
}

export interface ReaderOfSession {
  readonly session: string;
  readonly reader: string;
  readonly room: string;
}

/** One moment of the store: everything that is read through it belongs together. */
export interface TodayReading {
  /** The number of the last change. */
  lastSeq(): Promise<number>;
  /** As `FiguresStore.seen`. */
  seen(now: Temporal.Instant): Promise<Seen>;
  policies(): Promise<readonly DatedPolicy[]>;
  /**
   * The sessions of a local day, by (start, id).
   *
   * @param span of the day
   */
  sessionsOf(day: string): Promise<readonly DaySession[]>;
  seats(sessions: readonly string[]): Promise<readonly SeatGroup[]>;
  /** When the people who are here were first seen, in epoch milliseconds, by session. */
  arrivals(sessions: readonly string[]): Promise<ReadonlyMap<string, readonly number[]>>;
  /** People expected who were turned away at a session's rooms or only claimed a name, and were not seen, by session. */
  attempts(sessions: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** The readers of their rooms that tell their health. */
  readers(sessions: readonly string[]): Promise<readonly ReaderOfSession[]>;
  /** When readers of their rooms were blind within [opening, close]; `to` is null while it lasts. */
  blindSpells(
    sessions: readonly string[],
  ): Promise<
    readonly (ReaderOfSession & { readonly from: Temporal.Instant; readonly to: Temporal.Instant | null })[]
  >;
  /** What is read to know when nothing is known of their readers. */
  readonly coverage: CoverageReading & Pick<SessionsReading, "findSessions">;
  /** Closed registers of days before this one that nobody signed; standing sessions ask for no signature. */
  unsignedBefore(
    day: string,
    now: Temporal.Instant,
  ): Promise<{ readonly registers: number; readonly firstDay: string | null }>;
  /** Students who are in some class on the day, or will be. */
  countStudents(day: string): Promise<number>;
  /** What a day is called on which nothing is taught; null for any other. */
  holidayOn(day: string): Promise<string | null>;
  /** The next day with sessions of the timetable. */
  nextDay(after: string): Promise<{ readonly day: string; readonly sessions: number } | null>;
}

/** Where the day is read, and where what was put away is kept. */
export interface TodayStore {
  read<T>(work: (reading: TodayReading) => Promise<T>): Promise<T>;
  /** What is put away at an instant. */
  snoozes(now: Temporal.Instant): Promise<readonly Snooze[]>;
  putAway(snooze: Snooze, at: Temporal.Instant): Promise<void>;
  takeUp(key: string): Promise<void>;
  /** Readers of rooms that tell their health and gave no sign of life since an instant. */
  silentReaders(
    since: Temporal.Instant,
  ): Promise<
    readonly { readonly reader: string; readonly room: string; readonly lastAt: Temporal.Instant }[]
  >;
}

/** A group of what needs a look that a person put away. */
export interface Snooze {
  readonly key: string;
  readonly until: Temporal.Instant;
  readonly by: string;
}
