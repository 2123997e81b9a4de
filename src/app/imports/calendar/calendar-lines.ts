/** One logical line of a calendar, folded ones joined. */
export interface CalendarLine {
  /** Of its first physical line, from 1. */
  readonly line: number;
  readonly text: string;
}

/** Joins what was folded (a line that begins with a space or tab goes on with the one before), and drops blank lines. */
export function calendarLines(text: string): readonly CalendarLine[] {
  const lines: { line: number; text: string }[] = [];
  for (const [index, physical] of text.split(/\r\n|\n|\r/).entries()) {
    const last = lines.at(-1);
    if (last && /^[ \t]/.test(physical)) last.text += physical.slice(1);
    else if (physical.trim() !== "") lines.push({ line: index + 1, text: physical.trimStart() });
  }
  return lines;
}
