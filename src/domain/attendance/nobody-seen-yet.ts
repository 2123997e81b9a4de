/** What is said in the place of such a rate. */
export const nobodySeenText = "Nobody was seen yet";

/** Whom there is to judge by that a rate of 0 tells of the students. */
interface Seen {
  /** Whether anybody was ever seen in the school, or marked by a person or an import. */
  readonly ever: boolean;
  /** Whether every session of the rate may still be come to and none was: a day that has only begun. */
  readonly awaited: boolean;
}

/**
 * Whether a rate is not said yet: it is 0, and tells of readers that nobody has passed, not of students who stayed away.
 *
 * @param nothingEarned whether its sum is 0
 */
export function nobodySeenYet(nothingEarned: boolean, { ever, awaited }: Seen): boolean {
  return nothingEarned && (!ever || awaited);
}
