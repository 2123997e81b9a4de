/** How sure a recogniser was, as a share of one, and what had to be guessed to read it. */
export interface ReadConfidence {
  readonly confidence: number | null;
  /** `percentage`: it wrote more than one, and as many percent are meant. `unreadable`: left out, whatever it means. */
  readonly guess: "percentage" | "unreadable" | null;
}

const highestShare = 1.005;

/**
 * Reads a confidence as senders write it: a share from 0 to 1, or, guessed and told, a percentage, as a number or as
 * text (`0.94`, `81.22`, `"81,22 %"`). No mark rests on it, so whatever cannot be read is left out and never costs the
 * scan.
 */
export function readConfidence(value: unknown): ReadConfidence {
  if (value === undefined || value === null || value === "") return { confidence: null, guess: null };
  const text = typeof value === "string" ? /^\s*(\d+(?:[.,]\d+)?)\s*(%?)\s*$/.exec(value) : null;
  const number =
    typeof value === "number" ? value : text === null ? Number.NaN : Number(text[1]?.replace(",", "."));
  const percent = text?.[2] === "%";
  if (!(number >= 0 && number <= 100)) return { confidence: null, guess: "unreadable" };
  // A sum of floating-point numbers may come out a hair above one; nobody is sure to one percent.
  if (number > 1 && number <= highestShare && !percent) return { confidence: 1, guess: null };
  if (number > 1 || percent) return { confidence: number / 100, guess: "percentage" };
  return { confidence: number, guess: null };
}
