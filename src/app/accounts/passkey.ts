import type { Temporal } from "temporal-polyfill";
import type { PasskeyAnswer, PasskeyMaking, PasskeyQuestion } from "../../contract/http/passkeys.ts";

/** A key that somebody's device made for this server, as far as the server knows it: nothing of it is secret. */
export interface Passkey {
  readonly id: string;
  readonly account: string;
  /** What the device calls it, in base64url. */
  readonly credential: string;
  /** COSE. */
  readonly publicKey: Uint8Array;
  /** How often the device says it has signed; 0 for one that does not count. */
  readonly counter: number;
  readonly transports: readonly string[];
  /** The name of this server that it was made for. */
  readonly host: string;
  /** What its owner calls it. */
  readonly name: string;
  readonly createdAt: Temporal.Instant;
  readonly lastUsedAt: Temporal.Instant | null;
  /** When its count went back, and it was refused for that; null for never. */
  readonly refusedAt: Temporal.Instant | null;
}

export interface PasskeysReading {
  /** The passkeys of an account, oldest first. */
  passkeysOf(account: string): Promise<readonly Passkey[]>;
  /** @param credential in base64url */
  passkey(credential: string): Promise<Passkey | null>;
}

export interface PasskeysWriting {
  /** @returns false where somebody has the same one already */
  addPasskey(passkey: Passkey): Promise<boolean>;
  renamePasskey(id: string, name: string): Promise<void>;
  countPasskey(id: string, counter: number, at: Temporal.Instant): Promise<void>;
  /** Notes that a passkey was refused because its count went back. */
  refcountPasskey(id: string, at: Temporal.Instant): Promise<void>;
  removePasskey(id: string): Promise<void>;
  /** @returns how many there were */
  removePasskeysOf(account: string): Promise<number>;
}

/** Where passkeys are made for and asked for: a name of this server and the pages under it. */
export interface PasskeySite {
  /** The name, which a browser binds a passkey to. */
  readonly host: string;
  /** Where the pages come from, which a browser signs as well. */
  readonly origin: string;
}

/** What is asked of a device, and what it says is looked at: WebAuthn. */
export interface PasskeyCeremony {
  /** @param asked.known the passkeys of the account, of which a device makes no second one */
  making(asked: {
    readonly site: PasskeySite;
    readonly challenge: string;
    readonly institution: string;
    readonly account: { readonly id: string; readonly login: string; readonly name: string };
    readonly known: readonly Passkey[];
  }): Promise<PasskeyMaking>;
  /** @param asked.of whose passkeys are asked for; null for whichever the owner chooses */
  question(asked: {
    readonly site: PasskeySite;
    readonly challenge: string;
    readonly of: readonly Passkey[] | null;
  }): Promise<PasskeyQuestion>;
  /** @throws PasskeyFault where the device did not make it for this question, here, with its owner verified */
  readMade(
    answer: PasskeyAnswer<"made">,
    site: PasskeySite,
    challenge: string,
  ): Promise<Pick<Passkey, "credential" | "publicKey" | "counter" | "transports">>;
  /**
   * @returns the device's count
   * @throws PasskeyFault where the passkey did not sign this question, here, with its owner verified
   */
  readSigned(
    answer: PasskeyAnswer<"signed">,
    site: PasskeySite,
    challenge: string,
    passkey: Passkey,
  ): Promise<number>;
}

/** Why what a device said proves nothing: words for the log. */
export class PasskeyFault extends Error {
  override readonly name = "PasskeyFault";
}
