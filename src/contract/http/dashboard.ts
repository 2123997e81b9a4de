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

/** Something a person should look at, found by the monitor. */
export const attentionItem = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("repeated_denials"),
    student: z.string(),
    location: z.string(),
    attempts: z.int(),
    lastAt: instant,
  }),
  z.object({ kind: z.literal("unidentified"), location: z.string(), scans: z.int(), lastAt: instant }),
  z.object({ kind: z.literal("quarantine"), code: z.string(), messages: z.int(), lastAt: instant }),
  z.object({ kind: z.literal("silent_sender"), sender: z.string(), lastAt: instant, becauseOffline: z.boolean() }),
  z.object({ kind: z.literal("missing_scans"), sender: z.string(), missing: z.int(), lastAt: instant }),
]);
export type AttentionItem = z.infer<typeof attentionItem>;

/** The monitoring loop: when it last went round, when it will again, and what it found. */
export const monitorView = z.object({
  rounds: z.int(),
  lastRoundAt: instant.nullable(),
  nextRoundAt: instant,
  tookMs: z.number().nullable(),
  everySeconds: z.number(),
  attention: z.array(attentionItem),
});
export type MonitorView = z.infer<typeof monitorView>;

/** Decisions in one quarter of an hour. */
export const arrivalSlot = z.object({
  /** 0 to 95: quarter hours of the local day. */
  slot: z.int(),
  granted: z.int(),
  late: z.int(),
  denied: z.int(),
  unknown: z.int(),
});
export type ArrivalSlot = z.infer<typeof arrivalSlot>;

export const overviewView = z.object({
  day: z.string(),
  timeZone: z.string(),
  seq: z.int(),
  students: z.int(),
  places: placeCounts,
  rate: rateView,
  /** Slots without a scan are left out. */
  arrivals: z.array(arrivalSlot),
  monitor: monitorView,
});
export type OverviewView = z.infer<typeof overviewView>;

const trend = z
  .array(z.object({ day: z.string(), percent: z.number().nullable() }))
  .describe("The last days that had a session, oldest first");

export const classSummaryRow = z.object({ class: classView, places: placeCounts, rate: rateView, trend });
export type ClassSummaryRow = z.infer<typeof classSummaryRow>;
export const classSummaries = z.object({ day: z.string(), timeZone: z.string(), classes: z.array(classSummaryRow) });

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

/** Messages through each step since the server started; a page makes rates of two of these. */
export const flowView = z.object({
  at: instant,
  since: instant,
  received: z.int(),
  quarantined: z.int(),
  repeats: z.int(),
  stored: z.int(),
  marksChanged: z.int(),
  batches: z.int(),
  receipts: z.int(),
  overflowed: z.int(),
  frames: z.int(),
  pages: z.int(),
  waiting: z.int(),
});
export type FlowView = z.infer<typeof flowView>;

export const quarantineGroups = z.object({
  groups: z.array(
    z.object({ code: z.string(), sender: z.string().nullable(), messages: z.int(), lastAt: instant, open: z.int() }),
  ),
});
export type QuarantineGroups = z.infer<typeof quarantineGroups>;

export const replayManyOutcome = z.object({ tried: z.int(), outcomes: z.record(z.string(), z.int()) });

export const scanDetail = scanView.extend({
  topic: z.string(),
  qos: z.int(),
  payload: z.object({ encoding: z.enum(["text", "hex"]), text: z.string() }),
});
