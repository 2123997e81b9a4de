/** What the address of a code says besides its session. */
export interface CodeSearch {
  /** In which of the session's rooms it is shown. */
  readonly room?: string | undefined;
}

export const codeSearch = ({ room }: Readonly<Record<string, unknown>>): CodeSearch =>
  typeof room === "string" && room !== "" ? { room } : {};
