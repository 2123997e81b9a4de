import type { z } from "zod";
import type { revisionView } from "../../contract/http/sessions.ts";
import { describeMark, type MarkScene } from "./describe-mark.ts";
import { instantText } from "./session-row.ts";
import type { StoredRevision } from "./sessions-reading.ts";

/** One revision of a mark as the API tells it, with the words of whoever wrote it. */
export function toRevisionView(
  stored: StoredRevision,
  scene: Omit<MarkScene, "by">,
): z.infer<typeof revisionView> {
  const { revision, seq, entry, at, reason, policyVersion } = stored;
  // The clock may bring about what a person said as they signed: it stays that person's word.
  const { by: actor, role } = entry.why.said ?? { by: stored.actor, role: stored.role };
  return {
    revision,
    seq,
    status: entry.mark.status,
    source: entry.source,
    at: instantText(at),
    actor,
    role: role ?? stored.role,
    reason,
    policyVersion,
    why: describeMark(entry, { ...scene, by: stored }),
  };
}
