import { z } from "zod";

export const pageLimit = z.coerce.number().int().min(1).max(200).default(50);
export const seqCursor = z.coerce.number().int().min(1).optional().describe("`next` of the page before");

/** Where the page after these rows begins; null after the last. */
export function nextSeq(rows: readonly { readonly seq: number }[], limit: number): string | null {
  const last = rows.at(-1);
  return rows.length === limit && last ? String(last.seq) : null;
}
