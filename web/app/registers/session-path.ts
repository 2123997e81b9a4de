/**
 * The address of a session in the API, and of what belongs to it.
 *
 * @param parts such as `marks` and a student's id; each is made safe for an address
 */
export const sessionPath = (session: string, ...parts: readonly string[]): string =>
  ["sessions", session, ...parts].map(encodeURIComponent).join("/");
