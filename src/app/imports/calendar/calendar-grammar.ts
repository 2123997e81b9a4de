/** What a property's grammar makes of its line. */
export interface PropertyValues {
  /** By their names in lower case. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** `date-time`, `date`, `period`, `text`, `recur` and so on. */
  readonly type: string;
  /** In the forms of jCal (RFC 7265): `2026-09-14T09:00:00`, with Z in UTC; rules as objects. */
  readonly values: readonly unknown[];
}

/** The grammar of iCalendar's properties (RFC 5545), by which values are unescaped and split. */
export interface CalendarGrammar {
  /** Reads one logical line; never throws. */
  property(line: string): PropertyValues | { readonly reason: string };
}
