import type { LiveSnapshot } from "../live/create-live-store.ts";

/** How many things a person should look at, by their cause, without those put away. */
export const countAttention = ({ pulse }: LiveSnapshot): number =>
  (pulse?.monitor.groups ?? []).filter(({ snoozed }) => snoozed === null).length;

/** How many messages wait in quarantine. */
export const countQuarantine = ({ pulse }: LiveSnapshot): number =>
  (pulse?.monitor.attention ?? []).reduce(
    (sum, item) => sum + (item.kind === "quarantine" ? item.messages : 0),
    0,
  );

/** How many registers of all days hold marks that a person has to decide. */
export const countToReview = ({ pulse }: LiveSnapshot): number => pulse?.monitor.toReview ?? 0;

/** How many registers of all days wait for a signature. */
export const countToSign = ({ pulse }: LiveSnapshot): number => pulse?.monitor.toSign ?? 0;
