/** What is typed letter by letter: a word of it is one step. */
const typed: ReadonlySet<string> = new Set(["search", "below", "q", "find"]);
/** What is only opened over a page, and closed again by itself. */
const opened: ReadonlySet<string> = new Set(["scan", "mark", "record", "add", "edit"]);

/**
 * Whether what an address asks for takes the place of what it asked before. Otherwise it is a step of its own, which Back
 * takes back: each filter, order or part that is chosen, the first letter of a search, and clearing it.
 */
export function isSameStep(before: object, next: object): boolean {
  const [was, is] = [new Map(Object.entries(before)), new Map(Object.entries(next))];
  return [...new Set([...was.keys(), ...is.keys()])].every((name) => {
    const [a, b] = [was.get(name), is.get(name)];
    return a === b || opened.has(name) || (typed.has(name) && a !== undefined && b !== undefined);
  });
}
