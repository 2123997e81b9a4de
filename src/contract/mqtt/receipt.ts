import { z } from "zod";

/**
 * The payload of `.../receipt`: which scans are safe, told only after they are committed, for repeats too.
 * A rejected id is in quarantine: the device may delete it as well, for nothing it sends again will change that.
 */
export const receipt = z.object({
  v: z.literal(1),
  ids: z.array(z.string()),
  rejected: z.array(z.object({ id: z.string(), code: z.string() })),
});
export type Receipt = z.infer<typeof receipt>;
