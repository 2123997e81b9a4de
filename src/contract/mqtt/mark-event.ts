import { z } from "zod";
import { markStatuses } from "../../domain/attendance/mark.ts";

/** The payload of `muster/v1/{site}/events`: one change of a mark. */
export const markEvent = z.object({
  v: z.literal(1),
  seq: z.int(),
  type: z.literal("mark"),
  session: z.string(),
  student: z.string(),
  status: z.enum(markStatuses),
  at: z.string(),
  scan: z.string().nullable(),
});
export type MarkEvent = z.infer<typeof markEvent>;

/** The payload of `muster/v1/{site}/state`, retained: the server itself. */
export const serverState = z.object({
  v: z.literal(1),
  instance: z.string(),
  state: z.enum(["online", "offline"]),
  at: z.string(),
});
export type ServerState = z.infer<typeof serverState>;
