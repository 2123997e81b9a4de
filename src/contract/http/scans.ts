import { z } from "zod";
import { sourceNames } from "../../domain/attendance/source-names.ts";

/** Scans as they came, and what was decided. `seq` grows in commit order. */

const instant = z.string().describe("RFC 3339, UTC");
const decision = z.enum(["granted", "denied", "late", "unknown"]);
export type DecisionName = z.infer<typeof decision>;

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
  /** `device_corrected` is what the device wrote, less as much as its clock was ahead by what a person stated. */
  timeBasis: z.enum(["device", "device_clock_reading", "device_corrected", "receipt"]),
  clockSuspect: z.boolean(),
  /** What a person stated of the device's clock, by which the scan was taken; null where nobody did. */
  clock: z
    .object({
      /** How far it was ahead, negative for behind. */
      aheadSeconds: z.int(),
      by: z.string(),
      at: instant,
      reason: z.string(),
    })
    .nullable(),
  /** Set when the statement was taken back: the scan counts for nothing. */
  withdrawnAt: instant.nullable(),
  receivedAt: instant,
  sender: z.string(),
  source: z.enum(sourceNames),
  method: z.string().nullable(),
  /** A share from 0 to 1. */
  confidence: z.number().nullable(),
  /** What had to be guessed of it: it was written as a percentage, or could not be read and was left out. */
  confidenceGuess: z.enum(["percentage", "unreadable"]).nullable(),
  liveness: z.enum(["passed", "failed", "not_asked"]).nullable(),
  /** The id of the model that recognised the face. */
  model: z.string().nullable(),
  direction: z.enum(["in", "out"]).nullable(),
  live: z.boolean(),
  /** How often the same scan arrived again. */
  repeats: z.int(),
});
export type ScanView = z.infer<typeof scanView>;

export const scanPage = z.object({ scans: z.array(scanView), next: z.string().nullable() });

/** One scan with the message it came in. */
export const scanDetail = scanView.extend({
  topic: z.string(),
  qos: z.int(),
  payload: z.object({ encoding: z.enum(["text", "hex"]), text: z.string() }),
});
export type ScanDetail = z.infer<typeof scanDetail>;

/** What devices called a place today. */
export const locationName = z.object({
  /** A device's text. */
  location: z.string(),
  /** The code of the room that has this name; null where none has, so that its scans count for nothing. */
  room: z.string().nullable(),
  near: z
    .string()
    .nullable()
    .describe(
      "The code of the room that this is nearly a name of; null where it is one, or where none is near",
    ),
  scans: z.int(),
});
export type LocationName = z.infer<typeof locationName>;
export const locationNames = z.object({ day: z.string(), locations: z.array(locationName) });

const decisions = { granted: z.int(), late: z.int(), denied: z.int(), unknown: z.int() };

export const decisionsView = z.object({
  from: z.string(),
  to: z.string(),
  timeZone: z.string(),
  total: z.object(decisions),
  byReason: z.array(z.object({ reason: z.string().nullable(), ...decisions })),
  byLocation: z.array(z.object({ location: z.string().nullable(), ...decisions })),
  byHour: z.array(z.object({ hour: z.int(), ...decisions })),
  bySender: z.array(z.object({ sender: z.string(), ...decisions })),
  byDay: z.array(z.object({ day: z.string(), ...decisions })),
  /** Where denials cluster: location and hour, most first. */
  denialClusters: z.array(z.object({ location: z.string().nullable(), hour: z.int(), denied: z.int() })),
  /** Who is denied again and again, most first. */
  deniedAgain: z.array(
    z.object({ student: z.string(), attempts: z.int(), locations: z.array(z.string()), lastAt: instant }),
  ),
});
export type DecisionsView = z.infer<typeof decisionsView>;
