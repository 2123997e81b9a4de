const month = "(?:Jan|Feb|Mar|Mrz|Mär|Apr|May|Mai|Jun|Jul|Aug|Sep|Sept|Oct|Okt|Nov|Dec|Dez)";

const shapes: readonly (readonly [RegExp, string, "any" | "date"])[] = [
  [
    /^-?\d(?:[.,]\d+)?E[+-]\d{2,}$/i,
    "is a long number as a spreadsheet shortens it: its last figures are gone",
    "any",
  ],
  [/^\d{3,}[.,]0+$/, "is a number that was made a fraction", "any"],
  [/^\d{1,3}(?:,\d{3})+$/, "is a number that was divided into thousands", "any"],
  [/^#{3,}$/, "is what a spreadsheet shows where a column is too narrow", "any"],
  [/^#(?:N\/A|REF!|NAME\?|VALUE!|DIV\/0!|NUM!|NULL!|NV|BEZUG!|WERT!)$/i, "is a spreadsheet's error", "any"],
  [/^(?:NaN|NULL|undefined)$/, "is what a program writes for nothing", "any"],
  [
    new RegExp(`^\\d{1,2}(?:-|\\. ?| )${month}(?:[-. ]\\d{2,4})?$`),
    "is a date that a spreadsheet made of it",
    "any",
  ],
  [new RegExp(`^${month}[- ]\\d{2}$`), "is a date that a spreadsheet made of it", "any"],
  [/^\d{1,2}[./-]\d{1,2}[./-]\d{4}(?: .*)?$/, "is a date that a spreadsheet made of it", "date"],
  [/^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}.*)?$/, "is a date that a spreadsheet made of it", "date"],
];

/** What brings back an id that a spreadsheet changed. */
export const mangledRemedy =
  "take the file as the other system wrote it, or open it in the spreadsheet with this column as text, fill the id in again, and save it";

/**
 * What a spreadsheet or a program did to an id or a code, in words that follow the value, or null for one that may be
 * somebody's: `1E5` and `MAR1` are codes as people give them, `1.00E+05` and `01-Mar` what became of such.
 *
 * @param dates true where an id may be a date in itself, as the key of a meeting may
 */
export function mangledId(value: string, dates = false): string | null {
  const shape = shapes.find(([pattern, , kind]) => (kind === "any" || !dates) && pattern.test(value));
  return shape === undefined ? null : shape[1];
}

/** Whether a cell holds no text but what a spreadsheet shows in its place. */
export function isSpreadsheetError(value: string): boolean {
  return /^#/.test(value) && mangledId(value) !== null;
}

/** An id of figures without the zeros that a spreadsheet takes from its beginning; null for one that has none to lose. */
export function withoutZeros(value: string): string | null {
  return /^0+[1-9]\d*$/.test(value) ? value.replace(/^0+/, "") : null;
}
