import { z } from "zod";

const instant = z.string().describe("RFC 3339, UTC");

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
