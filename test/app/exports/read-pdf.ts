import { inflateSync } from "node:zlib";

const windows1252 = new TextDecoder("windows-1252");

/** The text of each page of a PDF that is written with 8-bit fonts, a line for each piece of text. */
export function readPdf(bytes: Uint8Array): string[] {
  const file = Buffer.from(bytes);
  const pages: string[] = [];
  for (let at = file.indexOf("\nstream\n"); at >= 0; at = file.indexOf("\nstream\n", at + 1)) {
    const begin = at + "\nstream\n".length;
    const content = inflateSync(file.subarray(begin, file.indexOf("\nendstream", begin))).toString("latin1");
    const shown = Array.from(content.matchAll(/\[([^\]]*)\] TJ/g), ([, pieces = ""]) =>
      Array.from(pieces.matchAll(/<([0-9a-f]*)>/g), ([, hex = ""]) =>
        windows1252.decode(Buffer.from(hex, "hex")),
      ).join(""),
    );
    pages.push(shown.join("\n"));
  }
  return pages;
}
