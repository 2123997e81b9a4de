import { z } from "zod";
import { oneLine } from "./one-line.ts";

/** Messages that could not be taken, and what reading them again came to. */

/** How many days back quarantine is grouped and counted. */
export const daysOfQuarantine = 35;

const instant = z.string().describe("RFC 3339, UTC");

/** `open` waits for a person; `replayed` was read again with success; `dismissed` was put aside, and not replayed since. */
export const quarantineStates = ["open", "replayed", "dismissed"] as const;
export type QuarantineState = (typeof quarantineStates)[number];

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
  /** Put aside by a person; what was put aside together bears the same id. */
  dismissed: z.object({ id: z.string(), at: instant, by: z.string(), reason: z.string() }).nullable(),
});
export type QuarantineView = z.infer<typeof quarantineView>;
export const quarantinePage = z.object({ quarantine: z.array(quarantineView), next: z.string().nullable() });
export const replayOutcome = z.object({ outcome: z.string(), detail: z.string().nullable() });

export const quarantineGroups = z.object({
  groups: z.array(
    z.object({
      code: z.string(),
      sender: z.string().nullable(),
      /** Of the last 35 days, and whatever waits from before. */
      messages: z.int(),
      lastAt: instant,
      /** Of these waiting for a person. */
      open: z.int(),
      /** Of these put aside. */
      dismissed: z.int(),
    }),
  ),
});
export type QuarantineGroups = z.infer<typeof quarantineGroups>;

export const replayManyOutcome = z.object({ tried: z.int(), outcomes: z.record(z.string(), z.int()) });

/** `POST /api/v1/quarantine/dismissals`: these messages, or all open ones of a reason and sender. */
export const dismissalRequest = z
  .strictObject({
    ids: z.array(z.uuid()).min(1, "names no message").max(1000, "names more than 1,000 messages").optional(),
    code: z.string().min(1).max(40).optional(),
    sender: z.string().min(1).max(200).optional(),
    reason: oneLine(300, "is longer than 300 characters"),
  })
  .refine(({ ids, code, sender }) => (ids === undefined) !== (code === undefined && sender === undefined), {
    message: "give either ids, or a code or sender of which all open messages are meant",
  });
/** `id` takes all of them back; null where none was open. */
export const dismissalView = z.object({ id: z.string().nullable(), dismissed: z.int() });
