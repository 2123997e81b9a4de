import type { RegisterMark } from "../../domain/attendance/register-mark.ts";

/** A field that is stored otherwise than the facts say, with both values as text; `none` where there is none. */
export interface DifferentField {
  readonly field: string;
  readonly stored: string;
  readonly folded: string;
}

/**
 * The fields in which two marks differ: all that either has, by the path to them, `mark.minutesLate`, `why.rule`.
 *
 * @param stored null for none; what is no mark is JSON all the same
 */
export function compareEntries(stored: unknown, folded: RegisterMark | null): DifferentField[] {
  const [before, after] = [leavesOf(stored), leavesOf(folded)];
  const fields = new Set([...before.keys(), ...after.keys()]);
  return [...fields].flatMap((field) => {
    const [is, should] = [before.get(field) ?? "none", after.get(field) ?? "none"];
    return is === should ? [] : [{ field, stored: is, folded: should }];
  });
}

/** Every value of a mark as text, by its path. What is stored is JSON, and so are these; a list is one value. */
function leavesOf(entry: unknown): ReadonlyMap<string, string> {
  const leaves = new Map<string, string>();
  const visit = (value: unknown, path: string): void => {
    if (value !== null && typeof value === "object" && !Array.isArray(value)) {
      for (const [key, inner] of Object.entries(value)) visit(inner, path === "" ? key : `${path}.${key}`);
    } else if (value !== null) {
      leaves.set(path || "entry", typeof value === "string" ? value : JSON.stringify(value));
    }
  };
  if (entry !== null) visit(JSON.parse(JSON.stringify(entry)), "");
  return leaves;
}
