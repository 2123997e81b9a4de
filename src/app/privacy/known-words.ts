/** What somebody is known by: their names, and what else stands for them. */
export interface KnownBy {
  readonly givenName: string | null;
  readonly familyName: string | null;
  /** Ids, cards, addresses of mail, sign-in names: what nobody else is known by. */
  readonly words: readonly string[];
}

/** Shorter words are found in columns of their own alone: in a text they would be anything. */
export const shortestWord = 4;

/**
 * The words by which a person is looked for in texts: what they are known by, and their whole name, either way round. A
 * family name alone is many people's, so it is none of these.
 *
 * @returns the longest first, so that none is replaced as a part of another
 */
export function wordsToLookFor({ givenName, familyName, words }: KnownBy): readonly string[] {
  const [given, family] = [givenName?.trim() ?? "", familyName?.trim() ?? ""];
  const names =
    given === "" || family === "" ? [] : [`${given} ${family}`, `${family} ${given}`, `${family}, ${given}`];
  const found = new Set([...words.map((word) => word.trim()), ...names]);
  return [...found].filter((word) => word.length >= shortestWord).sort((a, b) => b.length - a.length);
}

const special = /[.*+?^${}()|[\]\\]/g;

/** A text without any of the words, wherever one stands for itself, in capitals or not. */
export function withoutWords(text: string, words: readonly string[], instead: string): string {
  if (words.length === 0) return text;
  const any = words.map((word) => word.replaceAll(special, "\\$&")).join("|");
  return text.replaceAll(new RegExp(`(?<![\\p{L}\\p{N}])(?:${any})(?![\\p{L}\\p{N}])`, "giu"), instead);
}

/** The same as PostgreSQL's expressions have it, for `regexp_replace` with `gi`. */
export const patternOfWords = (words: readonly string[]): string =>
  `(?<![[:alnum:]])(?:${words.map((word) => word.replaceAll(special, "\\$&")).join("|")})(?![[:alnum:]])`;

/** A word as it stands in JSON, and as it does where what is not ASCII is written by its number. */
export function spellingsOf(word: string): readonly string[] {
  const json = JSON.stringify(word).slice(1, -1);
  const numbered = json.replaceAll(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return [...new Set([word, json, numbered])];
}
