import type { Temporal } from "temporal-polyfill";

/** What is stored of the institution itself. */
export interface StoredInstitution {
  /** Empty until somebody tells it. */
  readonly name: string;
  /** IANA zone that the store is to have when it is opened next. */
  readonly timeZone: string;
  /** true once somebody said what the store is to hold, or that they do not want to be asked. */
  readonly begun: boolean;
  /** true while nobody is known, no class and no course, but those of the demonstration. */
  readonly untouched: boolean;
}

export interface InstitutionStore {
  read(): Promise<StoredInstitution>;
  /**
   * The first and last local day of what is timetabled from a day on and not cancelled.
   *
   * @param today ISO
   * @returns null where nothing is, and where a term has begun by `today`
   */
  timetabledWithoutTerm(
    since: string,
    today: string,
  ): Promise<{ readonly from: string; readonly to: string } | null>;
  rename(name: string): Promise<void>;
  /**
   * Keeps another zone for when the store is opened next, while it is untouched.
   *
   * @returns false where it is not
   */
  moveToTimeZone(timeZone: string): Promise<boolean>;
  /** Remembers that the first run is over; the first time counts. */
  begin(at: Temporal.Instant): Promise<void>;
}
