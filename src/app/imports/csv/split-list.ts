/** The names in a cell that may hold several, divided by `;` or `|`; a backslash before either, or before itself, keeps it. */
export function splitList(text: string): readonly string[] {
  const names: string[] = [];
  let name = "";
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at] ?? "";
    const next = text[at + 1];
    if (letter === "\\" && next !== undefined && /[;|\\]/.test(next)) {
      name += next;
      at += 1;
    } else if (letter === ";" || letter === "|") {
      names.push(name);
      name = "";
    } else name += letter;
  }
  return [...names, name].map((one) => one.trim()).filter((one) => one !== "");
}

/** The cell that `splitList` reads as these names. */
export function joinList(names: readonly string[]): string {
  return names.map((name) => name.replace(/[;|\\]/g, "\\$&")).join("; ");
}
