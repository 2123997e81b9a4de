import { type Zippable, zipSync } from "fflate";
import type { ChosenFile } from "./recognise-files.ts";

export interface Packed {
  readonly name: string;
  readonly type: "application/zip" | "text/csv" | "text/calendar";
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** One upload: a single file as it is, several as a zip. Two of one name are told apart by a number. */
export function packFiles(files: readonly ChosenFile[]): Packed {
  const [first, ...others] = files;
  if (first === undefined) throw new RangeError("there is nothing to pack");
  if (others.length === 0) {
    const name = first.name.toLowerCase();
    return {
      name: first.name,
      type: name.endsWith(".zip") ? "application/zip" : name.endsWith(".ics") ? "text/calendar" : "text/csv",
      bytes: new Uint8Array(first.bytes),
    };
  }
  const packed: Zippable = {};
  for (const { name, bytes } of files) {
    let own = name;
    for (let n = 2; Object.hasOwn(packed, own); n += 1) own = `${n}-${name}`;
    packed[own] = bytes;
  }
  return {
    name: files
      .map(({ name }) => name)
      .join(", ")
      .slice(0, 200),
    type: "application/zip",
    // Lightly: a roster shrinks to a fifth, and nobody waits for it.
    bytes: new Uint8Array(zipSync(packed, { level: 1 })),
  };
}
