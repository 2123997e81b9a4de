import { z } from "zod";
import { maxIdentifierLength, maxTextLength } from "./limits.ts";

/** Text that every store and screen can hold: no NUL, no lone surrogate. */
function storable(text: string): boolean {
  return !text.includes("\u0000") && text.isWellFormed();
}
const unstorable = "must not hold a NUL or half of a surrogate pair";

/** An identifier: not blank, trimmed at both ends. */
export const identifierText = z
  .string()
  .max(maxIdentifierLength)
  .refine(storable, unstorable)
  .transform((text) => text.trim())
  .refine((text) => text !== "", "must not be blank");

/** Words for people: a reason, a name of a method. */
export const freeText = z.string().max(maxTextLength).refine(storable, unstorable);
