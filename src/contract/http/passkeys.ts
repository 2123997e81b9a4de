import { z } from "zod";
import { neededLine } from "./one-line.ts";

const bytes = z
  .string()
  .max(16_384, "is longer than 16,384 characters")
  .regex(/^[\w-]*$/, "is no base64url");
const transports = ["ble", "cable", "hybrid", "internal", "nfc", "smart-card", "usb"] as const;
const known = z.object({
  id: z.string(),
  type: z.literal("public-key"),
  transports: z.array(z.enum(transports)).optional(),
});

/** What a browser is asked to have made: the options of `navigator.credentials.create`, in the JSON of WebAuthn Level 3. */
export const passkeyMaking = z.object({
  challenge: z.string(),
  rp: z.object({ id: z.string(), name: z.string() }),
  user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
  pubKeyCredParams: z.array(z.object({ alg: z.int(), type: z.literal("public-key") })),
  timeout: z.int(),
  attestation: z.literal("none"),
  excludeCredentials: z.array(known),
  authenticatorSelection: z.object({
    residentKey: z.literal("required"),
    requireResidentKey: z.literal(true),
    userVerification: z.literal("required"),
  }),
});
export type PasskeyMaking = z.infer<typeof passkeyMaking>;

/** What a browser is asked to have signed: the options of `navigator.credentials.get`. */
export const passkeyQuestion = z.object({
  challenge: z.string(),
  rpId: z.string(),
  timeout: z.int(),
  userVerification: z.literal("required"),
  /** Left out, the owner chooses among all that the device has for this server. */
  allowCredentials: z.array(known).optional(),
});
export type PasskeyQuestion = z.infer<typeof passkeyQuestion>;
export type PasskeyTransport = (typeof transports)[number];
export const isTransport = (word: string): word is PasskeyTransport => transports.some((one) => one === word);

const credential = { id: bytes.min(1), rawId: bytes.min(1), type: z.literal("public-key") };
/** What a device made. Browsers say more than is asked for; that is not read. */
export const madePasskey = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: bytes,
    attestationObject: bytes,
    transports: z.array(z.string().max(40)).max(20).default([]),
  }),
});
/** What a device signed. */
export const signedPasskey = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: bytes,
    authenticatorData: bytes,
    signature: bytes,
    userHandle: bytes.nullable().optional(),
  }),
});
export type PasskeyAnswer<Kind extends "made" | "signed"> = z.infer<
  Kind extends "made" ? typeof madePasskey : typeof signedPasskey
>;

const name = neededLine(60, "is empty; say on which device it is", "is longer than 60 characters");
export const newPasskey = z.strictObject({ name, answer: madePasskey });
export const passkeyName = z.strictObject({ name });
export const passkeyAnswer = z.strictObject({ answer: signedPasskey });

const instant = z.string().describe("RFC 3339");
export const passkeyView = z.object({
  id: z.uuid(),
  name: z.string(),
  since: instant,
  lastUsedAt: instant.nullable(),
  /** When its count went back, and it was refused for that. */
  refusedAt: instant.nullable(),
  /** The name of this server that it was made for; it is of no use under another. */
  host: z.string(),
});
export type PasskeyView = z.infer<typeof passkeyView>;
