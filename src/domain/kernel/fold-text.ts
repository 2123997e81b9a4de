import { withoutUnseen } from "./unseen-marks.ts";

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
 * Text as it is searched and ordered: without accents and what nobody sees, in lower case, compatible forms made one (NFKD),
 * so that `Müller`, `MULLER` and `muller` are the same.
 */
export function foldText(text: string): string {
  return withoutUnseen(text)
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(special, (letter) => letters[letter] ?? letter);
}

/** What joins the parts of one name or code, and is left out as often as it is written: apostrophes and hyphens. */
const joints = /['\u2018\u2019\u02bb\u02bc\u2032`\u00b4\u2010-\u2015\u2212-]/g;

/**
 * Text as it is looked through for what somebody typed: folded, and without apostrophes and hyphens, so that
 * `O’Farrell` and `ofarrell`, `Smith-Jones` and `smithjones`, `ASG-13` and `asg13` are found by each other.
 */
export const foldForSearch = (text: string): string => foldText(text.replace(joints, "")).replace(joints, "");

/** The words of a search, each as `foldForSearch` has it. */
export function searchWords(search: string): readonly string[] {
  return foldForSearch(search)
    .split(/\s+/)
    .filter((word) => word !== "");
}

/**
 * Tells whether any of some texts holds what is searched, however its letters, accents, blanks, apostrophes and hyphens
 * are written.
 */
export function createSearch(search: string): (texts: Iterable<string | null | undefined>) => boolean {
  const wanted = withoutBlanks(search);
  return (texts) => {
    for (const text of texts) if (text != null && withoutBlanks(text).includes(wanted)) return true;
    return false;
  };
}

const withoutBlanks = (text: string): string => foldForSearch(text).replace(/\s+/g, "");
