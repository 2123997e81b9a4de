import type { RegisterMark } from "./register-mark.ts";
import type { RoomWatch } from "./room-watch.ts";

/**
 * Of whom a signature must say expressly what became of them: those not seen in a session in which the reader could not
 * see all who came. That they were absent is a person's word, never what a signature concludes by the way. A standing day
 * asks the same, whether it goes on or is over.
 *
 * @param watch how well the rooms of the session were watched
 * @returns the ids of students, in the order of the marks
 */
export function unansweredIn(marks: ReadonlyMap<string, RegisterMark>, watch: RoomWatch): readonly string[] {
  return [...marks].flatMap(([student, entry]) => (isUnanswered(entry, watch) ? [student] : []));
}

function isUnanswered({ mark, why, source }: RegisterMark, watch: RoomWatch): boolean {
  if (source !== "automatic") return false;
  if (mark.status === "cannot_be_known") return true;
  if (mark.status === "needs_review") return mark.because === "room_blind";
  if (watch.kind !== "blind") return false;
  return (
    mark.status === "expected" ||
    mark.status === "not_seen" ||
    (mark.status === "absent" && why.rule === "unseen_in_standing_session")
  );
}
