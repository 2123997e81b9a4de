/** What becomes of something that is kept of a person when they are erased. */
export type Fate =
  /** The rows go. */
  | "goes"
  /** The rows stay under an id that names nobody, without anything that tells whose they were. */
  | "stripped"
  /** The rows stay as they are, since nothing in them is of the person. */
  | "stays";

/** One kind of thing that is kept of a person, with the rows as they are stored. */
export interface FileChapter {
  readonly table: string;
  readonly title: string;
  readonly fate: Fate;
  /** What an erasure does to it, and on which ground what stays does. */
  readonly because: string;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** Whose file it is. */
export interface FiledPerson {
  /** The store's ids: the record itself first, then those that turned out to be of the same person. */
  readonly ids: readonly [string, ...string[]];
  readonly kind: "student" | "staff";
  /** The student id or the user name. */
  readonly id: string;
  readonly name: string | null;
}

/** Where the file of a person is read: everything that is kept of one, from one moment of the store. */
export interface PersonFileStore {
  /** @returns null for an id that nobody has */
  fileOf(
    id: string,
  ): Promise<{ readonly person: FiledPerson; readonly chapters: readonly FileChapter[] } | null>;
}
