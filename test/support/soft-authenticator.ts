import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import type { PasskeyMaking, PasskeyQuestion } from "../../src/contract/http/passkeys.ts";

/** What an authenticator, or somebody who pretends to be one, does otherwise than it should. */
export interface Otherwise {
  readonly origin?: string;
  readonly host?: string;
  readonly challenge?: string;
  readonly type?: string;
  readonly crossOrigin?: boolean;
  /** false where nobody showed a finger, a face or a code. */
  readonly verified?: boolean;
  readonly present?: boolean;
  readonly counter?: number;
  readonly userHandle?: string | null;
  /** Signs with another key. */
  readonly key?: KeyObject;
}

export interface SoftPasskey {
  readonly id: string;
  readonly host: string;
  readonly userHandle: string;
  readonly key: KeyObject;
  counter: number;
}

/** An authenticator in software: P-256, discoverable, owners verified, attestation "none" (WebAuthn Level 3). */
export function softAuthenticator(origin: string) {
  return {
    make(options: PasskeyMaking, otherwise: Otherwise = {}) {
      const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
      const id = randomBytes(32);
      const host = options.rp.id;
      const passkey: SoftPasskey = {
        id: id.toString("base64url"),
        host,
        userHandle: options.user.id,
        key: privateKey,
        counter: 0,
      };
      const { x = "", y = "" } = publicKey.export({ format: "jwk" });
      const cose = Buffer.concat([
        Buffer.from("a5010203262001215820", "hex"),
        Buffer.from(x, "base64url"),
        Buffer.from("225820", "hex"),
        Buffer.from(y, "base64url"),
      ]);
      const made = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, cose]);
      const data = Buffer.concat([head(host, otherwise, 0x40, otherwise.counter ?? 0), made]);
      const attestation = Buffer.concat([
        Buffer.from("a363666d74646e6f6e656761747453746d74a0686175746844617461", "hex"),
        Buffer.from([0x58, data.length]),
        data,
      ]);
      const answer = {
        id: passkey.id,
        rawId: passkey.id,
        type: "public-key",
        clientExtensionResults: {},
        response: {
          clientDataJSON: client("webauthn.create", options.challenge, origin, otherwise),
          attestationObject: attestation.toString("base64url"),
          transports: ["internal"],
        },
      };
      return { passkey, answer };
    },

    sign(passkey: SoftPasskey, options: PasskeyQuestion, otherwise: Otherwise = {}) {
      passkey.counter = otherwise.counter ?? passkey.counter + 1;
      const clientDataJSON = client("webauthn.get", options.challenge, origin, otherwise);
      const data = head(options.rpId, otherwise, 0, passkey.counter);
      const hash = createHash("sha256").update(Buffer.from(clientDataJSON, "base64url")).digest();
      const signature = createSign("sha256")
        .update(Buffer.concat([data, hash]))
        .sign(otherwise.key ?? passkey.key);
      return {
        id: passkey.id,
        rawId: passkey.id,
        type: "public-key",
        clientExtensionResults: {},
        response: {
          clientDataJSON,
          authenticatorData: data.toString("base64url"),
          signature: signature.toString("base64url"),
          userHandle: otherwise.userHandle === undefined ? passkey.userHandle : otherwise.userHandle,
        },
      };
    },
  };
}

function client(type: string, challenge: string, origin: string, otherwise: Otherwise): string {
  const said = {
    type: otherwise.type ?? type,
    challenge: otherwise.challenge ?? challenge,
    origin: otherwise.origin ?? origin,
    crossOrigin: otherwise.crossOrigin ?? false,
  };
  return Buffer.from(JSON.stringify(said)).toString("base64url");
}

/** Hash of the host, flags (present, verified), and the count. */
function head(host: string, otherwise: Otherwise, flags: number, counter: number): Buffer {
  const present = otherwise.present === false ? 0 : 0x01;
  const verified = otherwise.verified === false ? 0 : 0x04;
  const count = Buffer.alloc(4);
  count.writeUInt32BE(counter);
  return Buffer.concat([
    createHash("sha256")
      .update(otherwise.host ?? host)
      .digest(),
    Buffer.from([flags | present | verified]),
    count,
  ]);
}
