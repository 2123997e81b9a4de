import type { TextEncoding } from "../../contract/http/imports.ts";
import { isCentralEuropean } from "./central-european.ts";

/** What bytes say, and as what they were read. */
export interface ReadText {
  /** Without a byte order mark. */
  readonly text: string;
  readonly encoding: TextEncoding;
  /** true when nothing in the bytes tells for sure. */
  readonly guessed: boolean;
  /** Lines, from 1, of UTF-8 that hold bytes that are no letters of it, each once: there U+FFFD stands in the text. */
  readonly faults: readonly number[];
}

/**
 * Reads bytes as text: as the person says, else by the byte order mark, else as UTF-16 where every second byte is
 * NUL, else as UTF-8, also where few bytes are none, else as the eight-bit encoding that Windows wrote where the institution stands, or that the letters
 * themselves speak for. Never throws: what cannot be decoded becomes U+FFFD.
 *
 * @param told what a person chose; null to find out
 * @param timeZone the institution's IANA zone: it tells which letters its computers wrote before UTF-8
 */
export function readText(bytes: Uint8Array, told: TextEncoding | null, timeZone: string): ReadText {
  const as = (encoding: TextEncoding, guessed: boolean): ReadText => ({
    text: decode(bytes, encoding),
    encoding,
    guessed,
    faults: [],
  });
  if (told === "utf-8") return { ...as(told, false), faults: scanUtf8(bytes).faults };
  if (told !== null) return as(told, false);
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return as("utf-16le", false);
  if (first === 0xfe && second === 0xff) return as("utf-16be", false);
  const wide = wideEncoding(bytes);
  if (wide !== null) return as(wide, true);
  try {
    return {
      text: new TextDecoder("utf-8", { fatal: true }).decode(bytes),
      encoding: "utf-8",
      guessed: false,
      faults: [],
    };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  const { letters, bad, faults } = scanUtf8(bytes);
  const isMarked = first === 0xef && second === 0xbb && bytes[2] === 0xbf;
  // In no eight-bit text do letters of several bytes come about by chance, but for one here and there.
  if (isMarked || (letters > 0 && (bad === 1 || bad * 2 <= letters)))
    return { ...as("utf-8", false), faults };
  return as(eightBitEncoding(bytes, timeZone), true);
}

/** Counts the letters of several bytes and the bytes that are none, and names the lines of these. */
function scanUtf8(bytes: Uint8Array): {
  readonly letters: number;
  readonly bad: number;
  readonly faults: readonly number[];
} {
  const faults: number[] = [];
  let [letters, bad, line, at] = [0, 0, 1, 0];
  while (at < bytes.length) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) {
      if (byte === 0x0a || (byte === 0x0d && bytes[at + 1] !== 0x0a)) line += 1;
      at += 1;
      continue;
    }
    const length = lengthOfLetter(bytes, at);
    if (length > 0) letters += 1;
    else {
      bad += 1;
      if (faults.at(-1) !== line) faults.push(line);
    }
    at += Math.max(length, 1);
  }
  return { letters, bad, faults };
}

/** How many bytes a letter of UTF-8 above ASCII has that begins here; 0 where none does. */
function lengthOfLetter(bytes: Uint8Array, at: number): number {
  const [first = 0, second = 0] = bytes.subarray(at, at + 2);
  const length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  const least = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const most = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (length === 0 || at + length > bytes.length || second < least || second > most) return 0;
  for (let next = at + 2; next < at + length; next += 1) if (((bytes[next] ?? 0) & 0xc0) !== 0x80) return 0;
  return length;
}

/** What bytes that are no letters are called in a file that is UTF-8 else, and what helps. */
export const faultInLetters = [
  "holds bytes that are no letters of UTF-8, as the rest of the file is: letters are lost here",
  "correct it where the file comes from, and save it as UTF-8; if all its letters look wrong, choose others in the preview",
] as const;

/** Bytes 0x80 to 0x9F of Windows-1252 by the Encoding Standard, which leaves five of them control characters. */
const windows1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

/** The decoders of some versions of Node take Windows-1252 for ISO-8859-1; those of the other encodings are right. */
function decode(bytes: Uint8Array, encoding: TextEncoding): string {
  if (encoding !== "windows-1252") return new TextDecoder(encoding).decode(bytes);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString("latin1")
    .replace(/[\x80-\x9f]/g, (byte) => windows1252.charAt(byte.charCodeAt(0) - 0x80));
}

