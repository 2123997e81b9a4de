import { z } from "zod";
import { markStatuses } from "../../domain/attendance/mark.ts";

/** What the HTTP API speaks, version 1. All instants are RFC 3339 in UTC; `seq` grows in commit order. */

const instant = z.string().describe("RFC 3339, UTC");
const decision = z.enum(["granted", "denied", "late", "unknown"]);
export type DecisionName = z.infer<typeof decision>;

/** RFC 9457. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  instance: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof problem>;

export const scanView = z.object({
  id: z.string(),
  seq: z.int(),
  /** The student id that the scan names, whether or not anybody of that id is enrolled; null for nobody. */
  student: z.string().nullable(),
  /** true when a student of that id is known. */
  known: z.boolean(),
  /** false when the student id is a claim: named, not recognised. */
  identified: z.boolean(),
  location: z.string().nullable(),
  decision,
  reason: z.string().nullable(),
  /** What the device wrote as its time. */
  timestamp: z.string(),
  occurredAt: instant,
  timeBasis: z.enum(["device", "device_clock_reading", "receipt"]),
  clockSuspect: z.boolean(),
  receivedAt: instant,
  sender: z.string(),
  source: z.enum(["original", "native"]),
  method: z.string().nullable(),
  confidence: z.number().nullable(),
  liveness: z.enum(["passed", "failed", "not_asked"]).nullable(),
  /** The id of the model that recognised the face. */
  model: z.string().nullable(),
  direction: z.enum(["in", "out"]).nullable(),
  live: z.boolean(),
  /** How often the same scan arrived again. */
  repeats: z.int(),
});
export type ScanView = z.infer<typeof scanView>;

export const locationView = z.object({
  location: z.string(),
  class: z.string(),
  status: z.enum(markStatuses),
  /** The decision that the status rests on, or the last attempt where nobody was let in; null without any. */
  decision: decision.nullable(),
  /** Of the session's worth of 1; null when the session does not count. */
  credit: z.number().nullable(),
  reason: z.string().nullable(),
  at: instant.nullable(),
  scan: z.string().nullable(),
});
export type LocationView = z.infer<typeof locationView>;

export const rateView = z.object({
  earned: z.number(),
  possible: z.number(),
  /** 0 to 100 with one decimal, halves up; null when there is nothing to count. */
  percent: z.number().nullable(),
  band: z.enum(["good", "fair", "poor"]).nullable(),
  asOf: instant,
  policy: z.object({ version: z.int(), name: z.string() }),
  method: z.enum(["count", "minutes"]),
  counts: z.partialRecord(z.enum(markStatuses), z.int()),
  excluded: z.array(z.object({ reason: z.string(), sessions: z.int() })),
});
export type RateView = z.infer<typeof rateView>;

export const studentView = z.object({
  studentId: z.string(),
  rate: rateView,
  locations: z.array(locationView),
});
export type StudentView = z.infer<typeof studentView>;

export const classView = z.object({
  code: z.string(),
  title: z.string(),
  location: z.string().nullable(),
  students: z.int(),
});
export type ClassView = z.infer<typeof classView>;

export const classSummary = z.object({
  class: classView,
  day: z.string(),
  timeZone: z.string(),
  /** The pooled sums of all students. */
  rate: rateView,
  /** Scans of this class's room today, by decision. */
  scans: z.object({ granted: z.int(), late: z.int(), denied: z.int(), unknown: z.int() }),
  students: z.array(
    z.object({
      studentId: z.string(),
      status: z.enum(markStatuses),
      decision: decision.nullable(),
      reason: z.string().nullable(),
      at: instant.nullable(),
    }),
  ),
});
export type ClassSummary = z.infer<typeof classSummary>;

export const scanPage = z.object({ scans: z.array(scanView), next: z.string().nullable() });

export const quarantineView = z.object({
  id: z.string(),
  seq: z.int(),
  receivedAt: instant,
  topic: z.string(),
  sender: z.string().nullable(),
  code: z.string(),
  detail: z.string(),
  qos: z.int(),
  retained: z.boolean(),
  /** The raw message as text, or as hexadecimal where it is not UTF-8. */
  payload: z.object({
    encoding: z.enum(["text", "hex"]),
    text: z.string(),
    bytes: z.int(),
    sha256: z.string(),
    truncated: z.boolean(),
  }),
  replayedAt: instant.nullable(),
  /** What the last replay came to: `stored`, `repeat`, or the code of another refusal. */
  replayOutcome: z.string().nullable(),
});
export type QuarantineView = z.infer<typeof quarantineView>;
export const quarantinePage = z.object({ quarantine: z.array(quarantineView), next: z.string().nullable() });
export const replayOutcome = z.object({ outcome: z.string(), detail: z.string().nullable() });

export const totalsView = z.object({
  granted: z.int(),
  late: z.int(),
  denied: z.int(),
  unknown: z.int(),
  repeats: z.int(),
  quarantined: z.int(),
});
export type TotalsView = z.infer<typeof totalsView>;

/** What every page shows around its content. */
export const systemView = z.object({
  version: z.string(),
  instance: z.string(),
  day: z.string(),
  timeZone: z.string(),
  /** The last change committed; a page that has folded it is up to date. */
  seq: z.int(),
  demo: z.object({ active: z.boolean(), students: z.int(), classes: z.int() }),
  /** Said on every page when the server listens beyond loopback without sign-in. */
  open: z.object({ allowed: z.boolean(), host: z.string() }),
  broker: z.object({
    kind: z.enum(["embedded", "external", "borrowed"]),
    connected: z.boolean(),
    address: z.string(),
    clients: z.int().nullable(),
  }),
  store: z.object({
    kind: z.enum(["embedded", "external"]),
    available: z.boolean(),
    trouble: z.string().nullable(),
  }),
  intake: z.object({ waiting: z.int(), overflowed: z.int() }),
  /** Of today, in the institution's zone. */
  totals: totalsView,
});
export type SystemView = z.infer<typeof systemView>;
