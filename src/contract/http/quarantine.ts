import { z } from "zod";

/** Messages that could not be taken, and what reading them again came to. */

/** How many days back quarantine is grouped and counted. */
export const daysOfQuarantine = 35;

const instant = z.string().describe("RFC 3339, UTC");

export const quarantineView = z.object({
  id: z.string(),
  seq: z.int(),
  receivedAt: instant,
  topic: z.string(),
  /** The adapter that read it, or null where none reads its topic. */
  source: z.string().nullable(),
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
