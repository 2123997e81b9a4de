import { type ClassView, classPage } from "../../../src/contract/http/api.ts";
import { read } from "../api/call-api.ts";

const pageSize = 200;
/** An institution has hundreds of classes; what goes beyond is found on the classes' own page. */
const mostPages = 10;

/** The classes of today, all in one list, to be searched by name without asking at each letter. */
export async function readAllClasses(signal: AbortSignal): Promise<readonly ClassView[]> {
  const classes: ClassView[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < mostPages; page++) {
    const parameters = new URLSearchParams({ limit: String(pageSize) });
    if (cursor !== null) parameters.set("cursor", cursor);
    const answer: { classes: ClassView[]; next: string | null } = await read(
      classPage,
      `classes?${parameters}`,
      signal,
    );
    classes.push(...answer.classes);
    cursor = answer.next;
    if (cursor === null) break;
  }
  return classes;
}
