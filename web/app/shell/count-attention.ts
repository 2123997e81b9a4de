import type { LiveSnapshot } from "../live/create-live-store.ts";

/** How many things a person should look at. */
export const countAttention = ({ pulse }: LiveSnapshot): number => pulse?.monitor.attention.length ?? 0;

/** How many of today's messages wait in quarantine. */
export const countQuarantine = ({ pulse }: LiveSnapshot): number =>
  (pulse?.monitor.attention ?? []).reduce(
    (sum, item) => sum + (item.kind === "quarantine" ? item.messages : 0),
    0,
  );
