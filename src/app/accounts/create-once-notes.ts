import type { Temporal } from "temporal-polyfill";
import type { Clock } from "../ports.ts";
import { hashOfToken, newToken } from "./secrets.ts";

/** Notes of what a browser began here and finishes later: each is found once, by a secret that the browser keeps. */
export interface OnceNotes<T> {
  /** @returns the secret, of which only the hash is kept */
  keep(note: T): string;
  /** The note of a secret, which is gone then; null where there is none, or it is too old. */
  take(secret: string | null): T | null;
}

/**
 * In memory: after a restart people begin again.
 *
 * @param most of more, the oldest are forgotten
 */
export function createOnceNotes<T>(clock: Clock, lasts: Temporal.DurationLike, most: number): OnceNotes<T> {
  /** In the order of beginning. */
  const notes = new Map<string, { readonly note: T; readonly until: number }>();
  const keyOf = (secret: string): string => Buffer.from(hashOfToken(secret)).toString("base64");
  return {
    keep(note) {
      const now = clock.now();
      for (const [key, { until }] of notes) {
        if (notes.size < most && until > now.epochMilliseconds) break;
        notes.delete(key);
      }
      const secret = newToken();
      notes.set(keyOf(secret), { note, until: now.add(lasts).epochMilliseconds });
      return secret;
    },
    take(secret) {
      if (secret === null) return null;
      const key = keyOf(secret);
      const found = notes.get(key);
      notes.delete(key);
      return found === undefined || found.until <= clock.now().epochMilliseconds ? null : found.note;
    },
  };
}
