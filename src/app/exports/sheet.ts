/** What a cell of a sheet holds; each kind of file writes it in its own way. */
export type SheetCell =
  | string
  | number
  | null
  /** A local day, ISO. */
  | { readonly day: string }
  /** RFC 3339, and the IANA zone whose clocks show it. */
  | { readonly at: string; readonly timeZone: string };

export interface SheetColumn {
  /** Part of the documented format: it does not change. */
  readonly name: string;
  /** In characters, for files that have widths. */
  readonly width: number;
}

/** A table that goes out as CSV or XLSX. Rows come as they are read, so that a large one is never held whole. */
export interface Sheet {
  readonly columns: readonly SheetColumn[];
  readonly rows: AsyncIterable<readonly SheetCell[]>;
}

/** Writes a sheet as one file, in pieces as its rows come. */
export type WriteSheet = (sheet: Sheet, title: string) => AsyncGenerator<Uint8Array, void, void>;
