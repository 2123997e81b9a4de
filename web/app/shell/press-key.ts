import { type DestinationPath, destinations } from "./destinations.ts";

/** What a key, or two of them, ask for. */
export type Shortcut =
  | { readonly kind: "go"; readonly to: DestinationPath }
  | { readonly kind: "palette" }
  | { readonly kind: "search" }
  | { readonly kind: "help" };

export interface Pressed {
  readonly key: string;
  /** Control, or Command on a Mac. */
  readonly command: boolean;
  /** true while the reader writes into a field. */
  readonly writing: boolean;
  /** Milliseconds on any rising clock. */
  readonly at: number;
}

/** The time between `g` and the letter of a page. */
const patienceMs = 1_500;

/**
 * Takes one key.
 *
 * @param begunAt when `g` was pressed, or null
 * @returns what is asked for, if anything, and when `g` was pressed, for the next key
 */
export function pressKey(
  begunAt: number | null,
  { key, command, writing, at }: Pressed,
): { readonly shortcut: Shortcut | null; readonly begunAt: number | null } {
  if (command) {
    return { shortcut: key.toLowerCase() === "k" ? { kind: "palette" } : null, begunAt: null };
  }
  if (writing) return { shortcut: null, begunAt: null };
  if (begunAt !== null && at - begunAt <= patienceMs) {
    const wanted = destinations.find((destination) => destination.key === key);
    if (wanted !== undefined) return { shortcut: { kind: "go", to: wanted.to }, begunAt: null };
  }
  if (key === "g") return { shortcut: null, begunAt: at };
  if (key === "/") return { shortcut: { kind: "search" }, begunAt: null };
  if (key === "?") return { shortcut: { kind: "help" }, begunAt: null };
  return { shortcut: null, begunAt: null };
}
