import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { type ScanView, scanPage } from "../../../src/contract/http/scans.ts";
import { read } from "../api/call-api.ts";
import { keptScans } from "../live/fold-changes.ts";
import { useLiveStore } from "../live/live-context.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import { mergeScans } from "./merge-scans.ts";
import { matchesFilter, type ScanFilter, scanFilter, scanQuery } from "./scan-filter.ts";

export interface ScanLog {
  /** Newest first, as far as they were read; null until they were. */
  readonly scans: readonly ScanView[] | null;
  /** The change up to which everything was read at first: scans after it arrived since. */
  readonly since: number;
  readonly hasOlder: boolean;
  readonly readingOlder: boolean;
  readonly readOlder: () => void;
  /** true while what is shown answers an earlier question. */
  readonly stale: boolean;
  readonly error: Error | null;
  readonly again: () => void;
}

const pageSize = 100;
const none: readonly ScanView[] = [];

/**
 * The scans that a filter leaves, read page by page from the newest back, with those that arrive meanwhile on top.
 * Where more arrived at once than the feed keeps, everything is read again rather than shown with a gap.
 */
export function useScanLog(filter: ScanFilter): ScanLog {
  const store = useLiveStore();
  const client = useQueryClient();
  const reading = useLiveValue((live) => live.reading);
  const timeZone = useLiveValue(({ state }) => state?.system.timeZone ?? "UTC");
  const live = useLiveValue(({ state }) => state?.scans ?? none);
  const parameters = scanQuery(filter).toString();
  const query = useInfiniteQuery({
    queryKey: ["scans", reading, parameters],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) => {
      const since = store.snapshot().state?.seq ?? 0;
      const asked = new URLSearchParams(parameters);
      asked.set("limit", String(pageSize));
      if (pageParam !== null) asked.set("cursor", pageParam);
      return { ...(await read(scanPage, `scans?${asked}`, signal)), since };
    },
    getNextPageParam: (last) => last.next,
    placeholderData: (before) => before,
  });
  const pages = query.data?.pages;
  const since = pages?.[0]?.since ?? 0;
  const stale = query.isPlaceholderData;

  const heard = useHeard(live, since, stale);
  useEffect(() => {
    if (heard.gap) void client.invalidateQueries({ queryKey: ["scans", reading, parameters] });
  }, [heard.gap, client, reading, parameters]);

  const scans = useMemo(() => {
    if (pages === undefined) return null;
    const all = pages.flatMap((page) => page.scans);
    if (stale) return all;
    const asked = scanFilter.parse(Object.fromEntries(new URLSearchParams(parameters)));
    return mergeScans(
      all,
      heard.scans.filter((scan) => matchesFilter(scan, asked, timeZone)),
    );
  }, [pages, heard.scans, stale, parameters, timeZone]);

  return {
    scans,
    since,
    hasOlder: query.hasNextPage,
    readingOlder: query.isFetchingNextPage,
    readOlder: () => {
      if (!query.isFetching) void query.fetchNextPage();
    },
    stale,
    error: query.error,
    again: () => void (query.isFetchNextPageError ? query.fetchNextPage() : query.refetch()),
  };
}

/** Every scan heard of since a change; `gap` where the feed has let go of some before they were taken here. */
function useHeard(live: readonly ScanView[], since: number, stale: boolean) {
  const [kept, setKept] = useState<{
    readonly since: number;
    readonly live: readonly ScanView[];
    readonly scans: readonly ScanView[];
    readonly gap: boolean;
  }>({ since, live: none, scans: none, gap: false });
  if (!stale && (kept.since !== since || kept.live !== live)) {
    const before = kept.since === since ? kept.scans : none;
    const upTo = kept.since === since ? (before[0]?.seq ?? since) : since;
    const fresh = live.filter((scan) => scan.seq > since);
    const full = live.length >= keptScans && (live.at(-1)?.seq ?? 0) > upTo;
    setKept({ since, live, scans: mergeScans(before, fresh), gap: full });
  }
  return kept;
}
