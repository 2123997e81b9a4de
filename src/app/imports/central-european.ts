/**
 * Whether words are of a language of Central Europe (Windows-1250) and not of the West (Windows-1252), by the letters that
 * a byte is in each and by what stands beside it. null where nothing tells.
 *
 * @param words each byte as the letter of its number, without signs
 */
export function isCentralEuropean(words: readonly string[]): boolean | null {
  let sum = 0;
  for (const word of words) {
    for (const found of word.matchAll(/[\x80-\xff]/g)) {
      const { index, 0: letter } = found;
      sum += weigh(letter, word.slice(0, index), word.slice(index + 1));
    }
  }
  return Math.abs(sum) < 0.5 ? null : sum > 0;
}

/** Vowels that both encodings write with one byte, and those of ASCII; y stands where vowels do not. */
const vowel = /[aeiouáâäéëíîóôöúüý]/;

/** What a byte is to its neighbour: a byte that is another letter in each encoding is neither. */
function sortOf(letter: string | undefined): "vowel" | "consonant" | "end" | "unknown" {
  if (letter === undefined) return "end";
  const small = letter.toLowerCase();
  if (vowel.test(small)) return "vowel";
  return /[a-zß\x9a\x9e\x8a\x8e]/.test(small) ? "consonant" : "unknown";
}

/** Positive for Central Europe, negative for the West, by what the letter is in each: `œ` and `ś`, `ø` and `ř`. */
function weigh(letter: string, before: string, after: string): number {
  const [previous, next] = [before.at(-1)?.toLowerCase(), after[0]?.toLowerCase()];
  const [left, right] = [sortOf(previous), sortOf(next)];
  const isWithin = left !== "end" && right !== "end";
  switch (letter) {
    // Ť ť Ź, which are nothing in Windows-1252; ź and Ÿ.
    case "\x8d":
    case "\x9d":
    case "\x8f":
      return 3;
    case "\x9f":
      return before === before.toUpperCase() && before !== "" ? -1 : 3;
    // ś before a consonant or at the end, œ before a vowel: Wiśniewski, cœur.
    case "\x8c":
    case "\x9c":
      if (right === "vowel") return -3;
      return next !== undefined && /[dts]/.test(next) ? -1 : 2;
    // Ł ł Ą ą Ż ż Ľ ľ Ş ş, which are signs in Windows-1252: £ ³ ¥ ¹ ¯ ¿ ¼ ¾ ª º.
    case "\xa3":
    case "\xa5":
    case "\xaf":
    case "\xbc":
      return right === "end" ? 0 : 3;
    case "\xaa":
    case "\xba":
      return right === "end" && before.length < 3 ? -1 : 3;
    case "\xb3":
    case "\xb9":
    case "\xbe":
      return left === "end" ? 1 : before.length === 1 && right === "end" ? 0 : 3;
    case "\xbf":
      return left === "end" ? 0.5 : 3;
    // Š š Ž ž and ý are one byte in both, and of the West in names alone.
    case "\x8a":
    case "\x9a":
    case "\x8e":
    case "\x9e":
    case "\xdd":
    case "\xfd":
      return 0.25;
    default:
      return weighAccented(letter.toLowerCase(), { before, left, right, previous, next, isWithin });
  }
}

interface Beside {
  readonly before: string;
  readonly left: ReturnType<typeof sortOf>;
  readonly right: ReturnType<typeof sortOf>;
  readonly previous: string | undefined;
  readonly next: string | undefined;
  readonly isWithin: boolean;
}

/** The same of the bytes from 0xC0 on, whose capitals are 0x20 below. */
function weighAccented(small: string, beside: Beside): number {
  const { left, right, previous, next, isWithin } = beside;
  switch (small) {
    // è and č, ò and ň, ø and ř, æ and ć: a vowel in the West, a consonant there.
    case "\xe8":
    case "\xf2":
    case "\xf8":
    case "\xe6":
      return asConsonant(small, beside);
    // ï and ď: a vowel between others in the West, as in naïve.
    case "\xef":
      if (left === "vowel" && right !== "consonant") return 0;
      return right === "vowel" ? 2 : -1;
    // ç is of the West, whatever encoding has it.
    case "\xe7":
      return -1;
    // à and ŕ, å and ĺ: those of Slovak are rare.
    case "\xe0":
    case "\xe5":
      return -2;
    // ì at the end of Italian words, ě within Czech ones; ù and ů alike.
    case "\xec":
      return right === "end" ? (previous !== undefined && /[bvmnt]/.test(previous) ? 1 : -1) : 2;
    case "\xf9":
      return right === "end" ? -1.5 : left === "end" ? 0 : 2;
    // ã before o or e, ă elsewhere; õ before e; ñ before a vowel, ń elsewhere.
    case "\xe3":
      return next !== undefined && /[oe]/.test(next) ? -3 : isWithin ? 1 : -0.5;
    case "\xf5":
      return next === "e" ? -3 : 1;
    case "\xf1":
      return right === "vowel" ? -3 : 3;
    // ê and ę: ciência, você; się, pięć.
    case "\xea":
      if (next === "n") return -1;
      return previous === "i" ? 1.5 : right === "end" ? 0.25 : -0.5;
    // û and ű: goût, sûr; Szűcs, gyűjt.
    case "\xfb":
      return previous !== undefined && /[zyft]/.test(previous)
        ? 1
        : previous === "d" && isWithin
          ? 0.5
          : -0.5;
    // Đ begins words, Ð never does; Þ does, and ţ seldom.
    case "\xf0":
      return left === "end" ? 2 : 0;
    case "\xfe":
      return left === "end" ? -1 : 2;
    case "\xff":
      return -2;
    default:
      return 0;
  }
}

/** A consonant among vowels is of Central Europe, a vowel among consonants of the West. */
function asConsonant(small: string, { before, left, right, previous, next }: Beside): number {
  // r and l between consonants are vowels to Czech and Croatian: Trčka, Vlček.
  const syllabic = /[^aeiouáéíóúý][rl]$/i.test(before);
  const isAfterVowel = left === "vowel" || syllabic;
  if (right === "vowel") return small === "\xf8" && left === "consonant" ? 1 : 2;
  if (right === "end") return isAfterVowel ? 2 : left === "end" ? 0 : -2;
  if (left === "end") return small === "\xe8" || next === "w" ? 0 : -2;
  if (!isAfterVowel) return left === "consonant" ? -2 : 1;
  if (small !== "\xe8") return 1;
  // Kočka, ručník; siècle, poème, hyène.
  if (next !== undefined && /[kn]/.test(next)) return 1;
  return previous !== undefined && /[iouy]/.test(previous) ? -1 : 0;
}
