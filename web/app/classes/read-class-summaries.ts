import { type ClassSummaryRow, classSummaries } from "../../../src/contract/http/dashboard.ts";
import { read } from "../api/call-api.ts";

const pageSize = 200;

/** Every class of today with its figures, by code. */
export async function readClassSummaries(signal: AbortSignal): Promise<readonly ClassSummaryRow[]> {
  const rows: ClassSummaryRow[] = [];
  let cursor: string | null = null;
  do {
    const query = new URLSearchParams({ limit: String(pageSize) });
    if (cursor !== null) query.set("cursor", cursor);
    const page: { classes: ClassSummaryRow[]; next: string | null } = await read(
      classSummaries,
      `summaries/classes?${query}`,
      signal,
    );
    rows.push(...page.classes);
    cursor = page.next;
  } while (cursor !== null);
  return rows;
}
