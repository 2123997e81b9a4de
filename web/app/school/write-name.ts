interface Named {
  readonly givenName: string | null;
  readonly familyName: string | null;
  readonly code: string | null;
}

/** A person's name; the own id where the roster holds none. */
export const writeName = ({ givenName, familyName, code }: Named): string =>
  [givenName, familyName].filter((part) => part !== null && part !== "").join(" ") ||
  (code ?? "Nobody's name");
