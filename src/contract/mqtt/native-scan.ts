import { z } from "zod";
import { freeText, identifierText } from "./text.ts";

export const subjectSchemes = [
  "student_id",
  "card_uid",
  "face_subject",
  "device_person",
  "username",
] as const;
export type SubjectScheme = (typeof subjectSchemes)[number];

/** The payload of `muster/v1/{site}/{device}/scan`. */
export const nativeScan = z.object({
  v: z.literal(1),
  /** A UUIDv7, minted where the face was seen. The same id is the same scan, however often it arrives. */
  event_id: z.uuidv7(),
  boot_id: identifierText.optional(),
  /** Grows by one with each scan within a boot; a gap is told on the device's page. */
  seq: z.int().nonnegative().optional(),
  occurred_at: z.string().max(64),
  clock: z.enum(["ntp", "rtc", "unsynced"]).optional(),
  subject: z.object({ scheme: z.enum(subjectSchemes), value: identifierText }).nullish(),
  /** Left out by a reader that decides nothing: whom it names counts as granted. */
  decision: z.enum(["granted", "denied", "late", "unknown"]).optional(),
  reason: freeText.nullish(),
  method: z.enum(["face", "card", "fingerprint", "palm", "qr", "pin", "manual"]).optional(),
  confidence: z.number().min(0).max(1).optional(),
  /** Whether the person was asked to show life, such as turning the head, and did. */
  liveness: z.enum(["passed", "failed", "not_asked"]).optional(),
  /** The id of the model that recognised the face. */
  model: identifierText.optional(),
  direction: z.enum(["in", "out"]).optional(),
  location: identifierText.optional(),
  /** false for a scan that waited on the device for more than a minute. */
  live: z.boolean().optional(),
});

export type NativeScan = z.infer<typeof nativeScan>;
/** What a device writes, before the reader trims and checks it. */
export type NativeScanInput = z.input<typeof nativeScan>;
