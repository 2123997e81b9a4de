import { useEffect, useRef } from "react";
import { useLiveStore } from "../live/live-context.ts";

/** A timer for longer would overflow; the page asks anew in between. */
const longestMs = 6 * 3_600_000;
/** The server's clock is told by its pulse, up to so much later. */
const slackMs = 1_500;

/**
 * Calls `onTurn` shortly after each of the instants that is still to come, by the server's clock: what changes by the
 * clock alone is told by nobody.
 *
 * @param instants RFC 3339, in any order; the same array for the same instants
 */
export function useClockTurn(instants: readonly string[], onTurn: () => void): void {
  const store = useLiveStore();
  const act = useRef(onTurn);
  act.current = onTurn;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    function wait(): void {
      const told = store.snapshot().pulse?.flow.at;
      const now = told === undefined ? Date.now() : Date.parse(told);
      const next = Math.min(...instants.map((each) => Date.parse(each)).filter((each) => each > now));
      if (!Number.isFinite(next)) return;
      const ms = next - now + slackMs;
      timer = setTimeout(
        () => {
          if (ms <= longestMs) act.current();
          wait();
        },
        Math.min(ms, longestMs),
      );
    }
    wait();
    return () => clearTimeout(timer);
  }, [instants, store]);
}
