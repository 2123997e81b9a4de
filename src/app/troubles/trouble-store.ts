import type { Temporal } from "temporal-polyfill";
import type { Role } from "../../domain/rights/role.ts";
import type { KeptTrouble, TroubleNews } from "./follow-troubles.ts";

/** What was found wrong with readers, and whom it was told. */
export interface TroubleStore {
  /** All that are not over. */
  kept(): Promise<readonly KeptTrouble[]>;
  /**
   * Stores what a round made of them, all in one transaction: what is told has a number from then on, and its mail waits.
   *
   * @param told.roles as one of which somebody has to be granted to be told by mail; null without a mail server
   * @param told.subject of the messages that are queued
   * @returns how many messages were queued
   */
  record(
    news: TroubleNews,
    told: { readonly roles: readonly Role[] | null; readonly subject: string; readonly at: Temporal.Instant },
  ): Promise<number>;
}
