/** Letters that no accent comes off from, and what people type for them. */
const letters: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
};
const special = new RegExp(`[${Object.keys(letters).join("")}]`, "g");

/**
 * Text as it is searched and ordered: without accents, in lower case, compatible forms made one (NFKD), so that
 * `Müller`, `MULLER` and `muller` are the same.
 */
export function foldText(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(special, (letter) => letters[letter] ?? letter);
}

/** The words of a search, folded. */
export function searchWords(search: string): readonly string[] {
  return foldText(search)
    .split(/\s+/)
    .filter((word) => word !== "");
}

/** Tells whether any of some texts holds what is searched, however its letters, accents and blanks are written. */
export function createSearch(search: string): (texts: Iterable<string | null | undefined>) => boolean {
  const wanted = withSingleBlanks(search);
  return (texts) => {
    for (const text of texts) if (text != null && withSingleBlanks(text).includes(wanted)) return true;
    return false;
  };
}

const withSingleBlanks = (text: string): string => foldText(text).replace(/\s+/g, " ").trim();