/** How an encoding is called in a sentence. */
export function tellEncoding(encoding: TextEncoding): string {
  return encoding
    .replace(/^utf-16[lb]e$/, "UTF-16")
    .replace(/^utf|^iso/, (word) => word.toUpperCase())
    .replace(/^w|^m/, (letter) => letter.toUpperCase());
}

/** UTF-16 without its mark: letters of most languages' markup leave every second byte NUL. */
function wideEncoding(bytes: Uint8Array): "utf-16le" | "utf-16be" | null {
  const looked = Math.min(bytes.length, 1_000) & ~1;
  if (looked < 4) return null;
  const nuls = [0, 0];
  for (let at = 0; at < looked; at += 1) if (bytes[at] === 0) nuls[at & 1] = (nuls[at & 1] ?? 0) + 1;
  const [even = 0, odd = 0] = nuls;
  const most = looked / 2;
  if (odd > most * 0.4 && even < most * 0.1) return "utf-16le";
  if (even > most * 0.4 && odd < most * 0.1) return "utf-16be";
  return null;
}

/** Where Windows wrote other letters than those of Western Europe, by the IANA's zones. */
const byZone: readonly (readonly [TextEncoding, RegExp])[] = [
  [
    "windows-1250",
    /^Europe\/(?:Prague|Bratislava|Warsaw|Budapest|Ljubljana|Zagreb|Belgrade|Sarajevo|Podgorica|Bucharest|Tirane)$/,
  ],
  [
    "windows-1251",
    /^(?:Europe\/(?:Moscow|Kyiv|Kiev|Minsk|Sofia|Skopje|Samara|Volgograd|Kaliningrad)|Asia\/(?:Yekaterinburg|Novosibirsk|Omsk|Krasnoyarsk|Irkutsk|Vladivostok|Almaty|Bishkek))$/,
  ],
  ["windows-1253", /^(?:Europe\/Athens|Asia\/Nicosia)$/],
  ["windows-1254", /^(?:Europe\/Istanbul|Asia\/Baku)$/],
  ["windows-1255", /^Asia\/(?:Jerusalem|Tel_Aviv)$/],
  [
    "windows-1256",
    /^(?:Africa\/(?:Cairo|Tripoli)|Asia\/(?:Baghdad|Riyadh|Dubai|Kuwait|Qatar|Amman|Beirut|Damascus|Tehran))$/,
  ],
  ["windows-1257", /^Europe\/(?:Riga|Vilnius|Tallinn)$/],
];

function eightBitEncoding(bytes: Uint8Array, timeZone: string): TextEncoding {
  const here = byZone.find(([, zones]) => zones.test(timeZone))?.[0] ?? "windows-1252";
  if (here !== "windows-1252" && here !== "windows-1250") return here;
  const words = wordsOf(bytes);
  // No language that is written with Latin letters has words of accented ones alone.
  const foreign = words.filter((word) => /^[\x80-\xff]{4,}$/.test(word));
  if (foreign.length * 2 > words.length) return "windows-1251";
  const central = isCentralEuropean(words);
  if (central === null) return here;
  return central ? "windows-1250" : "windows-1252";
}

/** What is no letter in Windows-1250 nor in Windows-1252: quotation marks, dashes and the like. */
const signs: ReadonlySet<number> = new Set([
  0x80, 0x82, 0x84, 0x85, 0x86, 0x87, 0x89, 0x8b, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x99, 0x9b, 0xa0,
  0xa4, 0xa6, 0xa7, 0xa8, 0xa9, 0xab, 0xac, 0xad, 0xae, 0xb0, 0xb1, 0xb4, 0xb6, 0xb7, 0xb8, 0xbb, 0xd7, 0xf7,
]);

/** Words with a byte above ASCII, each byte as the letter of its number; enough of them to tell. */
function wordsOf(bytes: Uint8Array): readonly string[] {
  const words: string[] = [];
  let word = "";
  let high = false;
  for (const byte of bytes) {
    const isLetter =
      (byte >= 0x80 && !signs.has(byte)) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
    if (isLetter) {
      if (word.length < 60) word += String.fromCharCode(byte);
      high ||= byte >= 0x80;
      continue;
    }
    if (high) words.push(word);
    if (words.length >= 2_000) return words;
    word = "";
    high = false;
  }
  if (high) words.push(word);
  return words;
}
