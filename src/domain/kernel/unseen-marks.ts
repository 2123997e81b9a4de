/** What is drawn with no ink. Some marks of format are: signs that stand over or around a number. */
const unseen =
  /(?![\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}])[\p{Cf}\p{Default_Ignorable_Code_Point}\u2800\u{1d159}]/gu;

/** What joins two letters, or keeps them apart, and changes how they are drawn. */
const joiner = /(?<=[\p{L}\p{M}])[\u200c\u200d](?=[\p{L}\p{M}])/u;

/** The joiner between two letters of a text that a code would lose, by its number; null for none. */
export function joinerIn(text: string): string | null {
  const [found] = joiner.exec(text) ?? [];
  return found === undefined ? null : codePointOf(found);
}

/** What turns the direction of writing, and what ends that. */
const turns = /[\u202a-\u202e\u2066-\u2069]/gu;

/** A text as it is compared with others by what is seen of it. It is not kept so: such marks shape letters of many scripts. */
export function withoutUnseen(text: string): string {
  return text.replace(unseen, "");
}

/** A text in the one form in which what looks the same is the same: without unseen marks, of composed letters. */
export function asSeen(text: string): string {
  return withoutUnseen(text).normalize("NFC");
}

/**
 * Why a text for people cannot stand as it is, at every door: message and remedy. It may hold marks that nobody sees, which
 * belong to its letters, but something besides; and what turns the direction of writing has both its halves in one paragraph.
 *
 * @param ifUnseen the remedy where nothing can be seen
 * @returns null for a text that can, and for an empty one
 */
export function faultInMarks(
  text: string,
  ifUnseen = "write it out, or leave it empty",
): { readonly message: string; readonly remedy: string } | null {
  if (text === "") return null;
  if (/^[\s\p{Cc}]*$/u.test(withoutUnseen(text))) {
    return {
      message: `holds nothing that can be seen, but ${codePointOf(text.trim() || text)}`,
      remedy: ifUnseen,
    };
  }
  for (const paragraph of text.split(/[\n\r\u2029]/u)) {
    const turn = loneTurn(paragraph);
    if (turn === null) continue;
    return {
      message: `holds ${codePointOf(turn)}, which turns the direction of writing and has no other half`,
      remedy: "take it out",
    };
  }
  return null;
}

/** The first character of a text by its number: `U+200B`. */
export function codePointOf(text: string): string {
  return `U+${(text.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

/** The first mark that turns the direction and is not ended, or that ends what has not begun; null where all have both halves. */
function loneTurn(paragraph: string): string | null {
  const open: string[] = [];
  for (const [mark] of paragraph.matchAll(turns)) {
    if (mark !== "\u202c" && mark !== "\u2069") {
      open.push(mark);
      continue;
    }
    const begun = open.pop();
    if (begun === undefined || (mark === "\u2069") !== begun >= "\u2066") return mark;
  }
  return open[0] ?? null;
}
