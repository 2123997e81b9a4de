import type { DescriptionPreview } from "../../contract/http/descriptions.ts";

const mostPaths = 60;
const deepest = 8;
const plainName = /^[A-Za-z_][\w]*$/;

/** Where texts, numbers and truths stand in a document, as paths that lead to each; without what stands there. */
export function listPaths(document: unknown): DescriptionPreview["paths"] {
  const found: DescriptionPreview["paths"] = [];
  const walk = (value: unknown, path: string, depth: number): void => {
    if (found.length >= mostPaths || depth > deepest) return;
    if (typeof value === "object" && value !== null) {
      const entries = Array.isArray(value) ? [...value.entries()].slice(0, 3) : Object.entries(value);
      for (const [key, inner] of entries) walk(inner, `${path}${step(key)}`, depth + 1);
      return;
    }
    found.push({ path, kind: kindOf(value) });
  };
  walk(document, "$", 0);
  return found;
}

function step(key: string | number): string {
  if (typeof key === "number") return `[${key}]`;
  return plainName.test(key) ? `.${key}` : `['${key.replaceAll(/['\\]/g, "\\$&")}']`;
}

function kindOf(value: unknown): DescriptionPreview["paths"][number]["kind"] {
  if (typeof value === "number") return "number";
  if (typeof value === "boolean") return "truth";
  return value === null ? "nothing" : "text";
}
