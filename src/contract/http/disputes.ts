import { z } from "zod";
import { disputableStatuses, disputeStates, disputeWords } from "../../domain/attendance/dispute.ts";
import { markStatuses } from "../../domain/attendance/mark.ts";
import { passage } from "./one-line.ts";
import { correctionRequest, personView, sessionRow } from "./sessions.ts";

const instant = z.string().describe("RFC 3339, UTC");
const claimed = z.enum(disputableStatuses);

/** What a student says against one of their marks, and what was answered. */
export const disputeView = z.object({
  id: z.string(),
  session: sessionRow,
  student: personView,
  /** The mark as it was when it was disputed. */
  mark: z.object({ status: z.enum(markStatuses), revision: z.int() }),
  claimed,
  state: z.enum(disputeStates),
  raisedAt: instant,
  /** Oldest first. */
  said: z.array(
    z.object({
      word: z.enum(disputeWords),
      at: instant,
      by: z.string(),
      role: z.string(),
      reason: z.string(),
    }),
  ),
});
export type DisputeView = z.infer<typeof disputeView>;

export const disputeList = z.object({
  /** Newest first. */
  disputes: z.array(disputeView),
  next: z.string().nullable(),
  /** How many wait for an answer, whatever the list is narrowed to. */
  waiting: z.int(),
});

const reason = passage(1000, "is empty; say why", "is longer than 1,000 characters; say it in fewer words");

/** `POST /api/v1/sessions/{id}/marks/{student}/disputes`. */
export const newDispute = z.strictObject({
  claimed: claimed.describe("What the mark should be"),
  reason,
  revision: z.int().min(0).describe("Of the mark, as it was seen"),
});

/** `POST /api/v1/disputes/{id}/answer`: the mark is corrected, or stays for a reason. */
export const disputeAnswer = z.discriminatedUnion("answer", [
  z.strictObject({
    answer: z.literal("accepted"),
    to: correctionRequest.shape.to,
    revision: z.int().min(0).describe("Of the mark, as it was seen"),
    reason: correctionRequest.shape.reason,
  }),
  z.strictObject({ answer: z.literal("declined"), reason }),
]);

export const disputeReason = z.strictObject({ reason });
