import { browserOf, topicOfConfirmation } from "../../sources/room-code/room-code-adapter.ts";
import type { SessionsReading, StoredConfirmation } from "./sessions-reading.ts";

/** Somebody who confirmed in a session by a code that its room showed. */
export interface CodeConfirmation extends Pick<StoredConfirmation, "student" | "at"> {
  /** Alike where it was one browser, in this session; null where that is not known, or no more. */
  readonly browser: string | null;
}

/** Who confirmed in each of these sessions by a code that its room showed, earliest first. */
export async function readConfirmations(
  reading: Pick<SessionsReading, "confirmations">,
  sessions: readonly string[],
): Promise<ReadonlyMap<string, readonly CodeConfirmation[]>> {
  const topics = new Map(sessions.map((session) => [topicOfConfirmation(session), session]));
  const found = new Map<string, CodeConfirmation[]>(sessions.map((session) => [session, []]));
  for (const { topic, student, at, payload } of await reading.confirmations([...topics.keys()])) {
    found.get(topics.get(topic) ?? "")?.push({ student, at, browser: browserOf(payload) });
  }
  return found;
}
