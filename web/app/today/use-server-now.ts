import { useEffect, useRef, useState } from "react";
import { useLiveValue } from "../shell/use-live-value.ts";

/**
 * The server's clock in epoch milliseconds, by the time that it last told: a browser's own may be minutes off.
 *
 * @param everyMs how often it moves on
 */
export function useServerNow(everyMs: number): number {
  const toldAt = useLiveValue(({ pulse }) => pulse?.flow.at ?? null);
  const ahead = useRef({ toldAt: "", ms: 0 });
  if (toldAt !== null && toldAt !== ahead.current.toldAt) {
    ahead.current = { toldAt, ms: Date.parse(toldAt) - Date.now() };
  }
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return Math.max(now + ahead.current.ms, toldAt === null ? 0 : Date.parse(toldAt));
}
