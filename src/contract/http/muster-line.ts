/**
 * A command of the product as it is typed in the project's folder, with nothing on the PATH.
 *
 * @param words the command with its options
 * @param variables what has to stand before it, `NAME=value` for a POSIX shell; may be empty
 */
export function musterLine(words: string, variables = ""): string {
  return `${variables} npx muster ${words}`.trim();
}
