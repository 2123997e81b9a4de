import { readFile } from "../api/call-api.ts";
import type { PlainFileName } from "./plain-files.ts";

/** One file of the roster as it stands. */
export interface RosterFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What the file does not hold, and why. */
  readonly leftOut: readonly string[];
}

/** Reads a file of the roster. Throws `ApiFault`. */
export async function readRosterFile(file: PlainFileName): Promise<RosterFile> {
  const name = `${file}.csv`;
  const { bytes, headers } = await readFile(`exports/roster/${name}`);
  const leftOut = (headers.get("muster-left-out") ?? "").split("; ").filter((text) => text !== "");
  return { name, bytes, leftOut };
}
