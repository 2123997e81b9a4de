import { type QueryKey, type UseQueryResult, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useLoaded } from "./live-context.ts";

const atMostEveryMs = 2_000;

/**
 * Figures that the server works out and the page cannot fold by itself: read once, and again after changes, at
 * most every two seconds, while what was read before stays on the page.
 *
 * @param everyMs at most so often, where reading is dear
 */
export function useLiveQuery<T>(
  key: QueryKey,
  read: (signal: AbortSignal) => Promise<T>,
  everyMs = atMostEveryMs,
): UseQueryResult<T> {
  const { state, reading } = useLoaded();
  const client = useQueryClient();
  const { seq } = state;
  const readAt = useRef({ seq, at: 0 });
  const fullKey = ["live", ...key, reading];
  const result = useQuery({
    queryKey: fullKey,
    queryFn: ({ signal }) => {
      readAt.current = { seq, at: performance.now() };
      return read(signal);
    },
    placeholderData: (before) => before,
  });
  const keyText = JSON.stringify(fullKey);
  useEffect(() => {
    if (seq <= readAt.current.seq) return;
    const wait = Math.max(0, readAt.current.at + everyMs - performance.now());
    const timer = setTimeout(() => void client.invalidateQueries({ queryKey: JSON.parse(keyText) }), wait);
    return () => clearTimeout(timer);
  }, [seq, keyText, client, everyMs]);
  return result;
}
