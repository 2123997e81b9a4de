import { withoutUnseen } from "../../domain/kernel/unseen-marks.ts";
import type { PersonItem } from "./import-content.ts";

interface Known {
  readonly givenName: string | null;
  readonly familyName: string | null;
  readonly email: string | null;
  /** Their login now, where they have one. */
  readonly username: string | null;
}

/**
 * Whether a row with a known id means the person who has it. People change their names, and numbers are used again.
 *
 * @param known who has the id
 * @param told what the row says
 * @param left whether that person has left: every enrolment is over, or the source says so
 * @returns `ask` where nothing tells
 */
export function isSamePerson(
  known: Known,
  told: Pick<PersonItem, "givenName" | "familyName" | "email" | "identifiers">,
  left: boolean,
): "same" | "another" | "ask" {
  const email = told.email ?? null;
  if (email !== null && known.email !== null && email.toLowerCase() === known.email.toLowerCase())
    return "same";
  const login = told.identifiers.find(({ scheme }) => scheme === "username")?.value ?? null;
  const before = wordsOf(known.givenName, known.familyName);
  const after = wordsOf(told.givenName ?? null, told.familyName ?? null);
  // Whoever a timetable made of a login has that for a name, which is none.
  const isNamed = before.length > 0 && !(known.username !== null && known.familyName === known.username);
  // Without a name to compare, another address of somebody who left tells nothing.
  if (!isNamed || after.length === 0) return left && email !== null ? "ask" : "same";
  const shared = after.filter((word) => before.some((other) => isAlike(word, other)));
  const whole =
    shared.length === after.length || before.every((word) => after.some((one) => isAlike(word, one)));
  if (whole) return "same";
  if (shared.length > 0) return left ? "ask" : "same";
  // Of staff the login is the id itself.
  const isStudent = told.identifiers.some(({ scheme }) => scheme === "student_id");
  if (isStudent && login !== null && login === known.username && !left) return "same";
  return left ? "another" : "ask";
}

/** What the names of two people have in common that may be one: their words in any order, without titles; null for one word. */
export function namesakeKey(givenName: string | null, familyName: string | null): string | null {
  const words = wordsOf(givenName, familyName).filter((word) => !titles.has(word));
  return words.length < 2 ? null : words.sort().join(" ");
}

const titles: ReadonlySet<string> = new Set(
  "dr prof professor professorin doktor mr mrs ms mx miss sir herr frau m mme sr sra dott ing mag phd msc bsc".split(
    " ",
  ),
);

/** The words of a name without case, accents, marks and what nobody sees. */
function wordsOf(...parts: readonly (string | null)[]): string[] {
  return parts.flatMap((part) =>
    withoutUnseen(part ?? "")
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word !== ""),
  );
}

/** The same word, or one letter off in one of five or more, as misspelt names are. */
function isAlike(a: string, b: string): boolean {
  if (a === b) return true;
  if (Math.min(a.length, b.length) < 5 || Math.abs(a.length - b.length) > 1) return false;
  const [long, short] = a.length >= b.length ? [a, b] : [b, a];
  let at = 0;
  while (at < short.length && long[at] === short[at]) at += 1;
  return long.slice(at + 1) === short.slice(long.length === short.length ? at + 1 : at);
}
