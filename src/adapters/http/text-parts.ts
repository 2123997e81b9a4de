/**
 * The texts among what a terminal posts: the body as a whole, or each part of a multipart body that is no picture.
 * Terminals write `multipart/form-data` and `multipart/x-mixed-replace`, both divided as RFC 2046 (5.1.1) says.
 *
 * @param contentType the header as it came
 */
export function textParts(body: Uint8Array, contentType: string): readonly Uint8Array[] {
  const [, quoted, plain] =
    /^multipart\/[^;]+;.*?\bboundary=(?:"([^"]{1,200})"|([^;\s]{1,200}))/i.exec(contentType) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) return [body];
  const mark = bytesOf(`--${boundary}`);
  const parts: Uint8Array[] = [];
  let from = indexOf(body, mark, 0);
  while (from !== -1 && parts.length < mostParts) {
    const begins = from + mark.length;
    const next = indexOf(body, mark, begins);
    const text = textOfPart(body.subarray(begins, next === -1 ? body.length : next));
    if (text !== null) parts.push(text);
    from = next;
  }
  return parts;
}

const mostParts = 64;
const emptyLine = bytesOf("\r\n\r\n");

/** What stands behind the head of a part; null for a picture, for the end of all parts, and for nothing. */
function textOfPart(part: Uint8Array): Uint8Array | null {
  const head = indexOf(part, emptyLine, 0);
  if (head === -1) return null;
  const type = /^content-type:\s*([^\r\n;]+)/im.exec(
    String.fromCharCode(...part.subarray(0, Math.min(head, 2048))),
  );
  if (type !== null && /^(?:image|video|audio)\//i.test(type[1] ?? "")) return null;
  const content = part.subarray(head + emptyLine.length);
  let end = content.length;
  while (end > 0 && (content[end - 1] === 0x0a || content[end - 1] === 0x0d)) end--;
  return end === 0 ? null : content.subarray(0, end);
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

function indexOf(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
  const [first = 0] = wanted;
  for (let at = bytes.indexOf(first, from); at !== -1; at = bytes.indexOf(first, at + 1)) {
    if (wanted.every((byte, offset) => bytes[at + offset] === byte)) return at;
  }
  return -1;
}
