import { z } from "zod";

/** How the list of rooms is narrowed, as its address says it. */
export const roomsSearch = z.object({ search: z.string().max(128).optional().catch(undefined) });
