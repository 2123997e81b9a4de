import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { StudentPage } from "../../../src/contract/http/api.ts";
import { readStudents, type StudentSort } from "../api/call-api.ts";
import { useLiveStore } from "../live/live-context.ts";

/** Students as the server gave them, with the change up to which the answer is complete at least. */
export interface DatedPage extends StudentPage {
  readonly since: number;
}

const pageSize = 50;

/**
 * The students whose id contains `search`, page by page. The order is that of the answer: a row stays where it is
 * when its rate changes. Each page remembers what had been heard when it was asked
 * for: the server had committed that before it told us, so the answer holds it, and whatever was heard later is
 * folded over it when it is shown.
 *
 * @param reading grows when everything is to be read anew; 0 waits
 */
export function useStudents(search: string, sort: StudentSort, reading: number) {
  const store = useLiveStore();
  const client = useQueryClient();
  const query = useInfiniteQuery({
    queryKey: ["students", search, sort],
    enabled: reading > 0,
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }): Promise<DatedPage> => {
      const since = store.snapshot().state?.seq ?? 0;
      return { ...(await readStudents({ search, sort, cursor: pageParam, limit: pageSize }, signal)), since };
    },
    getNextPageParam: (last) => last.next,
    placeholderData: (before) => before,
  });
  useEffect(() => {
    if (reading > 1) void client.invalidateQueries({ queryKey: ["students"] });
  }, [client, reading]);
  return query;
}
