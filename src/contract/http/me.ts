import { z } from "zod";
import { deeds } from "../../domain/rights/deeds.ts";
import { roles } from "../../domain/rights/role.ts";

const deed = z.enum(Object.keys(deeds)).describe("A deed of docs/rights.md");

/** `GET /api/v1/me`: who asks, and what they may. */
export const meView = z.object({
  /** `everybody`: nobody has an account, and whoever reaches the server may do everything. */
  kind: z.enum(["everybody", "account", "token", "device", "muster"]),
  /** By which name they are named in what they write. */
  name: z.string(),
  roles: z.array(z.enum(roles)),
  /** The deeds they may do at all, with how far each reaches: to everything, or to what is their own. */
  deeds: z.array(z.object({ deed, reach: z.enum(["everything", "own"]) })),
  /** Of a student: by which id their own page is found; null for everybody else. */
  student: z.string().nullable(),
});
export type MeView = z.infer<typeof meView>;
