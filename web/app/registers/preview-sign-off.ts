import type { MarkView, RegisterView } from "../../../src/contract/http/sessions.ts";
import type { MarkStatus } from "../../../src/domain/attendance/mark.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";

const undecided: ReadonlySet<string> = new Set<MarkStatus>([
  "expected",
  "not_seen",
  "cannot_be_known",
  "needs_review",
  "absent",
]);

const nobody: ReadonlyMap<string, unknown> = new Map();

/**
 * Of whom a signature must say what became of them: nobody has said, and no scan has told, since the register was read.
 *
 * @param waiting those of whom a person's word waits on this device: it reaches the server before a signature does
 */
export function unansweredOf(
  { marks, unanswered }: Pick<RegisterView, "marks" | "unanswered">,
  waiting: ReadonlyMap<string, unknown> = nobody,
): readonly MarkView[] {
  const asked = new Set(unanswered);
  return marks.filter(
    ({ student, status, source }) =>
      !waiting.has(student.id) && asked.has(student.id) && source === "automatic" && undecided.has(status),
  );
}

/**
 * What signing a register off will settle, a sentence each. The signature says that the register was taken: whoever
 * was not seen by a reader that would have seen them was then not there. Of those of whom it cannot be known it settles
 * what is said of them expressly.
 *
 * @param unseen what is said of them; null while nothing is
 * @param asked who they are
 */
export function previewSignOff(
  register: RegisterView,
  unseen: "review" | "absent" | null = null,
  asked: readonly MarkView[] = unansweredOf(register),
): string[] {
  const { session, marks, window, proposals } = register;
  const unknown = asked.length;
  const others = marks.filter((mark) => !asked.includes(mark));
  const missed = others.filter(({ status }) => status === "not_seen" || status === "expected").length;
  const doubted = others.filter(({ status }) => status === "needs_review").length;
  const review = unseen === null ? doubted : doubted + unknown;
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
  } else if (unknown > 0 && unseen === null) {
    lines.push("The register becomes final at once, or when nobody is left to review.");
  } else if (unseen === "review" && review > 0) {
    lines.push(
      `${people(review)} ${review === 1 ? "stays" : "stay"} for review.`,
      "The register becomes final when nobody is left to review.",
    );
  } else {
    lines.push(
      review === 0 ? "Nobody is left to review." : `${people(review)} to review will be absent.`,
      mayHaveFallenSilent(register)
        ? "The register becomes final within two minutes, once it is known whether its reader worked until the end."
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

/** Whether a reader was not heard since people arrived, and not for so long that it is known to be silent. */
function mayHaveFallenSilent({ readers, window }: RegisterView): boolean {
  const until = Date.parse(window.lateUntil);
  return readers.some(({ state, lastAt }) => state === "well" && Date.parse(lastAt) < until);
}

const people = (count: number): string => (count === 1 ? "One student" : `${count} students`);
const keep = (count: number): string => (count === 1 ? "keeps" : "keep");
