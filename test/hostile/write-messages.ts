import { v7 as uuidv7 } from "uuid";
import type { ServedHere } from "../http/serve-here.ts";

export const originalTopic = "access/result";
export const scanTopic = "muster/v1/main/kiosk-1/scan";

/** A message as the original's cameras write it, with fields changed, added or (undefined) left out. */
export function originalText(served: ServedHere, fields: Record<string, unknown> = {}): string {
  return JSON.stringify({
    student_id: "CSAI1001",
    location: "BSB214",
    timestamp: served.clockReading(),
    decision: "granted",
    reason: "Face recognized successfully",
    ...fields,
  });
}

/** A scan as our own devices write it. */
export function scanText(served: ServedHere, fields: Record<string, unknown> = {}): string {
  return JSON.stringify({
    v: 1,
    event_id: uuidv7(),
    occurred_at: served.clock.now().toString(),
    clock: "ntp",
    subject: { scheme: "student_id", value: "CSAI1001" },
    decision: "granted",
    method: "face",
    location: "BSB214",
    ...fields,
  });
}
