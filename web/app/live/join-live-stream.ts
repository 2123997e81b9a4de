import type { LiveSignal } from "./live-signal.ts";
import type { TabRequest } from "./live-stream.worker.ts";
import { type LiveStream, openLiveStream } from "./open-live-stream.ts";

/**
 * Joins the live feed: through the worker that all tabs share, or alone where a browser has no shared workers.
 *
 * @param shows what this tab wants to be told of at first
 * @param tell is called with each signal, in order; the first is `connected` with `resumed: false`
 */
export function joinLiveStream(shows: readonly string[], tell: (signal: LiveSignal) => void): LiveStream {
  return typeof SharedWorker === "undefined" ? joinAlone(shows, tell) : joinShared(shows, tell);
}

function joinShared(shows: readonly string[], tell: (signal: LiveSignal) => void): LiveStream {
  const worker = new SharedWorker(new URL("./live-stream.worker.ts", import.meta.url), {
    type: "module",
    name: "muster-live",
  });
  let wanted = shows;
  let alone: LiveStream | null = null;
  const ask = (request: TabRequest): void => worker.port.postMessage(request);
  const leave = (): void => ask({ kind: "leave" });
  // A page put aside for the back button hears nothing, and a port never says that its page is gone.
  const rejoin = (event: PageTransitionEvent): void => {
    if (event.persisted) ask({ kind: "show", shows: wanted });
  };
  worker.port.onmessage = (message: MessageEvent<LiveSignal>) => tell(message.data);
  // Some browsers have the constructor and refuse to run the script, in private windows above all.
  worker.onerror = () => {
    alone ??= joinAlone(wanted, tell);
  };
  ask({ kind: "show", shows });
  addEventListener("pagehide", leave);
  addEventListener("pageshow", rejoin);
  return {
    show(next) {
      wanted = next;
      if (alone === null) ask({ kind: "show", shows: next });
      else alone.show(next);
    },
    close() {
      removeEventListener("pagehide", leave);
      removeEventListener("pageshow", rejoin);
      leave();
      alone?.close();
    },
  };
}

/** A stream of this tab's own; let go while nobody looks, so that hidden tabs do not use up the connections. */
function joinAlone(shows: readonly string[], tell: (signal: LiveSignal) => void): LiveStream {
  let wanted = shows;
  let stream: LiveStream | null = null;
  const follow = () => {
    if (document.visibilityState === "hidden") {
      stream?.close();
      stream = null;
    } else {
      stream ??= openLiveStream("/api/v1/live", wanted, tell);
    }
  };
  follow();
  document.addEventListener("visibilitychange", follow);
  return {
    show(next) {
      wanted = next;
      stream?.show(next);
    },
    close() {
      document.removeEventListener("visibilitychange", follow);
      stream?.close();
    },
  };
}
