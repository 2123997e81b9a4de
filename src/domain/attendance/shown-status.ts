import type { MarkStatus } from "./mark.ts";

/**
 * The status that is told of a seat: what is stored, or what the clock says where nothing is. A mark that was taken back
 * is again what the clock says.
 *
 * @param stored null where no mark is
 * @param clock `unstoredStatus` of the session
 */
export const shownStatus = (stored: MarkStatus | null, clock: MarkStatus): MarkStatus =>
  stored === null || stored === "expected" || stored === "not_seen" ? clock : stored;
