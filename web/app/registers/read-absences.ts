import { type AbsenceView, absenceList } from "../../../src/contract/http/sessions.ts";
import { read } from "../api/call-api.ts";

const pageSize = 200;
const mostPages = 5;

export interface AbsencesRead {
  readonly absences: readonly AbsenceView[];
  /** false when there are more than were read. */
  readonly complete: boolean;
}

/**
 * The absences in a state.
 *
 * @param state null for all of them
 * @throws ApiFault
 */
export async function readAbsences(
  state: AbsenceView["state"] | null,
  signal?: AbortSignal,
): Promise<AbsencesRead> {
  const absences: AbsenceView[] = [];
  let cursor: string | null = null;
  let pages = 0;
  do {
    const parameters = new URLSearchParams({ limit: String(pageSize) });
    if (state !== null) parameters.set("state", state);
    if (cursor !== null) parameters.set("cursor", cursor);
    const answer: { absences: AbsenceView[]; next: string | null } = await read(
      absenceList,
      `absences?${parameters}`,
      signal,
    );
    absences.push(...answer.absences);
    cursor = answer.next;
  } while (cursor !== null && ++pages < mostPages);
  return { absences, complete: cursor === null };
}
