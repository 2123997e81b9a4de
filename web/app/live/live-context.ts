import { createContext, use, useSyncExternalStore } from "react";
import type { LiveSnapshot, LiveStore } from "./create-live-store.ts";

export const LiveContext = createContext<LiveStore | null>(null);

/** The store that the page was started with. Throws outside of one. */
export function useLiveStore(): LiveStore {
  const store = use(LiveContext);
  if (store === null) throw new Error("a live component was rendered outside of LiveContext");
  return store;
}

/** What the page knows now; renders again with each frame. */
export function useLive(): LiveSnapshot {
  const store = useLiveStore();
  return useSyncExternalStore(store.subscribe, store.snapshot);
}
