import { z } from "zod";
import { importThings } from "../../../src/contract/http/imports.ts";
import { changeKinds, severities } from "./import-looks.ts";

/** Which changes and remarks of an import are shown; all of them where nothing is said. */
export const importSearch = z.object({
  thing: z.enum(importThings).optional().catch(undefined),
  change: z.enum(changeKinds).optional().catch(undefined),
  /** What a change holds in its key, before or after. */
  find: z.string().min(1).max(128).optional().catch(undefined),
  severity: z.enum(severities).optional().catch(undefined),
});
export type ImportSearch = z.infer<typeof importSearch>;
