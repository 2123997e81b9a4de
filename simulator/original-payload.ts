import type { OriginalMessage } from "../src/contract/mqtt/original-message.ts";
import type { DrawnScan } from "./draw-scan.ts";

/** The payload of `access/result` for a scan, with the camera's clock reading at `at`. */
export function originalPayload({ student, room, decision, reason }: DrawnScan, at: Date): string {
  const message: OriginalMessage = {
    student_id: student,
    location: room,
    timestamp: clockReading(at),
    decision,
    reason,
  };
  return JSON.stringify(message);
}

/** `09:15 AM`: the machine's local time as the original writes it (strftime `%I:%M %p`). */
export function clockReading(at: Date): string {
  const hour = at.getHours();
  const twoDigits = (value: number): string => String(value).padStart(2, "0");
  return `${twoDigits(hour % 12 || 12)}:${twoDigits(at.getMinutes())} ${hour < 12 ? "AM" : "PM"}`;
}
