import type { RegisterView } from "../../../src/contract/http/sessions.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";

/**
 * What signing a register off will settle, a sentence each. The signature says that the register was taken: whoever
 * was not seen was then not there, whatever the cameras did.
 */
export function previewSignOff({ session, marks, window, proposals }: RegisterView): string[] {
  const unseen = marks.filter(({ status }) => status === "not_seen" || status === "expected").length;
  const review = marks.filter(({ status }) => status === "needs_review").length;
  const conflicts = marks.filter(({ flags }) => flags.includes("conflict")).length;
  const closes = clockfaceOf(session.timeZone).minute(window.closes);
  const lines: string[] = [];
  if (session.state === "open") {
    lines.push(
      unseen === 0
        ? "Everybody has a mark."
        : `${people(unseen)} not seen yet will be absent at ${closes}, unless seen by then.`,
      `The register becomes final when it closes, at ${closes}.`,
    );
  } else {
    lines.push(
      review === 0 ? "Nobody is left to review." : `${people(review)} to review will be absent.`,
      "The register becomes final at once.",
    );
  }
  if (conflicts > 0)
    lines.push(`${people(conflicts)} in conflict with a later scan ${keep(conflicts)} what a person said.`);
  if (proposals.length > 0)
    lines.push(`${proposals.length} of late evidence ${proposals.length === 1 ? "waits" : "wait"} on.`);
  return lines;
}

const people = (count: number): string => (count === 1 ? "One student" : `${count} students`);
const keep = (count: number): string => (count === 1 ? "keeps" : "keep");
