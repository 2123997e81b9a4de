import type { LiveSignal } from "./live-signal.ts";
import { createEventStreamParser } from "./parse-event-stream.ts";

const firstRetryMs = 500;
const longestRetryMs = 5_000;
/** A connection that said nothing for so long may be dead without knowing it; resuming loses nothing. */
const quietMs = 45_000;

export interface LiveStream {
  /** From now on the stream tells of these things; it resumes where it was, so that nothing is missed. */
  readonly show: (shows: readonly string[]) => void;
  readonly close: () => void;
}

/**
 * Reads the live feed and keeps at it until closed: reconnects by itself, and resumes with Last-Event-ID. This
 * is fetch and not EventSource because an EventSource gives up for good on an error answer, cannot be told where
 * to resume, and does not notice a connection that died in a sleeping laptop.
 *
 * @param url of the feed, same origin
 * @param shows what it tells of at first
 * @param tell is called with each signal, in order
 * @param authorization what is shown in the header of that name, where it is no cookie that lets one in
 */
export function openLiveStream(
  url: string,
  shows: readonly string[],
  tell: (signal: LiveSignal) => void,
  authorization: string | null = null,
): LiveStream {
  const closing = new AbortController();
  const asked = { shows, anew: new AbortController() };
  const headers = {
    accept: "text/event-stream",
    ...(authorization === null ? {} : { authorization }),
  };
  void keepReading({ url, headers }, asked, tell, closing.signal);
  return {
    show(next) {
      if (next.join(" ") === asked.shows.join(" ")) return;
      asked.shows = next;
      const { anew } = asked;
      asked.anew = new AbortController();
      anew.abort();
    },
    close: () => closing.abort(),
  };
}

interface Asked {
  readonly shows: readonly string[];
  /** Fires when something else is to be shown. */
  readonly anew: AbortController;
}

async function keepReading(
  { url, headers }: { readonly url: string; readonly headers: Readonly<Record<string, string>> },
  asked: Asked,
  tell: (signal: LiveSignal) => void,
  closed: AbortSignal,
): Promise<void> {
  let lastId = "";
  let failures = 0;
  while (!closed.aborted) {
    const connection = new AbortController();
    const hangUp = () => connection.abort();
    closed.addEventListener("abort", hangUp, { once: true });
    const { shows, anew } = asked;
    anew.signal.addEventListener("abort", hangUp, { once: true });
    let quiet = setTimeout(hangUp, quietMs);
    let gaveUpOnSilence = false;
    let signedOut = false;
    try {
      const response = await fetch(`${url}?${new URLSearchParams(shows.map((each) => ["show", each]))}`, {
        headers: { ...headers, ...(lastId === "" ? {} : { "last-event-id": lastId }) },
        cache: "no-store",
        signal: connection.signal,
      });
      signedOut = response.status === 401;
      if (!response.ok || response.body === null)
        throw new Error(`the live feed answered ${response.status}`);
      tell({ kind: "connected", resumed: lastId !== "", shows });
      failures = 0;
      const parse = createEventStreamParser();
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        clearTimeout(quiet);
        quiet = setTimeout(() => {
          gaveUpOnSilence = true;
          hangUp();
        }, quietMs);
        for (const event of parse(value)) {
          if (event.id !== "") lastId = event.id;
          tell({ kind: "event", name: event.name, data: event.data });
        }
      }
    } catch {
      // A feed that ends, refuses or is out of reach is one and the same thing here: say so and try again.
    } finally {
      clearTimeout(quiet);
      closed.removeEventListener("abort", hangUp);
    }
    if (closed.aborted) return;
    if (gaveUpOnSilence || anew.signal.aborted) continue;
    tell({ kind: "disconnected", signedOut });
    await pause(retryDelay(failures), closed);
    failures += 1;
  }
}

/** Doubles from half a second to five, each with up to a half less, so that pages do not return all at once. */
function retryDelay(failures: number): number {
  const delay = Math.min(longestRetryMs, firstRetryMs * 2 ** failures);
  return delay * (1 - Math.random() / 2);
}

/** Ends after `ms`, at once when the device comes back online, or when `closed` fires. */
function pause(ms: number, closed: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener("online", end);
      closed.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    addEventListener("online", end);
    closed.addEventListener("abort", end);
  });
}
