import { type SessionList, type SessionRow, sessionList } from "../../../src/contract/http/sessions.ts";
import { read } from "../api/call-api.ts";

const pageSize = 200;
/** An institution has some hundred sessions a day; beyond this the page says that there are more. */
const mostPages = 10;

export interface SessionsRead extends SessionList {
  /** false when there are more than were read. */
  readonly complete: boolean;
}

/**
 * Every session of a span of local days.
 *
 * @param from ISO date, inclusive
 * @param to ISO date, inclusive
 * @throws ApiFault
 */
export async function readSessions(from: string, to: string, signal?: AbortSignal): Promise<SessionsRead> {
  const sessions: SessionRow[] = [];
  let cursor: string | null = null;
  let answer: SessionList;
  let pages = 0;
  do {
    const parameters = new URLSearchParams({ from, to, limit: String(pageSize) });
    if (cursor !== null) parameters.set("cursor", cursor);
    answer = await read(sessionList, `sessions?${parameters}`, signal);
    sessions.push(...answer.sessions);
    cursor = answer.next;
  } while (cursor !== null && ++pages < mostPages);
  return { ...answer, sessions, complete: cursor === null };
}
