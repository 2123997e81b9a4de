import { randomBytes } from "node:crypto";
import { Secret, TOTP } from "otpauth";
import type { TimedCodes } from "../../app/accounts/timed-codes.ts";

const period = 30;
const secretBytes = 20;
/** A code of the half minute before and after is taken too: clocks of phones differ. */
const window = 1;

/** Codes by time (RFC 6238) as every app on a phone makes them. */
export const timedCodes: TimedCodes = {
  newSecret: () => randomBytes(secretBytes),
  write: (secret) => secretOf(secret).base32,
  address: (secret, { institution, login }) =>
    new TOTP({ issuer: institution, label: login, secret: secretOf(secret), period }).toString(),
  stepOf(secret, code, at) {
    const timestamp = at.epochMilliseconds;
    const delta = TOTP.validate({ token: code, secret: secretOf(secret), period, timestamp, window });
    return delta === null ? null : TOTP.counter({ period, timestamp }) + delta;
  },
};

const secretOf = (bytes: Uint8Array): Secret => new Secret({ buffer: Uint8Array.from(bytes).buffer });
