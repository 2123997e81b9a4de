/** What is put in a picture's place: its size and hash stay, so that two can be told apart. */
export type DescribePicture = (bytes: Uint8Array) => string;

/** A payload that begins like this is a picture as a whole. */
const opening: readonly (readonly number[])[] = [
  [0xff, 0xd8, 0xff], // JPEG
  [0x89, 0x50, 0x4e, 0x47], // PNG
  [0x47, 0x49, 0x46, 0x38], // GIF
  [0x52, 0x49, 0x46, 0x46], // RIFF, as WebP begins
];
/** These stand in no text by chance: from here on the payload is a picture, whatever is before. */
const inside: readonly (readonly number[])[] = [
  [0xff, 0xd8, 0xff],
  [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
];

/** Base64 longer than any identifier, hash or signature that a sender has reason to send is a picture. */
const longestToken = 1023;

/** The head of a data URI of a picture; some writers of JSON escape each slash. Bounded, so that it is cheap to try. */
const dataUri = /data:image\\?\/[a-z0-9.+-]{1,64}(?:;[a-z0-9=._-]{1,64}){0,8};base64,/iy;
const data = /data$/i;

/**
 * The payload without pictures: a face in a message is never stored, not even in quarantine. Works on bytes that are
 * neither JSON nor text as well, in time that grows with the payload alone: whoever may publish chooses the bytes.
 */
export function cutPictures(payload: Uint8Array, describe: DescribePicture): Uint8Array {
  const start = opening.some((signature) => beginsAt(payload, 0, signature)) ? 0 : firstInside(payload);
  if (start !== null) {
    return join(cutText(payload.subarray(0, start), describe), asciiBytes(describe(payload.subarray(start))));
  }
  return cutText(payload, describe);
}

function firstInside(payload: Uint8Array): number | null {
  let first: number | null = null;
  for (const signature of inside) {
    const [byte = 0] = signature;
    for (let at = payload.indexOf(byte); at !== -1; at = payload.indexOf(byte, at + 1)) {
      if (!beginsAt(payload, at, signature)) continue;
      first = first === null ? at : Math.min(first, at);
      break;
    }
  }
  return first;
}

const beginsAt = (payload: Uint8Array, at: number, signature: readonly number[]): boolean =>
  signature.every((byte, offset) => payload[at + offset] === byte);

function cutText(payload: Uint8Array, describe: DescribePicture): Uint8Array {
  if (payload.length <= longestToken && !mayHoldDataUri(payload)) return payload;
  // One character per byte keeps every other byte as it was, whatever the encoding.
  const text = latin1(payload);
  const kept: string[] = [];
  let keptUpTo = 0;
  const cut = (from: number, to: number): void => {
    kept.push(text.slice(keptUpTo, from), describe(payload.subarray(from, to)));
    keptUpTo = to;
  };
  // Every character is passed once: a run is measured where it begins, and the search goes on behind it.
  for (let at = 0; at < text.length; ) {
    const run = measureRun(payload, at, false);
    const uri = run.end > at && payload[run.end] === colon ? dataUriAt(text, run.end) : null;
    const runEnd = uri === null ? run.end : run.end - 4;
    const units = uri === null ? run.units : run.units - 4;
    if (units > longestToken) cut(at, withPadding(payload, runEnd));
    if (uri === null) at = Math.max(run.end, at + 1);
    else {
      const body = measureRun(payload, uri, true);
      cut(runEnd, body.end);
      at = body.end;
    }
  }
  if (kept.length === 0) return payload;
  kept.push(text.slice(keptUpTo));
  return asciiBytes(kept.join(""));
}

const colon = 0x3a;
const backslash = 0x5c;
const equals = 0x3d;

/**
 * A run of base64: its letters, line breaks, and both as JSON escapes them. `padded` takes `=` anywhere as well.
 *
 * @returns where it ends, and of how many letters, breaks and escapes it is
 */
function measureRun(
  bytes: Uint8Array,
  start: number,
  padded: boolean,
): { readonly end: number; readonly units: number } {
  let at = start;
  let units = 0;
  for (;;) {
    const byte = bytes[at] ?? 0;
    if (isBase64[byte] === 1 || (padded && byte === equals)) at += 1;
    else if (byte === backslash && isEscaped[bytes[at + 1] ?? 0] === 1) at += 2;
    else return { end: at, units };
    units += 1;
  }
}

/** One where a byte of that value belongs to the set. */
const setOf = (characters: string): Uint8Array => {
  const set = new Uint8Array(256);
  for (let at = 0; at < characters.length; at++) set[characters.charCodeAt(at)] = 1;
  return set;
};
const isBase64 = setOf("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_\r\n");
const isEscaped = setOf("/rn");

function withPadding(bytes: Uint8Array, end: number): number {
  let at = end;
  while (at < end + 2 && bytes[at] === equals) at += 1;
  return at;
}

/** Where the body of a picture's data URI begins whose scheme ends at `at`, or null where none stands. */
function dataUriAt(text: string, at: number): number | null {
  if (!data.test(text.slice(Math.max(0, at - 4), at))) return null;
  dataUri.lastIndex = at - 4;
  return dataUri.test(text) ? dataUri.lastIndex : null;
}

/** A data URI cannot stand in a payload without `;b`, whatever its case; most payloads end the search at once. */
function mayHoldDataUri(payload: Uint8Array): boolean {
  for (let at = payload.indexOf(0x3b); at !== -1; at = payload.indexOf(0x3b, at + 1)) {
    if (payload[at + 1] === 0x62 || payload[at + 1] === 0x42) return true;
  }
  return false;
}

function latin1(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) {
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  }
  return text;
}

function join(before: Uint8Array, after: Uint8Array): Uint8Array {
  const joined = new Uint8Array(before.length + after.length);
  joined.set(before);
  joined.set(after, before.length);
  return joined;
}

function asciiBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}
