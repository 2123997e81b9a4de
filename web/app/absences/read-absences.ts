import { type AbsenceView, absenceList } from "../../../src/contract/http/sessions.ts";
import { read } from "../api/call-api.ts";

const pageSize = 200;
const mostPages = 5;

export interface AbsencesRead {
  readonly absences: readonly AbsenceView[];
  /** false when there are more than were read. */
  readonly complete: boolean;
  /** How many wait for a decision, whatever was asked for. */
  readonly waiting: number;
}

/** What absences are narrowed by. */
export interface AbsencesAsked {
  readonly student?: string | undefined;
  readonly search?: string | undefined;
  readonly state?: AbsenceView["state"] | undefined;
  /** Local days, both inclusive, into which an absence reaches. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/**
 * The absences that were asked for, the last changed first.
 *
 * @throws ApiFault
 */
export async function readAbsences(asked: AbsencesAsked, signal?: AbortSignal): Promise<AbsencesRead> {
  const absences: AbsenceView[] = [];
  let cursor: string | null = null;
  let pages = 0;
  let waiting = 0;
  do {
    const parameters = new URLSearchParams({ limit: String(pageSize) });
    for (const [name, value] of Object.entries(asked)) {
      if (typeof value === "string") parameters.set(name, value);
    }
    if (cursor !== null) parameters.set("cursor", cursor);
    const answer: { absences: AbsenceView[]; next: string | null; waiting: number } = await read(
      absenceList,
      `absences?${parameters}`,
      signal,
    );
    absences.push(...answer.absences);
    waiting = answer.waiting;
    cursor = answer.next;
  } while (cursor !== null && ++pages < mostPages);
  return { absences, complete: cursor === null, waiting };
}
