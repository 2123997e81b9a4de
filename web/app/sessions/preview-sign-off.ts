import type { RegisterView } from "../../../src/contract/http/sessions.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";

/** Of how many students it cannot be known whether they came, and nobody has said since. */
export function countUnknown({ session, marks }: RegisterView): number {
  const status = session.state === "open" ? "cannot_be_known" : "needs_review";
  return marks.filter((mark) => mark.status === status).length;
}

/**
 * What signing a register off will settle, a sentence each. The signature says that the register was taken: whoever
 * was not seen by a reader that would have seen them was then not there. Of those of whom it cannot be known it settles
 * what is said of them expressly.
 *
 * @param unseen what is said of them; null while nothing is
 */
export function previewSignOff(
  { session, marks, window, proposals }: RegisterView,
  unseen: "review" | "absent" | null = null,
): string[] {
  const missed = marks.filter(({ status }) => status === "not_seen" || status === "expected").length;
  const unknown = marks.filter(({ status }) => status === "cannot_be_known").length;
  const review = marks.filter(({ status }) => status === "needs_review").length;
  const closes = clockfaceOf(session.timeZone).minute(window.closes);
  const lines: string[] = [];
  if (session.state === "open") {
    lines.push(
      missed + unknown === 0
        ? "Everybody has a mark."
        : missed === 0
          ? "Everybody else has a mark."
          : `${people(missed)} not seen yet will be absent at ${closes}, unless seen by then.`,
      unknown > 0 && unseen !== "absent"
        ? `The register becomes final when it closes, at ${closes}, or when nobody is left to review.`
        : `The register becomes final when it closes, at ${closes}.`,
    );
  } else {
    lines.push(
      review === 0
        ? "Nobody is left to review."
        : unseen === "review"
          ? `${people(review)} ${review === 1 ? "stays" : "stay"} for review.`
          : `${people(review)} to review will be absent.`,
      unseen === "review" && review > 0
        ? "The register becomes final when nobody is left to review."
        : "The register becomes final at once.",
    );
  }
  const conflicts = marks.filter(({ flags }) => flags.includes("conflict")).length;
  if (conflicts > 0)
    lines.push(`${people(conflicts)} in conflict with a later scan ${keep(conflicts)} what a person said.`);
  if (proposals.length > 0)
    lines.push(`${proposals.length} of late evidence ${proposals.length === 1 ? "waits" : "wait"} on.`);
  return lines;
}

const people = (count: number): string => (count === 1 ? "One student" : `${count} students`);
const keep = (count: number): string => (count === 1 ? "keeps" : "keep");
