import { browserOf, topicOfConfirmation } from "../../sources/room-code/room-code-adapter.ts";
import type { SessionsReading, StoredConfirmation } from "./sessions-reading.ts";

/** Somebody who confirmed in a session by a code that its room showed. */
export interface CodeConfirmation extends Pick<StoredConfirmation, "student" | "at"> {
  /** Alike where it was one browser, in this session; null where that is not known, or no more. */
  readonly browser: string | null;
}

/** Who confirmed in a session by a code that its room showed, earliest first. */
export async function readConfirmations(
  reading: Pick<SessionsReading, "confirmations">,
  session: string,
): Promise<readonly CodeConfirmation[]> {
  const stored = await reading.confirmations(topicOfConfirmation(session));
  return stored.map(({ student, at, payload }) => ({ student, at, browser: browserOf(payload) }));
}
