import { z } from "zod";
import { codePointOf, faultInMarks } from "../../domain/kernel/unseen-marks.ts";

/** What ends a line or is none of a text's letters; a passage has lines of its own. */
const endsLine = /[\p{Cc}\p{Zl}\p{Zp}]/u;
const endsPassage = /(?![\t\n\r])\p{Cc}/u;

/**
 * A text that people write on one line: names, codes, titles, reasons, notes. Files give it back as it was written, and
 * lists show it whole. Blanks around it are taken away; a text of nothing that can be seen is refused, and not taken for an
 * empty one.
 */
export const oneLine = (most: number, tooLong?: string) =>
  seen(z.string(), endsLine, "write it on one line", most, tooLong);

/** A line that is empty where nothing but spaces is written. */
export const lineOrSpaces = (most: number, tooLong?: string) => {
  const text = z.string().overwrite((told) => (/^ +$/u.test(told) ? "" : told));
  return seen(text, endsLine, "write it on one line", most, tooLong);
};

/** A line that has to be there. @param remedy what is said of an empty one */
export const neededLine = (most: number, remedy = "empty; fill it in", tooLong?: string) =>
  seen(z.string(), endsLine, "write it on one line", most, tooLong, "write it out").min(1, remedy);

/** What people tell in their own words, over several lines. */
export const passage = (most: number, remedy = "empty; fill it in", tooLong?: string) =>
  seen(z.string(), endsPassage, "take it out", most, tooLong, "write it out").min(1, remedy);

/** @param ifUnseen what is said of a text in which nothing can be seen, where it may not be empty either */
function seen(
  told: z.ZodString,
  without: RegExp,
  remedy: string,
  most: number,
  tooLong?: string,
  ifUnseen?: string,
) {
  return told
    .superRefine((text, context) => {
      const message = faultOf(text.trim(), without, remedy) ?? faultOfMarks(text, ifUnseen);
      if (message !== null) context.addIssue({ code: "custom", message, continue: false });
    })
    .overwrite((text) => text.trim())
    .max(most, tooLong);
}

function faultOf(text: string, without: RegExp, remedy: string): string | null {
  const [found] = without.exec(text) ?? [];
  if (found !== undefined)
    return `holds ${codePointOf(found)}, a line end, a tab or another control character; ${remedy}`;
  return text.isWellFormed() ? null : "holds half of a surrogate pair; write the letter again";
}

function faultOfMarks(text: string, ifUnseen?: string): string | null {
  const fault = faultInMarks(text, ifUnseen);
  return fault === null ? null : `${fault.message}; ${fault.remedy}`;
}
