import { withoutUnseen } from "./unseen-marks.ts";

/**
 * The one form in which codes, names of rooms and ids are kept and compared: composed letters (NFC), single blanks of
 * the plain sort, none around, and nothing that cannot be seen. Joiners go too, which names keep: what is typed, scanned and
 * linked to has to be the same whoever writes it. Files say where one was taken out.
 */
export function normalCode(text: string): string {
  return withoutUnseen(text.normalize("NFC")).replace(/\s+/gu, " ").trim();
}

/** What two codes have in common that mean the same: `b12`, `B12` and `Ｂ12`, whatever their letters' case and width. */
export function codeKey(text: string): string {
  return normalCode(text.normalize("NFKC")).toLowerCase();
}

/** What two codes have in common that somebody may have meant as the same: `Lab 1`, `LAB-1` and `lab1`. */
export function nearKey(text: string): string {
  return codeKey(text)
    .normalize("NFD")
    .replace(/[^\p{L}\p{N}]/gu, "")
    .replaceAll("ß", "ss");
}

/** Small letters of other scripts that look like Latin ones. */
const latin: Readonly<Record<string, string>> = Object.fromEntries(
  ["аa", "вb", "еe", "кk", "мm", "нh", "оo", "рp", "сc", "тt", "уy", "хx", "іi", "јj", "ѕs", "ıi"]
    .concat(["αa", "βb", "εe", "ηh", "ιi", "κk", "μm", "νn", "οo", "ρp", "τt", "υy", "χx", "ζz"])
    .map((pair) => [pair.charAt(0), pair.charAt(1)]),
);

/** What two codes have in common that look alike: `S10O1` and `S1001`, `ВIO-1` with a Cyrillic letter and `BIO-1`. */
export function lookKey(text: string): string {
  return nearKey(text)
    .replace(/[^\p{ASCII}]/gu, (letter) => latin[letter] ?? letter)
    .replaceAll("o", "0")
    .replace(/[il]/g, "1");
}

/**
 * Finds what goes by a code: the one that is spelt so, else one that means the same by `codeKey`.
 *
 * @param known by code
 */
export function findByCode<T>(known: Iterable<readonly [string, T]>): (code: string) => T | null {
  const spelt = new Map(known);
  let alike: Map<string, T> | null = null;
  return (code) => {
    const exact = spelt.get(code);
    if (exact !== undefined) return exact;
    if (alike === null) {
      alike = new Map();
      for (const [name, one] of spelt) if (!alike.has(codeKey(name))) alike.set(codeKey(name), one);
    }
    return alike.get(codeKey(code)) ?? null;
  };
}
