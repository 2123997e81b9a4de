/** Where a value stands in a JSON document: names of members and places in lists, from the outside in. */
export type JsonPath = readonly (string | number)[];

const step =
  /\.([A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)|\[(\d{1,6})\]|\['((?:[^'\\]|\\['\\])*)'\]|\["((?:[^"\\]|\\["\\])*)"\]/y;

/**
 * Reads a singular query of RFC 9535 (2.3.5.1): `$`, then names and indices, such as `$.card.uid` or `$['card no'][0]`.
 * What may find several values is none.
 *
 * @returns null for anything else
 */
export function parseJsonPath(text: string): JsonPath | null {
  if (!text.startsWith("$")) return null;
  const path: (string | number)[] = [];
  step.lastIndex = 1;
  while (step.lastIndex < text.length) {
    const [whole, name, index, single, double] = step.exec(text) ?? [];
    if (whole === undefined) return null;
    const quoted = single ?? double;
    path.push(index === undefined ? (name ?? (quoted ?? "").replaceAll(/\\(.)/g, "$1")) : Number(index));
  }
  return path;
}

/** What stands at a path, of the document's own alone; undefined where nothing does. */
export function valueAt(document: unknown, path: JsonPath): unknown {
  let at = document;
  for (const part of path) {
    if (typeof at !== "object" || at === null) return undefined;
    if (Array.isArray(at) !== (typeof part === "number") || !Object.hasOwn(at, part)) return undefined;
    at = Reflect.get(at, part);
  }
  return at;
}
