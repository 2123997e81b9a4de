import { type ClassPage, type ClassRow, classPage } from "../../../src/contract/http/classes.ts";
import { read } from "../api/call-api.ts";

const pageSize = 200;

/** Every class that a search finds, by code. */
export async function readClasses(search: string | undefined, signal: AbortSignal): Promise<ClassRow[]> {
  const classes: ClassRow[] = [];
  let cursor: string | null = null;
  do {
    const parameters = new URLSearchParams({ limit: String(pageSize) });
    if (search !== undefined) parameters.set("search", search);
    if (cursor !== null) parameters.set("cursor", cursor);
    const page: ClassPage = await read(classPage, `classes?${parameters}`, signal);
    classes.push(...page.classes);
    cursor = page.next;
  } while (cursor !== null);
  return classes;
}
