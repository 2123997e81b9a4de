import type { LiveStore } from "./create-live-store.ts";

/**
 * The number that something read from now on has in it at least; what the stream tells again replaces the same with the
 * same.
 */
export const toldUpTo = (store: LiveStore): number => store.snapshot().state?.seq ?? 0;
