/** What a calendar says of how new its word about a meeting is. */
export interface StatedVersion {
  /** SEQUENCE; null for none, which is 0 (RFC 5545, 3.8.7.4). */
  readonly sequence: number | null;
  /** LAST-MODIFIED, else DTSTAMP, as the calendar writes it; null where it says neither. */
  readonly modified: string | null;
  /** Whether `modified` is DTSTAMP: when the word was written down, which is later in every file. */
  readonly isStamped: boolean;
}

/**
 * The one order of versions of a meeting, in a file, between files and of exceptions: below 0 where `a` is the older.
 * Where all say when the meeting was last changed, that tells, since a calendar that was made anew begins again at SEQUENCE
 * 0. Else SEQUENCE does, and where that is the same, when the word was written down.
 *
 * @param changes whether every version that is compared says when it was last changed: `allSayWhen` of them all, so that
 *   of three the same is the newest in whatever order they come
 */
export function compareVersions(
  a: StatedVersion,
  b: StatedVersion,
  changes: boolean = allSayWhen([a, b]),
): number {
  const bySequence = (a.sequence ?? 0) - (b.sequence ?? 0);
  // Who does not say when is older than who does.
  const byTime = compareText(a.modified ?? "", b.modified ?? "");
  return changes ? byTime || bySequence : bySequence || byTime;
}

/** Whether all say when the meeting was last changed, and not only when the word was written down. */
export function allSayWhen(versions: readonly StatedVersion[]): boolean {
  return versions.every(({ modified, isStamped }) => modified !== null && !isStamped);
}

/** The newest of several, whatever their order; of equal ones the first. Undefined for none. */
export function newestVersion<T>(all: readonly T[], versionOf: (one: T) => StatedVersion): T | undefined {
  const changes = allSayWhen(all.map(versionOf));
  return all.reduce<T | undefined>(
    (best, one) =>
      best === undefined || compareVersions(versionOf(one), versionOf(best), changes) > 0 ? one : best,
    undefined,
  );
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
