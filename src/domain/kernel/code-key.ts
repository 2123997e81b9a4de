/**
 * The one form in which codes, names of rooms and ids are kept and compared: composed letters (NFC), single blanks of
 * the plain sort, none around, and nothing that cannot be seen.
 */
export function normalCode(text: string): string {
  return text
    .normalize("NFC")
    .replace(/[\p{Cf}]/gu, "")
    .replace(/\s+/gu, " ")
    .trim();
}

/** What two codes have in common that mean the same: `b12`, `B12` and `Ｂ12`, whatever their letters' case and width. */
export function codeKey(text: string): string {
  return normalCode(text.normalize("NFKC")).toLowerCase();
}

/** What two codes have in common that somebody may have meant as the same: `Lab 1`, `LAB-1` and `lab1`. */
export function nearKey(text: string): string {
  return codeKey(text)
    .normalize("NFD")
    .replace(/[^\p{L}\p{N}]/gu, "");
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
