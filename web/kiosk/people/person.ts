import { z } from "zod";
import { meanEmbedding } from "../../../recognition/embedding.ts";
import type { FaceTemplate } from "../../../recognition/enrol.ts";
import { identifierText } from "../../../src/contract/mqtt/text.ts";
import { fromBase64, toBase64 } from "./bytes.ts";
import { consentRecord } from "./consent.ts";

/** A face as it is kept: one embedding a photo, float32 little endian in base64. */
export const keptFace = z.object({
  model: z.string(),
  photos: z.array(z.string()).min(1),
  consent: consentRecord,
});
export type KeptFace = z.infer<typeof keptFace>;

/** A person enrolled on this kiosk, as they are encrypted. */
export const person = z.object({
  v: z.literal(1),
  studentId: identifierText,
  /** RFC 3339. */
  enrolledAt: z.string(),
  enrolledBy: z.string(),
  /** RFC 3339, to the day: templates that are not used for a year are deleted. */
  lastUsedAt: z.string(),
  pinHash: z.string(),
  tokenHash: z.string(),
  face: keptFace.nullable(),
});
export type Person = z.infer<typeof person>;

export function toKeptPhotos({ photos }: FaceTemplate): string[] {
  return photos.map((photo) => {
    const bytes = new DataView(new ArrayBuffer(photo.length * 4));
    for (const [at, value] of photo.entries()) bytes.setFloat32(at * 4, value, true);
    return toBase64(new Uint8Array(bytes.buffer));
  });
}

/** @throws when what was kept is no template */
export function toTemplate({ model, photos }: Pick<KeptFace, "model" | "photos">): FaceTemplate {
  const embeddings = photos.map((text) => {
    const bytes = new DataView(fromBase64(text).buffer);
    return Float32Array.from({ length: bytes.byteLength / 4 }, (_, at) => bytes.getFloat32(at * 4, true));
  });
  return { model, photos: embeddings, mean: meanEmbedding(embeddings) };
}

const unusedDays = 365;

/** Whether a person's face was not used for so long that it has to go. @param now milliseconds since 1970 */
export function isFaceStale({ lastUsedAt }: Person, now: number): boolean {
  return now - Date.parse(lastUsedAt) > unusedDays * 86_400_000;
}
