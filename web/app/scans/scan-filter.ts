import { z } from "zod";
import type { ScanView } from "../../../src/contract/http/scans.ts";
import { clockfaceOf } from "../../time/clockface-of.ts";
import { localDay } from "../../time/local-day.ts";

const text = z.string().max(200).optional().catch(undefined);

/** Which scans a page shows, as its address says it. */
export const scanFilter = z.object({
  student: text,
  location: text,
  decision: z.enum(["granted", "late", "denied", "unknown"]).optional().catch(undefined),
  /** The first 120 characters of it; empty for none. */
  reason: z.string().max(120).optional().catch(undefined),
  sender: text,
  identified: z.enum(["true", "false"]).optional().catch(undefined),
  /** A local day, YYYY-MM-DD. */
  day: z.iso.date().optional().catch(undefined),
  /** A clock hour of that day. */
  hour: z.coerce.number().int().min(0).max(23).optional().catch(undefined),
});
export type ScanFilter = z.infer<typeof scanFilter>;

/** The same as parameters of the API; an hour is one of a day. */
export function scanQuery(filter: ScanFilter): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) {
    if (value === undefined || (name === "hour" && filter.day === undefined)) continue;
    parameters.set(name, String(value));
  }
  return parameters;
}

/** Whether the server would list a scan under a filter: what just came in is taken by the same law. */
export function matchesFilter(scan: ScanView, filter: ScanFilter, timeZone: string): boolean {
  return (
    (filter.student === undefined || (scan.known && scan.student === filter.student)) &&
    (filter.location === undefined || scan.location === filter.location) &&
    (filter.decision === undefined || scan.decision === filter.decision) &&
    (filter.reason === undefined || (scan.reason ?? "").slice(0, 120) === filter.reason) &&
    (filter.sender === undefined || scan.sender === filter.sender) &&
    (filter.identified === undefined || scan.identified === (filter.identified === "true")) &&
    (filter.day === undefined ||
      (localDay(scan.occurredAt, timeZone) === filter.day &&
        (filter.hour === undefined ||
          Number(clockfaceOf(timeZone).minute(scan.occurredAt).slice(0, 2)) === filter.hour)))
  );
}
