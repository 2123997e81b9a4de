import { useSyncExternalStore } from "react";
import type { LiveSnapshot } from "../live/create-live-store.ts";
import { useLiveStore } from "../live/live-context.ts";

/**
 * One value of what the page knows; renders again only when that value changes.
 *
 * @param select must give the same value, or the same object, for the same snapshot
 */
export function useLiveValue<T>(select: (live: LiveSnapshot) => T): T {
  const store = useLiveStore();
  return useSyncExternalStore(store.subscribe, () => select(store.snapshot()));
}
