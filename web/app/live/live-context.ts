import { createContext, use, useSyncExternalStore } from "react";
import type { LiveSnapshot, LiveStore } from "./create-live-store.ts";
import type { LiveState } from "./fold-changes.ts";

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

/** What the page knows, below the shell, which shows nothing of a page before everything was read once. */
export function useLoaded(): LiveSnapshot & { readonly state: LiveState } {
  const live = useLive();
  if (live.state === null) throw new Error("a page was rendered before anything was read");
  return { ...live, state: live.state };
}
