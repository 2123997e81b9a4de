import type { TextEncoding } from "../../contract/http/imports.ts";

/** What bytes say, and as what they were read. */
export interface ReadText {
  /** Without a byte order mark. */
  readonly text: string;
  readonly encoding: TextEncoding;
  /** true when nothing in the bytes tells for sure. */
  readonly guessed: boolean;
}

/**
 * Reads bytes as text: as the person says, else by the byte order mark, else as UTF-16 where every second byte is
 * NUL, else as UTF-8, else as the eight-bit encoding that Windows wrote where the institution stands, or that the letters
 * themselves speak for. Never throws: what cannot be decoded becomes U+FFFD.
 *
 * @param told what a person chose; null to find out
 * @param timeZone the institution's IANA zone: it tells which letters its computers wrote before UTF-8
 */
export function readText(bytes: Uint8Array, told: TextEncoding | null, timeZone: string): ReadText {
  const as = (encoding: TextEncoding, guessed: boolean): ReadText => ({
    text: new TextDecoder(encoding).decode(bytes),
    encoding,
    guessed,
  });
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
    };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  return as(eightBitEncoding(bytes, timeZone), true);
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

/**
 * Letters of Central Europe where Windows-1252 has signs, or letters that Western languages hardly write beside accents:
 * ą ł ż ś ź ť Ť, and š ž.
 */
const centralWithin =
  /[A-Za-z\x80-\xff](?:[\xb9\xb3\xbf\x9c\x9f\x9d\x8d\x8f])|[\xa3\xa5\xaf\x8c\x8f][a-z]|[\x9a\x8a\x9e\x8e]/;
/** č ě ř ů ď ň beside an acute of the same word: è ì ø ù ï ò are not written beside á í é ý ú ó in the West. */
const centralBeside = /[\xe8\xc8\xec\xcc\xf8\xd8\xf9\xd9\xef\xcf\xf2\xd2]/;
const acute = /[\xe1\xc1\xed\xcd\xfd\xdd]/;
/** à â ê ë ã å æ œ ñ ç in words without any of the above. */
const western = /[\xe0\xc0\xea\xca\xeb\xe3\xe5\xc5\xe6\xc6\xf1\xd1\xe7\xc7\xfb\xee]/;

function eightBitEncoding(bytes: Uint8Array, timeZone: string): TextEncoding {
  const here = byZone.find(([, zones]) => zones.test(timeZone))?.[0] ?? "windows-1252";
  if (here !== "windows-1252" && here !== "windows-1250") return here;
  let central = 0;
  let west = 0;
  let foreign = 0;
  const words = wordsOf(bytes);
  for (const word of words) {
    // No language that is written with Latin letters has words of accented ones alone.
    if (/^[\x80-\xff]{4,}$/.test(word)) foreign += 1;
  }
  if (foreign * 2 > words.length) return "windows-1251";
  for (const word of words) {
    if (centralWithin.test(word) || (centralBeside.test(word) && acute.test(word))) central += 1;
    else if (western.test(word)) west += 1;
  }
  if (central === west) return here;
  return central > west ? "windows-1250" : "windows-1252";
}

/** Words with a byte above ASCII, each byte as the letter of its number; enough of them to tell. */
function wordsOf(bytes: Uint8Array): readonly string[] {
  const words: string[] = [];
  let word = "";
  let high = false;
  for (const byte of bytes) {
    const isLetter = byte >= 0x80 || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
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
