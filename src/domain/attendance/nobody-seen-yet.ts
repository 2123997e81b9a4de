/** What is said in the place of such a rate. */
export const nobodySeenText = "Nobody was seen yet";

/** Whom there is to judge by that a rate of 0 tells of the students: of the whole school, so that all its pages say the same. */
export interface Seen {
  /**
   * Whether anybody was ever seen: by a scan that is a sighting (`isSighting`), in a mark, or by the word of a person or an
   * import. Whoever was turned away was not.
   */
  readonly ever: boolean;
  /**
   * The last local day, ISO, of which something is known: one of its sessions is closed, or somebody is there in one. null
   * where there is none.
   */
  readonly lastDay: string | null;
}

/**
 * Whether a rate is not said yet: it is 0, and tells of readers that nobody has passed, not of students who stayed away.
 * So it is while nobody was ever seen, and while every session of its days may still be come to and nobody has come: a day
 * that has only begun.
 *
 * @param nothingEarned whether its sum is 0
 * @param from the first local day of the rate, ISO
 */
export function nobodySeenYet(nothingEarned: boolean, { ever, lastDay }: Seen, from: string): boolean {
  return nothingEarned && (!ever || lastDay === null || lastDay < from);
}
