import { keepPreviousData, type UseQueryResult, useQuery } from "@tanstack/react-query";
import { type QuarantineGroups, quarantineGroups } from "../../../src/contract/http/quarantine.ts";
import { read } from "../api/call-api.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import type { QuarantineSearch } from "./quarantine-search.ts";
import { type Messages, readMessages } from "./read-messages.ts";
import { useAtMostEvery } from "./use-at-most-every.ts";

const atMostEveryMs = 2_000;
/** Of everything that is read here; what was replayed is read again by it. */
export const quarantineKey = "quarantine";

/** Grows with each message that is put into quarantine today, and with each new reading. */
function useQuarantineCount(): string {
  const count = useLiveValue(({ state, reading }) => `${reading} ${state?.totals.quarantined ?? 0}`);
  return useAtMostEvery(count, atMostEveryMs);
}

export function useQuarantineGroups(): UseQueryResult<QuarantineGroups> {
  const count = useQuarantineCount();
  return useQuery({
    queryKey: [quarantineKey, "groups", count],
    queryFn: ({ signal }) => read(quarantineGroups, "quarantine/groups", signal),
    placeholderData: keepPreviousData,
  });
}

export function useMessages(search: QuarantineSearch, wanted: number): UseQueryResult<Messages> {
  const count = useQuarantineCount();
  const filter = keyOfFilter(search);
  return useQuery({
    queryKey: [quarantineKey, "messages", filter, wanted, count],
    queryFn: ({ signal }) => readMessages(search, wanted, signal),
    // Of the same filter only: messages of another one under this heading would be wrong.
    placeholderData: (before, query) => (query?.queryKey[2] === filter ? before : undefined),
  });
}

/** The same for the same messages. */
export const keyOfFilter = ({ code, sender, state, q }: QuarantineSearch): string =>
  JSON.stringify([code, sender, state, q]);
