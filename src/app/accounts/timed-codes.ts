import type { Temporal } from "temporal-polyfill";

/** Codes that follow from a secret and the time (RFC 6238): six digits, thirty seconds. */
export interface TimedCodes {
  newSecret(): Uint8Array;
  /** The secret as people type it, in letters and digits. */
  write(secret: Uint8Array): string;
  /** The address that an app on a phone reads from a picture. */
  address(secret: Uint8Array, label: { readonly institution: string; readonly login: string }): string;
  /** The number of the half minute that a code is of; null where it is of none close to this time. */
  stepOf(secret: Uint8Array, code: string, at: Temporal.Instant): number | null;
}
