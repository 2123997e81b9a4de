import { z } from "zod";
import { committed, settled } from "../store/settled.ts";
import { newSalt } from "./pin.ts";

/** A record as it lies in the browser's database. */
const sealed = z.object({
  v: z.literal(1),
  keyId: z.string(),
  iv: z.instanceof(Uint8Array),
  data: z.instanceof(ArrayBuffer),
});
export type Sealed = z.infer<typeof sealed>;

const keyRing = z.object({
  id: z.string(),
  key: z.instanceof(CryptoKey),
  /** One for the PINs of all people here: a PIN has to be found by itself, in one derivation. */
  pinSalt: z.string(),
});

/** Encrypts what is kept of people. */
export interface Vault {
  readonly pinSalt: string;
  /** AES-256-GCM with a fresh nonce, bound to the record's id: a record put in another's place does not open. */
  seal(recordId: string, content: unknown): Promise<Sealed>;
  /** @throws when it was sealed with another key or for another record, or was changed */
  open(recordId: string, value: unknown): Promise<unknown>;
}

/**
 * Opens the vault, and makes its key where there is none. The browser keeps the key and lets no script read it; whoever
 * copies the database has ciphertext.
 */
export async function openVault(database: IDBDatabase): Promise<Vault> {
  const ring = (await readRing(database)) ?? (await makeRing(database));
  const bound = (recordId: string): Uint8Array<ArrayBuffer> =>
    new TextEncoder().encode(`muster-kiosk person ${recordId} key ${ring.id}`);
  return {
    pinSalt: ring.pinSalt,
    async seal(recordId, content) {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const data = await crypto.subtle.encrypt(
        { name: "AES-GCM", iv, additionalData: bound(recordId) },
        ring.key,
        new TextEncoder().encode(JSON.stringify(content)),
      );
      return { v: 1, keyId: ring.id, iv, data };
    },
    async open(recordId, value) {
      const { keyId, iv, data } = sealed.parse(value);
      if (keyId !== ring.id) throw new Error(`a record is sealed with key ${keyId}, which is not here`);
      const content = await crypto.subtle.decrypt(
        { name: "AES-GCM", iv: new Uint8Array(iv), additionalData: bound(recordId) },
        ring.key,
        data,
      );
      return JSON.parse(new TextDecoder().decode(content));
    },
  };
}

async function readRing(database: IDBDatabase): Promise<z.infer<typeof keyRing> | null> {
  const value: unknown = await settled(database.transaction("keys").objectStore("keys").get("current"));
  return value === undefined ? null : keyRing.parse(value);
}

async function makeRing(database: IDBDatabase): Promise<z.infer<typeof keyRing>> {
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, [
    "encrypt",
    "decrypt",
  ]);
  const ring = { id: crypto.randomUUID(), key, pinSalt: newSalt() };
  const transaction = database.transaction("keys", "readwrite", { durability: "strict" });
  transaction.objectStore("keys").add(ring, "current");
  await committed(transaction);
  return ring;
}
