import { z } from "zod";
import { type Deed, deeds, isDeed } from "../../domain/rights/deeds.ts";
import { ownerProof } from "./accounts.ts";
import { neededLine } from "./one-line.ts";

const instant = z.string().describe("RFC 3339");
const deed = z.custom<Deed>(
  (value) => typeof value === "string" && isDeed(value),
  "is no deed; docs/rights.md names them",
);

/** A token of a programme. The token itself is told once, when it is made. */
export const apiTokenView = z.object({
  id: z.uuid(),
  /** Whose it is. */
  login: z.string(),
  name: z.string(),
  deeds: z.array(z.string()),
  since: instant,
  until: instant,
  lastUsedAt: instant.nullable(),
});
export type ApiTokenView = z.infer<typeof apiTokenView>;
export const apiTokenList = z.object({ tokens: z.array(apiTokenView) });

export const newApiToken = z.strictObject({
  name: neededLine(60, "is empty; say which programme it is for", "is longer than 60 characters"),
  deeds: z
    .array(deed.meta({ type: "string", enum: Object.keys(deeds) }))
    .min(1, "is empty; choose what it may do")
    .max(Object.keys(deeds).length),
  until: z.iso.date("is no day; write one such as 2027-07-31").describe("The last day"),
  current: ownerProof.describe("The password of its owner; null where it was confirmed otherwise"),
});
export const madeApiToken = z.object({
  token: z.string().describe("For `Authorization: Bearer`; told this once"),
  tokens: z.array(apiTokenView),
});
