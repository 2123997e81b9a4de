import { z } from "zod";

/** Senders that an operator describes: a topic filter, and where in a message stands what is wanted. */

/** As `docs/senders/generic.md` tells; what is wrong with it is said field by field. */
const description = z.record(z.string(), z.unknown());

export const descriptionView = z.object({
  name: z.string(),
  description,
  /** Whether messages are read by it. */
  on: z.boolean(),
  at: z.string().describe("RFC 3339, UTC"),
  by: z.string(),
});
export type DescriptionView = z.infer<typeof descriptionView>;
export const descriptionList = z.object({ descriptions: z.array(descriptionView) });

export const descriptionTried = z.strictObject({ description });
export const descriptionPut = z.strictObject({
  description,
  /** Switch it on though none of the last messages is a scan by it. */
  untried: z.boolean().default(false),
});

/** How the last messages on its topics would be read; nothing is switched on. */
export const descriptionPreview = z.object({
  /** What is wrong with the description; nothing is read by one that has any. */
  faults: z.array(z.object({ field: z.string(), message: z.string() })),
  /** Newest first. */
  messages: z.array(
    z.object({
      at: z.string(),
      topic: z.string(),
      bytes: z.int(),
      /** How it begins; null for who may not see whom it is about. */
      text: z.string().nullable(),
      read: z.enum(["scan", "status", "heartbeat", "answer", "ignored", "refused", "unread"]),
      /** In words: who was seen and where, or why it was refused. */
      detail: z.string(),
    }),
  ),
  /** Where something stands in the newest that is JSON, and what sort of value. */
  paths: z.array(z.object({ path: z.string(), kind: z.enum(["text", "number", "truth", "nothing"]) })),
});
export type DescriptionPreview = z.infer<typeof descriptionPreview>;
