import type { z } from "zod";
import type { revisionView } from "../../contract/http/sessions.ts";
import { describeMark } from "./describe-mark.ts";
import { type RegisterScene, sceneOfMark } from "./mark-scene.ts";
import { instantText } from "./session-row.ts";
import type { StoredRevision } from "./sessions-reading.ts";

/**
 * One revision of a mark as the API tells it, with the words of whoever wrote it.
 *
 * @param student the store id
 */
export function toRevisionView(
  stored: StoredRevision,
  student: string,
  scene: RegisterScene,
): z.infer<typeof revisionView> {
  const { revision, seq, entry, at, reason, policyVersion } = stored;
  // The clock may bring about what a person said as they signed: it stays that person's word.
  const { said } = entry.why;
  const { by: actor, role } = said ?? { by: stored.actor, role: stored.role };
  // And the reason of the deed that brought it about, a correction taken back or a session moved, is none of theirs.
  const isOwn = said === undefined || said.at === at.epochMilliseconds;
  return {
    revision,
    seq,
    status: entry.mark.status,
    source: entry.source,
    at: instantText(at),
    actor,
    role: role ?? stored.role,
    reason: isOwn ? reason : null,
    policyVersion,
    why: describeMark(entry, sceneOfMark(scene, student, stored)),
  };
}
