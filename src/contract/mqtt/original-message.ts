import { z } from "zod";
import { freeText, identifierText } from "./text.ts";

/** The payload of `access/result`, as the original's simulator and every client written for it send it. */
export const originalMessage = z.object({
  student_id: identifierText,
  location: identifierText,
  timestamp: z.union([z.string().max(64), z.number()]),
  decision: z.enum(["granted", "denied", "late"]),
  reason: freeText.nullish(),
});

export type OriginalMessage = z.infer<typeof originalMessage>;
