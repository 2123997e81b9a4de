/** Letters of Latin scripts that are no letter with a mark, and what is written for them. */
const latin: Readonly<Record<string, string>> = {
  Ł: "L",
  ł: "l",
  Đ: "D",
  đ: "d",
  Ħ: "H",
  ħ: "h",
  ı: "i",
  ĸ: "k",
  Ŋ: "Ng",
  ŋ: "ng",
  Ŧ: "T",
  ŧ: "t",
  Ə: "E",
  ə: "e",
  ẞ: "SS",
  ʻ: "'",
  ʼ: "'",
  ʹ: "'",
  "‐": "-",
  "‑": "-",
  "‒": "–",
  "−": "-",
};

const lowerGreek: Readonly<Record<string, string>> = pairs(
  "α a β v γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ y φ f χ ch ψ ps ω o",
);

const lowerCyrillic: Readonly<Record<string, string>> = pairs(
  "а a б b в v г g д d е e ж zh з z и i к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch ш sh щ shch ъ ie ы y ь ' э e ю iu я ia є ie і i ґ g ђ dj ј j љ lj њ nj ћ c џ dz ѕ dz қ q ғ gh ң ng ө o ү u ұ u һ h ә a",
);

/** What the 8-bit fonts of every PDF reader have (Windows-1252). */
const printable = /^[\x20-\x7E\u00A0-\u00FF€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]$/u;

/** A text as it can be printed. */
export interface LatinText {
  readonly text: string;
  /** false where letters had to be written by others, or by a question mark. */
  readonly exact: boolean;
}

/**
 * Writes a text with the letters that a document without fonts of its own can print. Letters with marks that are not
 * among them lose their marks, Greek and Cyrillic ones are written in Latin letters, and each of any other script is a
 * question mark. Characters that print nothing are left out.
 */
export function toLatinText(text: string): LatinText {
  let written = "";
  let exact = true;
  for (const letter of text.normalize("NFC").replaceAll(/\s+/gu, " ")) {
    if (printable.test(letter)) written += letter;
    else if (!/[\p{Cc}\p{Cf}]/u.test(letter)) {
      exact = false;
      written += replaced(letter);
    }
  }
  return { text: written, exact };
}

function replaced(letter: string): string {
  const known = tabled(letter);
  if (known !== null) return known;
  const bare = [...letter.normalize("NFKD")].filter((part) => !/\p{M}/u.test(part));
  // A mark that stood alone has no letter to lose it from.
  return bare.map((part) => (printable.test(part) ? part : (tabled(part) ?? "?"))).join("");
}

function tabled(letter: string): string | null {
  const lower = letter.toLowerCase();
  const found = latin[letter] ?? lowerGreek[lower] ?? lowerCyrillic[lower];
  if (found === undefined) return null;
  return lower === letter || found === "" ? found : `${found.charAt(0).toUpperCase()}${found.slice(1)}`;
}

function pairs(text: string): Record<string, string> {
  const words = text.split(" ");
  return Object.fromEntries(
    words.flatMap((letter, at) => (at % 2 === 0 ? [[letter, words[at + 1] ?? ""]] : [])),
  );
}
