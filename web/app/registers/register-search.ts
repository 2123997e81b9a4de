import { z } from "zod";
import { markKinds } from "./mark-kinds.ts";

const text = z.string().trim().min(1).max(128).optional().catch(undefined);

/** What a register shows, as its address says it. */
export const registerSearch = z.object({
  search: text,
  show: z.enum(markKinds).optional().catch(undefined),
  /** The student whose mark is open. */
  mark: text,
});
export type RegisterSearch = z.infer<typeof registerSearch>;
