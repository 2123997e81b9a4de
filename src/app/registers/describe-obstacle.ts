import type { FinalityObstacle } from "../../domain/timetable/session-state.ts";

/** What keeps a session from becoming final by itself, in words. */
export function describeObstacle(obstacle: FinalityObstacle): string {
  switch (obstacle.code) {
    case "to_review":
      return obstacle.marks === 1 ? "1 mark needs review." : `${obstacle.marks} marks need review.`;
    case "outbox_not_empty":
      return `The reader ${obstacle.device} has not said since the end that it has sent everything.`;
    case "reader_unsure":
      return `Whether the reader ${obstacle.device} worked until the end is not known yet; within two minutes it is.`;
  }
}
