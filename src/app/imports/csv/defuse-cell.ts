/**
 * A cell that a spreadsheet would run, made into text by an apostrophe. One that begins with apostrophes before such a
 * sign, or before figures alone, gets another, so that `armCell` gives back exactly what was written.
 */
export function defuseCell(text: string): string {
  return /^(?:'*[=+\-@\t\r]|'+\d+$)/.test(text) ? `'${text}` : text;
}

/** Takes the apostrophe of `defuseCell` away again, and that by which people keep figures as text, as in `'00123`. */
export function armCell(text: string): string {
  return /^'+(?:[=+\-@\t\r]|\d+$)/.test(text) ? text.slice(1) : text;
}
