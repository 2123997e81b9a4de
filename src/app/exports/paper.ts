/** Something to print, told apart from how it is laid out. Pages are numbered anew for each paper. */
export interface Paper {
  readonly title: string;
  /** What stands above the tables. */
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly tables: readonly PaperTable[];
  /** Lines to sign on, each with what belongs on it; none where nobody signs. */
  readonly signatures: readonly string[];
  /** Stands at the foot of every page. */
  readonly foot: string;
}

export interface PaperTable {
  /** Empty for a table that needs none. */
  readonly title: string;
  /** Shares of the width; the head is repeated on every page. */
  readonly columns: readonly { readonly title: string; readonly share: number }[];
  readonly rows: readonly (readonly string[])[];
  /** What stands there where there are no rows. */
  readonly empty: string;
}

/** Writes papers as one document, a paper at a time, as they are asked for. */
export type WritePapers = (
  papers: AsyncIterable<Paper>,
  about: {
    readonly title: string;
    /** RFC 3339: the only thing by which two writings of the same papers differ. */
    readonly madeAt: string;
  },
) => AsyncIterable<Uint8Array>;
