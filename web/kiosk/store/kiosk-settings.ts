import { z } from "zod";
import { challengePolicy } from "../../../src/contract/http/kiosk.ts";
import { identifierText } from "../../../src/contract/mqtt/text.ts";
import { namePattern } from "../../../src/contract/mqtt/topics.ts";
import { committed, settled } from "./settled.ts";

const name = z.string().regex(namePattern);

/** What the operator says once, when the kiosk is put in its place. */
export const kioskSettings = z.object({
  site: name,
  device: name,
  location: identifierText,
  /** The key of this device at the broker, which knows it by its name; left out where it needs none. */
  key: z.string().max(128).optional(),
});
export type KioskSettings = z.infer<typeof kioskSettings>;

/** What the server last said, so that the kiosk knows it without network. */
export const serverWord = z.object({ on: z.boolean(), challenge: challengePolicy, at: z.number() });
export type ServerWord = z.infer<typeof serverWord>;

/** A PIN as it is kept: PBKDF2-SHA-256 of it, base64. */
export const keptPin = z.object({ salt: z.string(), hash: z.string(), rounds: z.int() });
export type KeptPin = z.infer<typeof keptPin>;

/** One of the kiosk's settings: the name it is kept under, and what it must be. */
export interface Setting<T> {
  readonly name: string;
  readonly schema: z.ZodType<T>;
}

export const placeSetting: Setting<KioskSettings> = { name: "place", schema: kioskSettings };
export const serverSetting: Setting<ServerWord> = { name: "server", schema: serverWord };
export const operatorSetting: Setting<KeptPin> = { name: "operator", schema: keptPin };

/** Null where it was never written, or by a version that wrote it otherwise. */
export async function readSetting<T>(
  database: IDBDatabase,
  { name: key, schema }: Setting<T>,
): Promise<T | null> {
  const value: unknown = await settled(database.transaction("settings").objectStore("settings").get(key));
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : null;
}

/** Resolves once it would survive a crash. */
export async function writeSetting<T>(
  database: IDBDatabase,
  { name: key }: Setting<T>,
  value: T,
): Promise<void> {
  const transaction = database.transaction("settings", "readwrite", { durability: "strict" });
  transaction.objectStore("settings").put(value, key);
  await committed(transaction);
}
