/** What a calendar says of how new its word about a meeting is. */
export interface StatedVersion {
  /** SEQUENCE; null for none, which is 0 (RFC 5545, 3.8.7.4). */
  readonly sequence: number | null;
  /**
   * When the word was last changed: LAST-MODIFIED, else DTSTAMP, which is the same where the calendar is published
   * (RFC 5545, 3.8.7.2), as the calendar writes it; null where it says neither.
   */
  readonly modified: string | null;
}

/**
 * The one order of versions of a meeting, in a file, between files and of exceptions: below 0 where `a` is the older, 0
 * where nothing tells them apart. The time tells first, since a calendar that was made anew begins again at SEQUENCE 0; a
 * version without a time is older than any with one. SEQUENCE tells only where the times are the same, or neither says one.
 * It looks at nothing but the two, the time always before SEQUENCE: so it goes round in no circle, and of several the same
 * one is the newest in whatever order they come.
 */
export function compareVersions(a: StatedVersion, b: StatedVersion): number {
  return compareText(a.modified ?? "", b.modified ?? "") || (a.sequence ?? 0) - (b.sequence ?? 0);
}

/** The newest of several; of equal ones the first. Undefined for none. */
export function newestVersion<T>(all: readonly T[], versionOf: (one: T) => StatedVersion): T | undefined {
  return all.reduce<T | undefined>(
    (best, one) => (best === undefined || compareVersions(versionOf(one), versionOf(best)) > 0 ? one : best),
    undefined,
  );
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
