import { z } from "zod";
import { changedMark } from "./changed-mark.ts";
import { neededLine } from "./one-line.ts";

/** Names, cards and subjects that scans name and that nobody has, and whose they turned out to be. */

const instant = z.string().describe("RFC 3339, UTC");
const scheme = z.enum(["student_id", "card_uid", "face_subject", "device_person", "username"]);
const value = z.string().min(1).max(128);
const reason = neededLine(500);

export const unclaimedAsked = z.object({
  /** How far back scans are looked at. */
  days: z.coerce.number().int().min(1).max(366).default(35),
});

export const holderSuggestion = z.object({
  /** The student's own id. */
  student: z.string(),
  name: z.string().nullable(),
  /** An equal e-mail address, another form of a card, an identifier of another sort or spelling, or a name much alike. */
  because: z.enum(["email", "card", "identifier", "name"]),
  /** What of the student's it is like. */
  like: z.string(),
});

export const unclaimedIdentity = z.object({
  scheme,
  value: z.string(),
  scans: z.int(),
  firstAt: instant,
  lastAt: instant,
  /** Where it was seen, and by which sender, the most often first. */
  seen: z.array(z.object({ location: z.string().nullable(), sender: z.string(), scans: z.int() })),
  /** At most three, the best first. Nothing is ever joined by itself. */
  suggestions: z.array(holderSuggestion),
});
export type UnclaimedIdentityView = z.infer<typeof unclaimedIdentity>;

export const unclaimedList = z.object({
  days: z.int(),
  /** The last seen first. */
  identities: z.array(unclaimedIdentity),
  /** Whether there are more than are listed. */
  more: z.boolean(),
});
export type UnclaimedListView = z.infer<typeof unclaimedList>;

export const claimAsked = z.object({ scheme, value, student: neededLine(128) });
export const claimStated = claimAsked.extend({ reason });
export const claimUndo = z.object({ reason });

/** What would follow; nothing is stored. */
export const claimPreview = z.object({
  /** How many stored scans would become the student's, or nobody's. */
  scans: z.int(),
  /** Whether scans still to come would count as well. Nobody has two student ids at once. */
  lasts: z.boolean(),
  marks: z.array(changedMark),
});
export type ClaimPreview = z.infer<typeof claimPreview>;

export const claimDone = z.object({ id: z.string(), scans: z.int() });
export const claimUndone = z.object({ scans: z.int() });

export const identityClaimView = z.object({
  id: z.string(),
  scheme,
  value: z.string(),
  student: z.string(),
  name: z.string().nullable(),
  /** How many scans were joined by it. */
  scans: z.int(),
  at: instant,
  by: z.string(),
  reason: z.string(),
  undone: z.object({ at: instant, by: z.string(), reason: z.string() }).nullable(),
});
export type IdentityClaimView = z.infer<typeof identityClaimView>;
export const identityClaimList = z.object({ claims: z.array(identityClaimView) });
