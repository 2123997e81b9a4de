import type { Habits } from "./draw-habits.ts";

/** How big a school to make, and where its clocks are. */
export interface UniversitySize {
  readonly students: number;
  readonly classes: number;
  readonly rooms: number;
  /** Days before the anchor on which its timetable begins: 1 to 34, for the wire takes scans up to 35 days back. */
  readonly days: number;
  /** IANA name. */
  readonly timeZone: string;
}

/** From (inclusive) to (exclusive), in milliseconds since 1970 UTC, as every instant of this folder. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What a room's device is and suffers. */
export interface RoomDevice {
  /** Its name on MQTT. */
  readonly name: string;
  readonly method: "face" | "card";
  /** By how much its clock is wrong; within what a server takes for right. */
  readonly skewMs: number;
  /** When it is dead: no heartbeat, no scan, and what it would have seen is lost. */
  readonly dead: readonly Span[];
  /** Of each of its lives, in order: one more than it dies. Scans are numbered from 1 in each. */
  readonly bootIds: readonly string[];
}

export interface Room {
  readonly code: string;
  readonly capacity: number;
  /** Whether people are seen going out as well. */
  readonly tracksExits: boolean;
  readonly device: RoomDevice;
}

export interface Course {
  readonly code: string;
  readonly title: string;
}

/** One taught group of a course. */
export interface TaughtClass {
  readonly code: string;
  readonly title: string;
  readonly course: string;
  /** User names. */
  readonly staff: readonly string[];
}

export interface Student {
  readonly id: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly email: string;
  readonly course: string;
  readonly habits: Habits;
  /** Days in bed. */
  readonly ill: Span | null;
}

export interface StaffMember {
  readonly username: string;
  readonly givenName: string;
  readonly familyName: string;
}

export interface Enrolment {
  readonly student: string;
  readonly class: string;
  /** ISO dates: from (inclusive), to (exclusive), null while it lasts. */
  readonly from: string;
  readonly to: string | null;
  /** Whether it was planted so that two of the student's sessions overlap. */
  readonly clash: boolean;
}

/** One meeting. */
export interface UniversitySession extends Span {
  readonly id: string;
  readonly class: string;
  /** ISO date on which it starts, in the school's zone. */
  readonly day: string;
  /** 1 is Monday. */
  readonly weekday: number;
  /** Of the local day, at the start. */
  readonly minute: number;
  readonly room: string;
  /** Where the class meets in other weeks, if it meets elsewhere in this one; else null. */
  readonly movedFrom: string | null;
  readonly staff: readonly string[];
}

export interface Term {
  readonly title: string;
  /** ISO dates, both inclusive. */
  readonly from: string;
  readonly to: string;
}

/** A whole school: the same seed, anchor and size give the same one, to the byte. */
export interface University {
  readonly seed: number;
  readonly anchor: number;
  readonly size: UniversitySize;
  readonly term: Term;
  readonly courses: readonly Course[];
  readonly classes: readonly TaughtClass[];
  readonly rooms: readonly Room[];
  readonly staff: readonly StaffMember[];
  readonly students: readonly Student[];
  readonly enrolments: readonly Enrolment[];
  /** By (from, id). */
  readonly sessions: readonly UniversitySession[];
  /** At every moment of it at least one session is on: the school that never sleeps. */
  readonly promised: Span;
}
