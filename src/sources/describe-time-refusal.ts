import { aheadText } from "../domain/attendance/ahead-text.ts";
import { replayDays, type TimeRefusal } from "../domain/attendance/take-time.ts";
import type { Refusal } from "./source.ts";

/** A time refusal with the field it stood in, its value and what to send instead. */
export function describeTimeRefusal(field: string, refused: TimeRefusal): Refusal {
  const value = JSON.stringify(refused.text.slice(0, 64));
  switch (refused.code) {
    case "time_unreadable":
      return {
        code: refused.code,
        detail: `${field}: ${value} cannot be read: ${refused.because}; send RFC 3339, epoch seconds or a clock reading such as 09:15 AM`,
      };
    case "time_in_future":
      return {
        code: refused.code,
        detail:
          refused.statedSeconds === null
            ? `${field}: ${value} is ${refused.aheadSeconds} s in the future; set the device's clock, and what it sent until then can be taken with that clock put right`
            : `${field}: ${value} is ${refused.aheadSeconds} s in the future, and more than ${aheadText(refused.statedSeconds)}`,
        aheadSeconds: refused.aheadSeconds,
      };
    case "time_too_old":
      return {
        code: refused.code,
        detail: `${field}: ${value} is ${refused.ageDays} days old; scans are taken up to ${replayDays} days back`,
        aheadSeconds: refused.aheadSeconds,
      };
  }
}
