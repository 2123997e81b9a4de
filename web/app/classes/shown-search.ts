import { z } from "zod";

/** Which students of a class or location are shown. */
export const shownSearch = z.object({ show: z.enum(["seen", "everyone"]).optional().catch(undefined) });
