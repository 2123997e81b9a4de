import { z } from "zod";
import { seenText } from "../../domain/kernel/code-key.ts";

/** What ends a line or is none of a text's letters; a passage has lines of its own. */
const endsLine = /[\p{Cc}\p{Zl}\p{Zp}]/u;
const endsPassage = /(?![\t\n\r])\p{Cc}/u;

/**
 * A text that people write on one line: names, codes, titles, reasons, notes. Files give it back as it was written, and
 * lists show it whole. Marks at its ends that nobody sees are taken away; a text of nothing else is refused, and not taken
 * for an empty one.
 */
export const oneLine = (most: number, tooLong?: string) =>
  seen(endsLine, "write it on one line", most, tooLong);

/** A line that has to be there. @param remedy what is said of an empty one */
export const neededLine = (most: number, remedy = "empty; fill it in", tooLong?: string) =>
  oneLine(most, tooLong).min(1, remedy);

/** What people tell in their own words, over several lines. */
export const passage = (most: number, remedy = "empty; fill it in", tooLong?: string) =>
  seen(endsPassage, "take it out", most, tooLong).min(1, remedy);

function seen(without: RegExp, remedy: string, most: number, tooLong?: string) {
  return z
    .string()
    .superRefine((text, context) => {
      const message = faultOf(text.trim(), without, remedy) ?? (text === "" ? null : hiddenIn(text));
      if (message !== null) context.addIssue({ code: "custom", message, continue: false });
    })
    .overwrite(seenText)
    .max(most, tooLong);
}

function faultOf(text: string, without: RegExp, remedy: string): string | null {
  const [found] = without.exec(text) ?? [];
  if (found !== undefined)
    return `holds ${nameOf(found)}, a line end, a tab or another control character; ${remedy}`;
  return text.isWellFormed() ? null : "holds half of a surrogate pair; write the letter again";
}

/** Of a text in which nothing can be seen, what it holds. */
function hiddenIn(text: string): string | null {
  if (seenText(text) !== "") return null;
  return `holds nothing that can be seen, but ${nameOf(text)}; write it out, or leave it empty`;
}

const nameOf = (text: string): string =>
  `U+${(text.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
