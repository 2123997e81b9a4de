import { problem } from "../../../src/contract/http/problem.ts";
import type { ApiFault } from "../api/call-api.ts";

const superseded = /^is superseded by ([0-9a-f-]{36})$/;

/** The preview that took the place of one that is out of date, by the server's own words; null where the refusal is another. */
export function newerPreview({ body }: Pick<ApiFault, "body">): string | null {
  const said = problem.safeParse(body);
  for (const { field, message } of said.data?.errors ?? []) {
    const found = field === "id" ? superseded.exec(message)?.[1] : undefined;
    if (found !== undefined) return found;
  }
  return null;
}
