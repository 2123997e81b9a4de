import { z } from "zod";

/** What the server says of its own work: the monitoring loop and the flow of messages. */

const instant = z.string().describe("RFC 3339, UTC");

const calledName = z.string().describe("What people call the device; its name in topics where nobody said");

/** Something a person should look at, found by the monitor. */
export const attentionItem = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("repeated_denials"),
    student: z.string(),
    location: z.string(),
    attempts: z.int(),
    lastAt: instant,
  }),
  z.object({ kind: z.literal("unidentified"), location: z.string(), scans: z.int() }),
  z.object({ kind: z.literal("quarantine"), code: z.string(), messages: z.int(), lastAt: instant }),
  z.object({
    kind: z.literal("silent_sender"),
    sender: z.string(),
    name: calledName,
    lastAt: instant,
    becauseOffline: z.boolean(),
  }),
  z.object({
    kind: z.literal("missing_scans"),
    sender: z.string(),
    name: calledName,
    missing: z.int(),
    lastAt: instant,
  }),
  z.object({
    kind: z.literal("backlog"),
    sender: z.string(),
    name: calledName,
    scans: z.int().describe("Scans that wait on a device that is heard"),
    since: instant.describe("When it last said that none waits, or when it was first heard"),
    lastAt: instant,
  }),
  z.object({
    kind: z.literal("wrong_clock"),
    sender: z.string(),
    name: calledName,
    aheadSeconds: z.int().describe("Negative for a clock that is behind"),
    lastAt: instant,
  }),
  z.object({
    kind: z.literal("sessions_to_review"),
    sessions: z.int(),
    marks: z.int(),
    firstDay: z.string().describe("ISO date of the earliest of them"),
  }),
  z.object({
    kind: z.literal("unwatched_session"),
    session: z.string(),
    title: z.string(),
    room: z.string(),
    reader: z.string(),
    name: calledName,
    lastAt: instant.describe("When the reader last gave a sign of life"),
    others: z
      .int()
      .describe("Other readers of the room that give signs of life: they see whoever passes them"),
  }),
  z.object({
    kind: z.literal("failing_work"),
    work: z.enum(["plan", "open", "close", "settle", "finalise", "health"]),
    subject: z.string().describe("The id of the session, or for health the device"),
    since: instant,
  }),
]);
export type AttentionItem = z.infer<typeof attentionItem>;

/** What needs a look, gathered by what caused it: twenty readers that fell silent together are one thing to see to. */
export const attentionGroup = z.object({
  /** The same from round to round for the same cause. */
  key: z.string(),
  cause: z.enum([
    "failing_work",
    "repeated_denials",
    "readers_silent",
    "sessions_to_review",
    "wrong_clock",
    "missing_scans",
    "backlog",
    "quarantine",
    "unidentified",
  ]),
  /** How many things are in it. */
  count: z.int(),
  lastAt: instant.nullable(),
  /** The first fifty, the heaviest first. */
  items: z.array(attentionItem).max(50),
  /** Put away until then, by a person. */
  snoozed: z.object({ until: instant, by: z.string() }).nullable(),
});
export type AttentionGroup = z.infer<typeof attentionGroup>;

/** The monitoring loop: when it last went round, when it will again, and what it found. */
export const monitorView = z.object({
  rounds: z.int(),
  lastRoundAt: instant.nullable(),
  nextRoundAt: instant,
  tookMs: z.number().nullable(),
  everySeconds: z.number(),
  /** What the last round did to timetabled sessions; `judged` counts revisions of marks. */
  done: z.object({
    opened: z.int(),
    closed: z.int(),
    finalised: z.int(),
    judged: z.int().describe("Revisions of marks"),
    readers: z.int().describe("Readers of which something else is known now"),
  }),
  attention: z.array(attentionItem),
  /** Registers of all days that wait for a signature. */
  toSign: z.int(),
  /** Registers of all days with marks to review or that contradict each other; not those that later facts alone would change. */
  toReview: z.int(),
  /** The same by cause, the most pressing first, those put away last. */
  groups: z.array(attentionGroup),
  /** Readers that tell their health and are silent now, with the room that each watches and its last sign of life. */
  silent: z.array(z.object({ reader: z.string(), room: z.string(), since: instant })),
});
export type MonitorView = z.infer<typeof monitorView>;

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

/** Told about once a second while something happens, and after each round of the monitor. */
export const pulseView = z.object({
  flow: flowView,
  monitor: monitorView,
  /** true while the server plays camera for the demonstration. */
  simulating: z.boolean(),
});
export type PulseView = z.infer<typeof pulseView>;
