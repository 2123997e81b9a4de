import { z } from "zod";
import { freeText, identifierText } from "./text.ts";

/** The payload of `access/result`, as the original's simulator and every client written for it send it. */
export const originalMessage = z.object({
  student_id: identifierText,
  location: identifierText,
  timestamp: z.union([z.string().max(64), z.number()]),
  decision: z.enum(["granted", "denied", "late"]),
  reason: freeText.nullish(),
  /** Not of the original, which has none; a share from 0 to 1, guessed at where it is written otherwise. */
  confidence: z.unknown().optional(),
});

export type OriginalMessage = z.infer<typeof originalMessage>;
