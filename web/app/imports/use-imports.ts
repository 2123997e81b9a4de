import { type Query, type UseQueryResult, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { type ImportView, importList, importView } from "../../../src/contract/http/imports.ts";
import { read } from "../api/call-api.ts";

/** The list is kept under this key, each import under this and its id. */
export const importsKey = ["imports"] as const;
const atOnce = 20;

/** Earlier imports, newest first, as many pages of them as were asked for. Read anew whenever a page shows them. */
export function useImports() {
  return useInfiniteQuery({
    queryKey: importsKey,
    initialPageParam: null as string | null,
    staleTime: 0,
    queryFn: ({ pageParam, signal }) => {
      const parameters = new URLSearchParams({ limit: String(atOnce) });
      if (pageParam !== null) parameters.set("cursor", pageParam);
      return read(importList, `imports?${parameters}`, signal);
    },
    getNextPageParam: ({ next }) => next,
  });
}

const lookAgainMs = 2_000;

/** One import, with what it would do or did; one that is being applied is looked at again until it is. */
export function useImport(id: string): UseQueryResult<ImportView> {
  return useQuery({
    queryKey: [...importsKey, id],
    staleTime: 0,
    refetchInterval: ({ state: { data } }: Query<ImportView>) =>
      data?.state === "applying" ? lookAgainMs : false,
    queryFn: ({ signal }) => read(importView, `imports/${encodeURIComponent(id)}`, signal),
  });
}
