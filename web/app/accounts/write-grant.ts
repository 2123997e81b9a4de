import type { AccountView } from "../../../src/contract/http/accounts.ts";
import { writeShortDay } from "../../../src/domain/kernel/write-short-day.ts";
import { localDay } from "../../time/local-day.ts";
import { roleWords } from "./role-words.ts";

/** A role with who gives it where that is an identity provider, and its days as far as they are not now and always. */
export function writeGrant(
  { role, provider, since, until }: AccountView["roles"][number],
  timeZone: string,
  now: Date = new Date(),
): string {
  const word = provider === null ? roleWords[role].word : `${roleWords[role].word} by ${provider}`;
  const first = localDay(since, timeZone);
  // By days, as people name them: clocks of a reader and the server differ by less.
  const from = first > localDay(now.toISOString(), timeZone) ? ` from ${writeShortDay(first)}` : "";
  if (until === null) return `${word}${from}`;
  // The end is the first moment at which it is held no more; people name the last day.
  const last = localDay(new Date(Date.parse(until) - 1).toISOString(), timeZone);
  return `${word}${from} until ${writeShortDay(last)}`;
}
