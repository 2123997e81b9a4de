/**
 * An array as PostgreSQL reads it, of values whose text holds nothing that has to be quoted: numbers, uuids, truth values,
 * instants, and words of ours. The driver looks through each value for what to quote, and quotes it.
 */
export function plainArray(values: readonly (string | number | boolean | null)[]): string {
  let text = "{";
  for (let at = 0; at < values.length; at += 1) {
    if (at > 0) text += ",";
    const value = values[at];
    text += value === null || value === undefined ? "NULL" : String(value);
  }
  return `${text}}`;
}

/** The same of bytes, given as they are or in hex. */
export function byteaArray(values: readonly (Uint8Array | string)[]): string {
  return plainArray(values.map((bytes) => `"\\\\x${typeof bytes === "string" ? bytes : hexOf(bytes)}"`));
}

const hexOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
