import type { LiveSignal } from "./live-signal.ts";
import { openLiveStream } from "./open-live-stream.ts";

/**
 * Joins the live feed: through the worker that all tabs share, or alone where a browser has no shared workers.
 *
 * @param tell is called with each signal, in order; the first is `connected` with `resumed: false`
 * @returns a function that leaves
 */
export function joinLiveStream(tell: (signal: LiveSignal) => void): () => void {
  return typeof SharedWorker === "undefined" ? joinAlone(tell) : joinShared(tell);
}

function joinShared(tell: (signal: LiveSignal) => void): () => void {
  const worker = new SharedWorker(new URL("./live-stream.worker.ts", import.meta.url), {
    type: "module",
    name: "muster-live",
  });
  let leaveAlone: (() => void) | null = null;
  const leave = () => worker.port.postMessage("leave");
  // A page put aside for the back button hears nothing, and a port never says that its page is gone.
  const rejoin = (event: PageTransitionEvent) => {
    if (event.persisted) worker.port.postMessage("join");
  };
  worker.port.onmessage = (message: MessageEvent<LiveSignal>) => tell(message.data);
  // Some browsers have the constructor and refuse to run the script, in private windows above all.
  worker.onerror = () => {
    leaveAlone ??= joinAlone(tell);
  };
  worker.port.postMessage("join");
  addEventListener("pagehide", leave);
  addEventListener("pageshow", rejoin);
  return () => {
    removeEventListener("pagehide", leave);
    removeEventListener("pageshow", rejoin);
    leave();
    leaveAlone?.();
  };
}

/** A stream of this tab's own; let go while nobody looks, so that hidden tabs do not use up the connections. */
function joinAlone(tell: (signal: LiveSignal) => void): () => void {
  let close: (() => void) | null = null;
  const follow = () => {
    if (document.visibilityState === "hidden") {
      close?.();
      close = null;
    } else {
      close ??= openLiveStream("/api/v1/live", tell);
    }
  };
  follow();
  document.addEventListener("visibilitychange", follow);
  return () => {
    document.removeEventListener("visibilitychange", follow);
    close?.();
  };
}
