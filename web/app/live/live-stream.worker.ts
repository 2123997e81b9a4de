import type { LiveSignal } from "./live-signal.ts";
import { openLiveStream } from "./open-live-stream.ts";

/** Holds the one live feed of this browser: HTTP/1.1 allows six connections to an origin, for all tabs together. */

const tabs = new Set<MessagePort>();
let connected = false;
let close: (() => void) | null = null;

function tell(signal: LiveSignal): void {
  if (signal.kind === "connected") connected = true;
  if (signal.kind === "disconnected") connected = false;
  for (const tab of tabs) tab.postMessage(signal);
}

function join(tab: MessagePort): void {
  tabs.add(tab);
  close ??= openLiveStream("/api/v1/live", tell);
  // A tab that joins has missed whatever was said before.
  if (connected) tab.postMessage({ kind: "connected", resumed: false } satisfies LiveSignal);
}

function leave(tab: MessagePort): void {
  tabs.delete(tab);
  if (tabs.size > 0) return;
  close?.();
  close = null;
  connected = false;
}

addEventListener("connect", (event) => {
  if (!(event instanceof MessageEvent)) return;
  const tab = event.ports[0];
  if (tab === undefined) return;
  tab.onmessage = (message: MessageEvent<unknown>) => {
    if (message.data === "join") join(tab);
    else if (message.data === "leave") leave(tab);
  };
});
