/**
 * Text where the bytes are text, hexadecimal where they are not.
 *
 * @param whole false for bytes that were cut off, perhaps within a character, which is left out then
 */
export function readableBytes(
  bytes: Buffer,
  whole = true,
): { readonly encoding: "text" | "hex"; readonly text: string } {
  try {
    // A byte order mark is part of what was sent, and often the very reason why it was refused.
    const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    return { encoding: "text", text: strictUtf8.decode(bytes, { stream: !whole }) };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { encoding: "hex", text: bytes.toString("hex") };
  }
}
