import { cardUid } from "./card-uid.ts";
import { normalCode } from "./code-key.ts";

/**
 * An identifier in the one form in which it is kept and compared, at every door: a card's number as readers' own
 * adapters write it (`3a:2f:11` is `3A2F11`), anything else as a code. What is no card's number (a library's own, say)
 * stays as a code.
 */
export function normalIdentifier(scheme: string, text: string): string {
  const code = normalCode(text);
  return scheme === "card_uid" ? (cardUid(code) ?? code) : code;
}

/** An identifier whose card's number, if it is one, has its one form; others stay as they came. */
export function withCardInOneForm<T extends { readonly scheme: string; readonly value: string }>(told: T): T {
  return told.scheme === "card_uid" ? { ...told, value: normalIdentifier(told.scheme, told.value) } : told;
}
