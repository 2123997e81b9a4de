/** Letters of UTF-8 that a program read as Windows-1252 and wrote again: `Ã©`, `â€™`. */
const readTwice =
  /[ÃÂ][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]|â€/u;
/** Of HTML, where nobody reads HTML. */
const entity =
  /&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,6}|#x[0-9a-f]{1,5}|[a-z]{1,8}(?:acute|grave|circ|uml|tilde|cedil|ring|slash|lig));/iu;

/**
 * How the letters of a text were lost before it came here, in words that follow the text; null where they seem to be there.
 * Nothing brings them back for sure, so that they are kept and told.
 */
export function mangledLetters(text: string): string | null {
  if (text.includes("\ufffd")) return "has letters that are lost: a program could not read them";
  if (readTwice.test(text)) return "has letters that a program read wrongly and wrote again";
  if (/\p{L}\?\p{L}/u.test(text)) return "has a question mark within a word: a letter may be lost";
  if (entity.test(text)) return "has letters as HTML writes them";
  return null;
}

/** What brings such letters back. */
export const mangledLettersRemedy =
  "export the file as UTF-8 from where it is right; it is taken as it stands";
