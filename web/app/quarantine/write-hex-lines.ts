const bytesPerLine = 16;

/**
 * Bytes as a memory dump: offset, hexadecimal in two groups of eight, and the ASCII signs among them with a dot for
 * the rest.
 *
 * @param hex two digits for each byte
 */
export function writeHexLines(hex: string): string {
  const bytes = hex.match(/[0-9a-f]{2}/gi) ?? [];
  const lines: string[] = [];
  for (let from = 0; from < bytes.length; from += bytesPerLine) {
    const line = bytes.slice(from, from + bytesPerLine);
    const offset = from.toString(16).padStart(6, "0");
    const halves = [line.slice(0, 8).join(" "), line.slice(8).join(" ")];
    lines.push(
      `${offset}  ${halves.map((half) => half.padEnd(23)).join("  ")}  ${line.map(toAscii).join("")}`,
    );
  }
  return lines.join("\n");
}

function toAscii(byte: string): string {
  const code = Number.parseInt(byte, 16);
  return code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : ".";
}
