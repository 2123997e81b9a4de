import { unzipSync } from "fflate";
import type { ImportView } from "../../../src/contract/http/imports.ts";

export type ImportKind = ImportView["kind"];

export interface ChosenFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What chosen files seem to be, or why they cannot go together. */
export type Recognised =
  | { readonly kind: ImportKind; readonly why: string }
  | { readonly kind: null; readonly trouble: string };

/** As much as the server takes in one upload. */
export const mostBytes = 64 * 1024 * 1024;

const oneRosterFiles = new Set([
  "manifest.csv",
  "orgs.csv",
  "academicsessions.csv",
  "users.csv",
  "enrollments.csv",
]);
const baseName = (name: string): string => name.split(/[/\\]/).at(-1) ?? name;
const ending = (name: string): string => /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? "";
const tables = new Set(["csv", "tsv", "txt"]);

/** Looks at names, and into the list of a zip: nothing is unpacked. */
export function recogniseFiles(files: readonly ChosenFile[]): Recognised {
  const trouble = (text: string): Recognised => ({ kind: null, trouble: text });
  const [first, ...others] = files;
  if (first === undefined) return trouble("No file is chosen.");
  const total = files.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const empty = files.find(({ bytes }) => bytes.length === 0);
  if (empty !== undefined) return trouble(`${empty.name} is empty. Export it again.`);
  const endings = new Set(files.map(({ name }) => ending(name)));
  if (endings.has("ics")) {
    if (others.length > 0) return trouble("A calendar comes by itself: choose one .ics file at a time.");
    return tooLarge(total) ?? { kind: "icalendar", why: "it is an .ics file" };
  }
  if (endings.has("zip")) {
    if (others.length > 0)
      return trouble("A zip comes by itself: choose the zip, or the files that are in it.");
    const names = namesInZip(first.bytes);
    if (names === null) return trouble(`${first.name} is no zip that can be read. Pack the files again.`);
    if (!names.some((name) => tables.has(ending(name)))) {
      return trouble(`${first.name} holds no CSV file. Choose a zip of CSV files.`);
    }
    return tooLarge(total) ?? kindOfTables(names);
  }
  const strange = files.find(({ name }) => !tables.has(ending(name)));
  if (strange !== undefined) {
    return trouble(
      `${strange.name} is no file that can be read here. Choose .csv, .tsv, .txt, .zip or .ics; save a spreadsheet as CSV first.`,
    );
  }
  return kindOfTables(files.map(({ name }) => name));
}

function tooLarge(total: number): Recognised | null {
  if (total <= mostBytes) return null;
  return { kind: null, trouble: "It is larger than 64 MB. Split it, or pack it as a zip." };
}

function kindOfTables(names: readonly string[]): Recognised {
  const found = names.map((name) => baseName(name).toLowerCase()).filter((name) => oneRosterFiles.has(name));
  return found.length > 0
    ? { kind: "oneroster", why: `there is ${found[0]}` }
    : { kind: "csv", why: "no file is named as OneRoster names them" };
}

/** null for what is no zip. */
function namesInZip(bytes: Uint8Array): readonly string[] | null {
  const names: string[] = [];
  try {
    unzipSync(bytes, {
      filter({ name }) {
        names.push(name);
        return false;
      },
    });
  } catch {
    // Cut off, or something else under the name of a zip: the reader is told so.
    return null;
  }
  return names;
}
