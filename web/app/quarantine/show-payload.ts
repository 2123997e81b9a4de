import type { QuarantineView } from "../../../src/contract/http/quarantine.ts";
import { indentJson } from "./indent-json.ts";
import { writeHexLines } from "./write-hex-lines.ts";

/** A raw message made readable; nothing of it can act on the page or hide. */
export interface ShownPayload {
  readonly kind: "empty" | "json" | "text" | "hex";
  readonly text: string;
  /** true when characters that cannot be seen are written as \u{…}. */
  readonly escaped: boolean;
}

/**
 * Controls, and what changes the order of writing or takes no room: text could pretend to be another with them.
 * Line feed and tab stay what they are.
 */
const unseen = /(?![\n\t])[\p{Cc}\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/gu;

export function showPayload({ encoding, text }: QuarantineView["payload"]): ShownPayload {
  if (text === "") return { kind: "empty", text: "", escaped: false };
  if (encoding === "hex") return { kind: "hex", text: writeHexLines(text), escaped: false };
  const indented = indentJson(text);
  const shown = (indented ?? text).replace(
    unseen,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
  return { kind: indented === null ? "text" : "json", text: shown, escaped: shown !== (indented ?? text) };
}
