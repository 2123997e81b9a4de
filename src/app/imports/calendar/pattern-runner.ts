/** The named groups of a match; empty text for a group that took no part. */
export type PatternGroups = Readonly<Record<string, string>>;

/**
 * Runs regular expressions that people wrote, in bounded time: some would need years for a short text, and the server
 * has other things to do. Patterns are JavaScript's, Unicode-aware (`u`), and valid: `invalidCalendarRule` asks first.
 */
export interface PatternRunner {
  /** The first match in each text, in the order given; null where there is none. */
  match(pattern: string, texts: readonly string[]): readonly (PatternGroups | null)[] | "too_slow";
  /** Each text without any match of the pattern. */
  cut(pattern: string, texts: readonly string[]): readonly string[] | "too_slow";
}
