import { z } from "zod";
import { classView, rateView, scanView } from "./api.ts";

/** What the dashboard's pages read beyond the registers themselves. Figures are of one local day unless said. */

const instant = z.string().describe("RFC 3339, UTC");

/** How many places of students (a student in a class today) stand where. They add up to `expected`. */
export const placeCounts = z.object({
  expected: z.int(),
  present: z.int(),
  late: z.int(),
  /** Turned away and not seen otherwise. */
  denied: z.int(),
  notSeen: z.int(),
});
export type PlaceCounts = z.infer<typeof placeCounts>;

const trend = z
  .array(z.object({ day: z.string(), percent: z.number().nullable() }))
  .describe("The last days that had a session, oldest first");

export const classSummaryRow = z.object({ class: classView, places: placeCounts, rate: rateView, trend });
export type ClassSummaryRow = z.infer<typeof classSummaryRow>;
export const classSummaries = z.object({
  day: z.string(),
  timeZone: z.string(),
  classes: z.array(classSummaryRow),
  next: z.string().nullable(),
});

export const senderView = z.object({
  name: z.string(),
  source: z.string(),
  firstAt: instant,
  lastAt: instant,
  scans: z.int(),
  state: z.enum(["online", "offline"]).nullable(),
  stateAt: instant.nullable(),
  heartbeatAt: instant.nullable(),
  outbox: z.int().nullable(),
  clock: z.string().nullable(),
  /** Scans whose numbers never arrived, over all boots of the device. */
  missing: z.int(),
});
export type SenderView = z.infer<typeof senderView>;
export const senderPage = z.object({ senders: z.array(senderView) });

export const locationSummaryRow = z.object({
  location: z.string(),
  /** false for a name that devices use and no room has. */
  known: z.boolean(),
  classes: z.array(z.string()),
  places: placeCounts,
  rate: rateView,
  scans: z.object({ granted: z.int(), late: z.int(), denied: z.int(), unknown: z.int() }),
  senders: z.array(z.string()),
  lastAt: instant.nullable(),
  trend,
});
export type LocationSummaryRow = z.infer<typeof locationSummaryRow>;
export const locationSummaries = z.object({
  day: z.string(),
  timeZone: z.string(),
  locations: z.array(locationSummaryRow),
});

const decisions = { granted: z.int(), late: z.int(), denied: z.int(), unknown: z.int() };

export const insightsView = z.object({
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
export type InsightsView = z.infer<typeof insightsView>;

export const quarantineGroups = z.object({
  groups: z.array(
    z.object({
      code: z.string(),
      sender: z.string().nullable(),
      messages: z.int(),
      lastAt: instant,
      open: z.int(),
    }),
  ),
});
export type QuarantineGroups = z.infer<typeof quarantineGroups>;

export const replayManyOutcome = z.object({ tried: z.int(), outcomes: z.record(z.string(), z.int()) });

/** One scan with the message it came in. */
export const scanDetail = scanView.extend({
  topic: z.string(),
  qos: z.int(),
  payload: z.object({ encoding: z.enum(["text", "hex"]), text: z.string() }),
});
export type ScanDetail = z.infer<typeof scanDetail>;
