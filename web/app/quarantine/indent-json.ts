const indent = "  ";

/**
 * JSON on lines of its own, every token as it was sent: parsing and writing it anew would round long numbers and lose
 * a name that stands twice, which may be the very reason for a refusal.
 *
 * @returns null for a text that is not JSON
 */
export function indentJson(text: string): string | null {
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  // Strings whole, then single signs, then numbers and words.
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/gs) ?? [];
  let depth = 0;
  let out = "";
  const breakLine = (): string => `\n${indent.repeat(depth)}`;
  for (const [at, token] of tokens.entries()) {
    const before = tokens[at - 1];
    if (token === "}" || token === "]") {
      depth -= 1;
      out += before === "{" || before === "[" ? token : breakLine() + token;
      continue;
    }
    if (before === "{" || before === "[") out += breakLine();
    out += token;
    if (token === "{" || token === "[") depth += 1;
    else if (token === ",") out += breakLine();
    else if (token === ":") out += " ";
  }
  return out;
}
