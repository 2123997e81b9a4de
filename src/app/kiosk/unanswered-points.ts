import { switchPoints } from "../../contract/http/kiosk.ts";

/** Words that say nothing are no answer. */
const fewestLetters = 3;

/**
 * The points that stand in the way of switching on: those without an answer, and those that only yes would do for.
 *
 * @returns ids in the order of the list; none when it may be switched on
 */
export function unansweredPoints(answers: Readonly<Record<string, string>>): string[] {
  return switchPoints
    .filter(({ id, kind }) => {
      const answer = Object.hasOwn(answers, id) ? (answers[id] ?? "").trim() : "";
      return kind === "confirm" ? answer !== "yes" : answer.length < fewestLetters;
    })
    .map(({ id }) => id);
}
