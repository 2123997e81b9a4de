import type { ApiFault } from "../api/call-api.ts";

const superseded = /^is superseded by ([0-9a-f-]{36})$/;

/** The preview that took the place of one that is out of date; null where the refusal is another. */
export function newerPreview({ errors }: Pick<ApiFault, "errors">): string | null {
  for (const { field, message } of errors) {
    const found = field === "id" ? superseded.exec(message)?.[1] : undefined;
    if (found !== undefined) return found;
  }
  return null;
}
