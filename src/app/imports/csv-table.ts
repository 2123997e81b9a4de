import type { ImportNote, TextEncoding } from "../../contract/http/imports.ts";
import type { ImportFile } from "./import-content.ts";

/** A CSV file taken apart. */
export interface CsvTable {
  readonly file: string;
  /** As the file spells them, trimmed. */
  readonly header: readonly string[];
  readonly rows: readonly CsvRow[];
  /** What could not be taken apart, or was guessed for that. */
  readonly notes: readonly ImportNote[];
}

export interface CsvRow {
  /** On which the row begins; the header is line 1. */
  readonly line: number;
  /** Trimmed. */
  readonly cells: readonly string[];
}

/** What tells which letters a file's bytes are. */
export interface Letters {
  /** What a person chose; null to find out. */
  readonly encoding: TextEncoding | null;
  /** The institution's IANA zone. */
  readonly timeZone: string;
}

/** How files are opened; bytes stay with the adapter that knows their formats. */
export interface FileOpener {
  /**
   * The files of an upload: of a zip those in it, else the one file.
   *
   * @throws InvalidUpload when the bytes cannot be unpacked, or would unpack to too much
   */
  open(name: string, bytes: Uint8Array): readonly ImportFile[];
  /** Never throws: what cannot be read is told in the table's notes. */
  table(file: ImportFile, letters?: Letters): CsvTable;
}

/** The upload is nothing that can be read at all. */
export class InvalidUpload extends Error {
  override readonly name = "InvalidUpload";
}
