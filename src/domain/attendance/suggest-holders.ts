import { otherCardForms } from "../kernel/card-forms.ts";
import { nearKey } from "../kernel/code-key.ts";

/** A student as far as somebody may be recognised by it. */
export interface KnownStudent {
  /** The student's own id. */
  readonly student: string;
  readonly name: string | null;
  readonly email: string | null;
  /** Those that last. */
  readonly identifiers: readonly { readonly scheme: string; readonly value: string }[];
}

/** Who an identity that nobody has may be, and what speaks for it. */
export interface HolderSuggestion {
  readonly student: string;
  readonly name: string | null;
  readonly because: "email" | "card" | "identifier" | "name";
  /** What of the student's it is like: the address, the card, the identifier or the name. */
  readonly like: string;
}

/** Names that have less in common than this are not told. */
const leastAlike = 0.55;
const mostSuggested = 3;
const order = ["email", "card", "identifier", "name"] as const;

/**
 * Suggests who an identity may be: by an equal e-mail address, by another form of a card, by an identifier of another sort
 * or spelling, and by a name that is much alike. Never more than a suggestion: two people may have one name.
 */
export function createHolderSuggestions(
  students: readonly KnownStudent[],
): (identity: { readonly scheme: string; readonly value: string }) => readonly HolderSuggestion[] {
  const byEmail = new Map<string, KnownStudent[]>();
  const byCard = new Map<string, KnownStudent[]>();
  const byKey = new Map<string, { readonly of: KnownStudent; readonly value: string }[]>();
  const byPart = new Map<string, number[]>();
  const parts: ReadonlySet<string>[] = [];
  for (const [at, of] of students.entries()) {
    if (of.email !== null) add(byEmail, of.email.trim().toLowerCase(), of);
    for (const { scheme, value } of of.identifiers) {
      if (scheme === "card_uid") add(byCard, value, of);
      else add(byKey, nearKey(value), { of, value });
    }
    const own = partsOf(of.name ?? "");
    parts.push(own);
    for (const part of own) add(byPart, part, at);
  }

  /** The share of letters in threes that two names have in common (Dice); the order of names does not matter. */
  function alike(value: string): readonly { readonly of: KnownStudent; readonly score: number }[] {
    const asked = partsOf(value);
    const common = new Map<number, number>();
    for (const part of asked) {
      for (const at of byPart.get(part) ?? []) common.set(at, (common.get(at) ?? 0) + 1);
    }
    return [...common]
      .flatMap(([at, n]) => {
        const of = students[at];
        const score = (2 * n) / (asked.size + (parts[at]?.size ?? 0));
        return of === undefined || score < leastAlike ? [] : [{ of, score }];
      })
      .sort((a, b) => b.score - a.score || (a.of.student < b.of.student ? -1 : 1));
  }

  return ({ scheme, value }) => {
    const isCard = scheme === "card_uid";
    const found: HolderSuggestion[] = [
      ...(byEmail.get(value.trim().toLowerCase()) ?? []).map((of) => told(of, "email", of.email ?? "")),
      ...(isCard
        ? otherCardForms(value).flatMap((form) =>
            (byCard.get(form) ?? []).map((of) => told(of, "card", form)),
          )
        : []),
      ...(byKey.get(nearKey(value)) ?? []).map(({ of, value: like }) => told(of, "identifier", like)),
      ...(isCard ? [] : alike(value).map(({ of }) => told(of, "name", of.name ?? ""))),
    ];
    const first = new Map<string, HolderSuggestion>();
    for (const one of found) if (!first.has(one.student)) first.set(one.student, one);
    return [...first.values()]
      .sort((a, b) => order.indexOf(a.because) - order.indexOf(b.because))
      .slice(0, mostSuggested);
  };
}

const told = (
  { student, name }: KnownStudent,
  because: HolderSuggestion["because"],
  like: string,
): HolderSuggestion => ({ student, name, because, like });

function add<Key, One>(map: Map<Key, One[]>, key: Key, one: One): void {
  const held = map.get(key);
  if (held === undefined) map.set(key, [one]);
  else held.push(one);
}

/** Every three letters in a row of each word, with what stands before and after it; without case and accents. */
function partsOf(name: string): ReadonlySet<string> {
  const words = name
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .map(nearKey)
    .filter((word) => word !== "");
  return new Set(
    words.flatMap((word) => {
      const padded = `  ${word} `;
      return Array.from({ length: padded.length - 2 }, (_, at) => padded.slice(at, at + 3));
    }),
  );
}
