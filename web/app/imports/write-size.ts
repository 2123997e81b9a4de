const number = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 1 });

/** Bytes as people read them: `12 KB`. */
export function writeSize(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  if (bytes < 1_000_000) return `${number.format(bytes / 1_000)} KB`;
  return `${number.format(bytes / 1_000_000)} MB`;
}
