import { z } from "zod";
import { scanFilter } from "./scan-filter.ts";

/** The address of the scans: what is shown of them, and the one whose details are open. */
export const scansSearch = scanFilter.extend({ scan: z.uuid().optional().catch(undefined) });
export type ScansSearch = z.infer<typeof scansSearch>;
