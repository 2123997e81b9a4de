import type { Temporal } from "temporal-polyfill";
import type { AccountsTransaction } from "./accounts-store.ts";
import { hashOfToken, readCode } from "./secrets.ts";
import type { TimedCodes } from "./timed-codes.ts";

/**
 * Takes a code of the second factor, or a recovery code, each once.
 *
 * @returns which of the two it was; null where it is none
 */
export async function takeCode(
  transaction: AccountsTransaction,
  codes: TimedCodes,
  account: string,
  typed: string,
  at: Temporal.Instant,
): Promise<"timed" | "recovery" | null> {
  const digits = typed.replace(/\s/g, "");
  if (/^\d{6}$/.test(digits)) {
    const factor = await transaction.secondFactor(account);
    const step = factor === null ? null : codes.stepOf(factor.secret, digits, at);
    return step !== null && (await transaction.takeStep(account, step)) ? "timed" : null;
  }
  return (await transaction.takeRecoveryCode(account, hashOfToken(readCode(typed)), at)) ? "recovery" : null;
}
