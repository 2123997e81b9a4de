import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { type MeView, meView } from "../../../src/contract/http/me.ts";
import type { Deed } from "../../../src/domain/rights/deeds.ts";
import { read } from "../api/call-api.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import { mayDo, mayGo } from "./first-page.ts";

/** Who asks, and what they may. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }): Promise<MeView> => read(meView, "me", signal),
});

/** null until it was read. Asked again whenever the stream was lost: it ends where rights change. */
function useMe(): MeView | null {
  const lostAt = useLiveValue((live) => live.lostAt);
  const client = useQueryClient();
  const lastLost = useRef(0);
  if (lostAt !== null) lastLost.current = lostAt;
  const { data } = useQuery({
    ...meQuery,
    queryKey: lastLost.current === 0 ? meQuery.queryKey : ["me", String(lastLost.current)],
    placeholderData: (before: MeView | undefined) => before,
  });
  // While the server is away, what was known before holds.
  return data ?? client.getQueryData<MeView>(meQuery.queryKey) ?? null;
}

/** Whether the reader may do a deed; true while nobody knows, since the server is asked anyway. */
export function useMay(deed: Deed): boolean {
  const me = useMe();
  return me === null || mayDo(me, deed);
}

/** The same, and false while nobody knows: for what is asked for by itself, and would be refused. */
export function useSurelyMay(deed: Deed): boolean {
  const me = useMe();
  return me !== null && mayDo(me, deed);
}

/** The name by which the reader is named in what they write; null until it was read. */
export function useMyName(): string | null {
  return useMe()?.name ?? null;
}

/** Whether the reader signs in with an account of their own; false while nobody knows. */
export function useHasAccount(): boolean {
  return useMe()?.kind === "account";
}

/** Whether a student is the reader. */
export function useIsOneself(student: string): boolean {
  return useMe()?.student === student;
}

/** The same for several deeds. */
export function useMayDeed(): (deed: Deed) => boolean {
  const me = useMe();
  return (deed) => me === null || mayDo(me, deed);
}

/** Whether the reader may do a deed to everything there is. */
export function useMayAll(deed: Deed): boolean {
  const me = useMe();
  return me === null || me.deeds.some((held) => held.deed === deed && held.reach === "everything");
}

/** Whether a page has anything for the reader. */
export function useMayGo(): (to: string) => boolean {
  const me = useMe();
  return (to) => me === null || mayGo(me, to);
}
