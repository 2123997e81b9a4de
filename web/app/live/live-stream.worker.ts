import type { LiveSignal } from "./live-signal.ts";
import { type LiveStream, openLiveStream } from "./open-live-stream.ts";

/** Holds the one live feed of this browser: HTTP/1.1 allows six connections to an origin, for all tabs together. */

/** What a tab asks for: to be told of these things, or of nothing more. */
export type TabRequest =
  | { readonly kind: "show"; readonly shows: readonly string[] }
  | { readonly kind: "leave" };

const tabs = new Map<MessagePort, readonly string[]>();
/** What the stream tells of; null while it is not connected. */
let connected: readonly string[] | null = null;
let stream: LiveStream | null = null;

function tell(signal: LiveSignal): void {
  if (signal.kind === "connected") connected = signal.shows;
  if (signal.kind === "disconnected") connected = null;
  for (const tab of tabs.keys()) tab.postMessage(signal);
}

/** What all tabs show together. */
const union = (): string[] => [...new Set([...tabs.values()].flat())].sort();

function show(tab: MessagePort, shows: readonly string[]): void {
  const joins = !tabs.has(tab);
  tabs.set(tab, shows);
  if (stream === null) stream = openLiveStream("/api/v1/live", union(), tell);
  else stream.show(union());
  // A tab that joins has missed whatever was said before.
  if (joins && connected !== null) {
    tab.postMessage({ kind: "connected", resumed: false, shows: connected } satisfies LiveSignal);
  }
}

function leave(tab: MessagePort): void {
  tabs.delete(tab);
  if (tabs.size > 0) {
    stream?.show(union());
    return;
  }
  stream?.close();
  stream = null;
  connected = null;
}

addEventListener("connect", (event) => {
  if (!(event instanceof MessageEvent)) return;
  const tab = event.ports[0];
  if (tab === undefined) return;
  tab.onmessage = ({ data }: MessageEvent<TabRequest>) => {
    if (data.kind === "show") show(tab, data.shows);
    else leave(tab);
  };
});
