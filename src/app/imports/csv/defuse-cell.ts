/**
 * A cell that a spreadsheet would run, made into text by an apostrophe. One that begins with apostrophes before such a
 * sign gets another, so that `armCell` gives back exactly what was written.
 */
export function defuseCell(text: string): string {
  return /^'*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

/** Takes the apostrophe of `defuseCell` away again. */
export function armCell(text: string): string {
  return /^'+[=+\-@\t\r]/.test(text) ? text.slice(1) : text;
}
