import { createRandom, type Random } from "../random.ts";

/**
 * Numbers that belong to one thing: the same seed and key always give the same ones, whatever was drawn for other
 * things before. So a school can be drawn in parts, and a change to one part leaves the rest as it was.
 */
export function keyedRandom(seed: number, ...key: readonly string[]): Random {
  const text = key.join("\u0000");
  return createRandom(seed ^ hash(text, 0x811c9dc5), hash(text, 0x2545f491));
}

/** FNV-1a over UTF-16 code units, from a given basis. */
function hash(text: string, basis: number): number {
  let value = basis;
  for (let at = 0; at < text.length; at += 1) {
    value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  }
  return value;
}
