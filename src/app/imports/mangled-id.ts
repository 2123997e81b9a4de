import { standsForNothing } from "../../domain/kernel/stands-for-nothing.ts";
import { isShortDate } from "./month-names.ts";

/** Where a value is one that was changed: `any` for what no column of ids has; classes and rooms may be called `10/1`. */
type Where = "any" | "not a date" | "not a room" | "a person";

/** What an id is of, where that tells more: a key that may be a date, a room, a person. */
export type IdOf = "date" | "room" | "person" | null;

// Excel writes its errors in the reader's language: #N/A, #N/V, #N/D, #NV; #VALEUR!, #¡VALOR!, #ИМЯ?; Calc some as Err:502.
const spreadsheetError =
  /^(?:#[¡¿]?[\p{L}\p{N}_/ .-]*\p{L}[\p{L}\p{N}_/ .-]*[!?]|#\p{L}{1,2}\/\p{L}{1,2}|#(?:NV|YOK|SAKNAS|HIÁNYZIK|NENÍ_K_DISPOZICI|GETTING_DATA)|Err:\d{3})$/iu;

const shapes: readonly (readonly [RegExp, string, Where])[] = [
  [
    /^[+-]?(?:\d[.,]?\d*E[+-]\d{2,}|\d+[.,]?\d*E\+\d+)$|^\+\d+[.,]?\d*E\d+$/i,
    "is a long number as a spreadsheet shortens it: its last figures are gone",
    "any",
  ],
  [
    /^[+-]?\d+[.,]\d*E-?\d+$/i,
    "is a long number as a program shortens it: its last figures are gone",
    "not a room",
  ],
  // A class may be called 1E5, and nobody's number is.
  [
    /^\d(?:[.,]\d+)?E\d{1,2}$/i,
    "is a long number as a program shortens it: its last figures are gone",
    "a person",
  ],
  [/^0[.,]\d+$/, "is a fraction that a spreadsheet made of it", "a person"],
  [/^\d{3,}[.,]0+$/, "is a number that was made a fraction", "any"],
  [/^\d+[.,]0+$/, "is a number that was made a fraction", "not a room"],
  // Of points and blanks one alone may be somebody's: 6.001 is a class, 12 345 is written by hand.
  [
    /^\d{1,3}(?:(?:,\d{3})+|(?:['’]\d{3})+|(?:[\u00a0\u2007\u2009\u202f]\d{3})+|(?:\.\d{3}){2,}|(?: \d{3}){2,})$/,
    "is a number that was divided into thousands",
    "any",
  ],
  [/^\d+,\d+$/, "is a number with a decimal comma", "not a room"],
  [/^[+@]\s*[\p{L}"'($]/u, "is a spreadsheet's formula", "any"],
  [/^=\s*[\p{L}\p{N}"'($+-]/u, "is a spreadsheet's formula", "any"],
  [
    /^(?:TRUE|FALSE|true|false|WAHR|FALSCH|VRAI|FAUX|VERDADERO|FALSO|VERO|WAAR|ONWAAR|VERDADEIRO)$/,
    "is what a spreadsheet makes of yes and no",
    "any",
  ],
  [/^\d{1,2}:\d{2}(?::\d{2})?(?: ?[AP]M)?$/i, "is a time that a spreadsheet made of it", "not a date"],
  [
    /^(?:\p{Sc} ?[+-]?\d[\d.,' ]*|[+-]?\d[\d.,' ]* ?\p{Sc})$/u,
    "is an amount of money that a spreadsheet made of it",
    "any",
  ],
  [/^[+-]?\d+(?:[.,]\d+)? ?%$/, "is a percentage that a spreadsheet made of it", "any"],
  [/^#{3,}$/, "is what a spreadsheet shows where a column is too narrow", "any"],
  [spreadsheetError, "is a spreadsheet's error", "any"],
  [/^(?:NaN|NULL|undefined)$/, "is what a program writes for nothing", "any"],
  [/^\d{1,2}[./-]\d{1,2}[./-]\d{4}(?: .*)?$/, "is a date that a spreadsheet made of it", "not a date"],
  [/^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}.*)?$/, "is a date that a spreadsheet made of it", "not a date"],
  // As fractions are shown, and dates in short forms.
  [
    /^[+-]?(?:\d+ \d{1,3}|\d{1,2})\/\d{1,3}$/,
    "is a date or a fraction that a spreadsheet made of it",
    "a person",
  ],
  [/^\d{1,2}([./])\d{1,2}\1\d{2}(?: .*)?$/, "is a date that a spreadsheet made of it", "a person"],
  [/^\d{4}([./])\d{1,2}\1\d{1,2}\.?(?: .*)?$/, "is a date that a spreadsheet made of it", "a person"],
];

/** What brings back an id that a spreadsheet changed. */
export const mangledRemedy =
  "take the file as the other system wrote it, or open it in the spreadsheet with this column as text, fill the id in again, and save it";

/**
 * What a spreadsheet or a program did to an id or a code, in words that follow the value, or null for one that may be
 * somebody's: `1E5` and `MAR1` are codes of classes as people give them, `1.00E+05` and `01-Mar` what became of such.
 *
 * @param of the key of a meeting may be a date in itself, rooms are called `1.0`, and nobody's number is `1/2`, `1E5` or `0.5`
 */
export function mangledId(value: string, of: IdOf = null): string | null {
  const plain = inAscii(value);
  const shape = shapes.find(
    ([pattern, , where]) =>
      (where === "a person" ? of === "person" : where !== `not a ${of}`) && pattern.test(plain),
  );
  if (shape !== undefined) return shape[1];
  return isShortDate(plain) ? "is a date that a spreadsheet made of it" : null;
}

/**
 * Why a text is no id or code at any door, be it a file, a form or the API: what one refuses, another could not give back.
 * Message and remedy; null where it may be one.
 */
export function noCode(
  value: string,
  of: IdOf = null,
): { readonly message: string; readonly remedy: string } | null {
  if (standsForNothing(value)) {
    return { message: "stands for nothing, and is nobody's id or code", remedy: "fill it in" };
  }
  const mangled = mangledId(value, of);
  return mangled === null ? null : { message: mangled, remedy: mangledRemedy };
}

const zeros = [0x06_60, 0x06_f0, 0x09_66] as const;

/** A number as other scripts write it, in ASCII: `٢٫٠٢E+١١`, and full-width letters and figures. */
function inAscii(value: string): string {
  return value
    .replace(/[！-～]/gu, (wide) => String.fromCodePoint((wide.codePointAt(0) ?? 0) - 0xfe_e0))
    .replace(/[٠-٩۰-۹०-९]/gu, (figure) => {
      const code = figure.codePointAt(0) ?? 0;
      const zero = zeros.find((first) => code >= first && code <= first + 9) ?? code;
      return String(code - zero);
    })
    .replace(/٫/gu, ".")
    .replace(/٬/gu, ",")
    .replace(/\u2212/gu, "-")
    .replace(/^[\u200e\u200f\u061c]+|[\u200e\u200f\u061c]+$/gu, "");
}

/** Whether a cell holds no text but what a spreadsheet shows in its place. */
export function isSpreadsheetError(value: string): boolean {
  return /^#{3,}$/.test(value) || spreadsheetError.test(value);
}

/** An id of figures without the zeros that a spreadsheet takes from its beginning; null for one that has none to lose. */
export function withoutZeros(value: string): string | null {
  return /^0+[1-9]\d*$/.test(value) ? value.replace(/^0+/, "") : null;
}
