import type { DescribePicture } from "../../sources/cut-pictures.ts";

/** A vector of fewer numbers tells no two faces apart; no reader has reason to send as many of anything else. */
const fewestNumbers = 64;
/** What a number of a face's vector is at most, and at least where it is not zero: other bytes read as numbers hardly ever are. */
const [largest, smallest] = [1e4, 1e-9];

/** A list of numbers, to its end or to that of the payload. */
const list = /\[[-+.\deE,\s]+\]?/g;
/** Base64 of as many numbers of four bytes, with slashes as some writers of JSON escape them. */
const packed = /(?:[A-Za-z0-9+/_-]|\\\/){340,}={0,2}/g;

/**
 * The payload without face templates: the numbers by which a camera tells a face again are kept by nobody who has no consent
 * for them, and the server has none. Lists of numbers and packed ones are cut wherever they stand.
 */
export function cutTemplates(payload: Uint8Array, describe: DescribePicture): Uint8Array {
  if (payload.length < 2 * fewestNumbers) return payload;
  const text = Buffer.from(payload.buffer, payload.byteOffset, payload.length).toString("latin1");
  const bytesOf = (found: string): Uint8Array => Buffer.from(found, "latin1");
  const cut = text
    .replace(list, (found) => {
      if (found.split(",").length < fewestNumbers) return found;
      return `["${describe(bytesOf(found))}"${found.endsWith("]") ? "]" : ""}`;
    })
    .replace(packed, (found) => (isPackedVector(found) ? describe(bytesOf(found)) : found));
  return cut === text ? payload : bytesOf(cut);
}

function isPackedVector(base64: string): boolean {
  const bytes = Buffer.from(base64.replaceAll("\\/", "/"), "base64");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const isVector = (size: 4 | 8, read: (at: number) => number): boolean => {
    if (bytes.length % size !== 0 || bytes.length / size < fewestNumbers) return false;
    for (let at = 0; at < bytes.length; at += size) {
      const number = Math.abs(read(at));
      if (!(number === 0 || (number >= smallest && number <= largest))) return false;
    }
    return true;
  };
  return [true, false].some(
    (little) =>
      isVector(4, (at) => view.getFloat32(at, little)) || isVector(8, (at) => view.getFloat64(at, little)),
  );
}
