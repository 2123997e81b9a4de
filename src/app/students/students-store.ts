/** A student of the roster, as lists find and order one. */
export interface RosterStudent {
  /** Store id. */
  readonly person: string;
  readonly studentId: string;
  readonly givenName: string | null;
  readonly familyName: string | null;
  readonly cohort: string | null;
  /** Codes of the classes that the student is enrolled in on the day, in order. */
  readonly classes: readonly string[];
  /** true for somebody whose enrolments were all over before the day. */
  readonly left: boolean;
  /** true for a student of a demonstration that was ended: known by the id alone, and in no list. */
  readonly ofEndedDemo: boolean;
}

export interface RosterClass {
  readonly code: string;
  readonly title: string;
  readonly course: string | null;
}

export interface Roster {
  readonly students: readonly RosterStudent[];
  readonly classes: readonly RosterClass[];
  readonly courses: readonly { readonly code: string; readonly title: string }[];
}

/** What lists of students are read from, beside figures. */
export interface StudentsStore {
  /** A text that differs once people, classes or enrolments were changed, within seconds of their commit. */
  rosterVersion(): Promise<string>;
  /** Everybody who has a student id, enrolled or not. @param day ISO local day */
  roster(day: string): Promise<Roster>;
  /** How many alerts of each student are open; somebody without one is left out. */
  openAlerts(): Promise<ReadonlyMap<string, number>>;
}
