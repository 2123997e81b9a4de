/** What is put in a picture's place: its size and hash stay, so that two can be told apart. */
export type DescribePicture = (bytes: Uint8Array) => string;

const signatures: readonly (readonly number[])[] = [
  [0xff, 0xd8, 0xff], // JPEG
  [0x89, 0x50, 0x4e, 0x47], // PNG
  [0x47, 0x49, 0x46, 0x38], // GIF
  [0x52, 0x49, 0x46, 0x46], // RIFF, as WebP begins
];

/**
 * A data URI, or a run of base64 longer than any identifier, hash or signature that a sender has reason to send. Some
 * writers of JSON escape each slash, and some of base64 break their lines: both belong to the run.
 */
const base64Picture =
  /data:image\\?\/[a-z0-9.+-]+(?:;[a-z0-9=._-]+)*;base64,(?:[a-z0-9+/=_-]|\\[/rn]|[\r\n])*|(?:[a-z0-9+/_-]|\\[/rn]|[\r\n]){1024,}={0,2}/gi;

const latin1 = (bytes: Uint8Array): string => {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
};

/**
 * The payload without pictures: a face in a message is never stored, not even in quarantine. Works on bytes
 * that are neither JSON nor text as well.
 */
export function cutPictures(payload: Uint8Array, describe: DescribePicture): Uint8Array {
  if (signatures.some((signature) => signature.every((byte, at) => payload[at] === byte))) {
    return asciiBytes(describe(payload));
  }
  if (payload.length < 1024 && !mayHoldDataUri(payload)) return payload;
  // One character per byte keeps every other byte as it was, whatever the encoding.
  const text = latin1(payload);
  let found = false;
  const cut = text.replace(base64Picture, (run) => {
    found = true;
    return describe(asciiBytes(run));
  });
  return found ? asciiBytes(cut) : payload;
}

/** A data URI cannot stand in a payload without `;b`, whatever its case; most payloads end the search at once. */
function mayHoldDataUri(payload: Uint8Array): boolean {
  for (let at = payload.indexOf(0x3b); at !== -1; at = payload.indexOf(0x3b, at + 1)) {
    if (payload[at + 1] === 0x62 || payload[at + 1] === 0x42) return true;
  }
  return false;
}

function asciiBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}
