import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { senderPage } from "../../../src/contract/http/senders.ts";
import { read } from "../api/call-api.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import { nameOfSender } from "./name-of-sender.ts";

/**
 * What people call a device, by its name in topics; that name itself where nobody said, and until it was read. Read once
 * for all who ask, and again when somebody says something else: the server then lets every page read anew.
 */
export function useDeviceName(): (name: string) => string {
  const reading = useLiveValue((live) => live.reading);
  const { data } = useQuery({
    queryKey: ["device names", reading],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) =>
      new Map(
        (await read(senderPage, "senders", signal)).senders.map((sender) => [
          sender.name,
          nameOfSender(sender),
        ]),
      ),
  });
  return useCallback((name: string) => data?.get(name) ?? name, [data]);
}
