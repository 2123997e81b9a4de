import { type SessionList, type SessionRow, sessionList } from "../../../src/contract/http/sessions.ts";
import { read } from "../api/call-api.ts";

const pageSize = 200;
/** An institution has some hundred sessions a day; beyond this the page says that there are more. */
const mostPages = 10;

export interface SessionsRead extends SessionList {
  /** false when there are more than were read. */
  readonly complete: boolean;
}

/** Which of the sessions of a span are read: those that wait for a signature, or those with marks that need a person. */
export type SessionQueue = "to_sign" | "to_look_at";

/**
 * Every session of a span of local days.
 *
 * @param from ISO date, inclusive
 * @param to ISO date, inclusive
 * @param queue only these of them
 * @throws ApiFault
 */
export async function readSessions(
  from: string,
  to: string,
  signal?: AbortSignal,
  queue?: SessionQueue,
): Promise<SessionsRead> {
  const sessions: SessionRow[] = [];
  let cursor: string | null = null;
  let answer: SessionList;
  let pages = 0;
  do {
    const parameters = new URLSearchParams({ from, to, limit: String(pageSize) });
    if (queue !== undefined) parameters.set(queue, "true");
    if (cursor !== null) parameters.set("cursor", cursor);
    answer = await read(sessionList, `sessions?${parameters}`, signal);
    sessions.push(...answer.sessions);
    cursor = answer.next;
  } while (cursor !== null && ++pages < mostPages);
  return { ...answer, sessions, complete: cursor === null };
}
