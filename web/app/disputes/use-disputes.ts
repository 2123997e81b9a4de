import { type UseQueryResult, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import { type DisputeView, disputeList, disputeView } from "../../../src/contract/http/disputes.ts";
import { post, read } from "../api/call-api.ts";

type DisputeList = z.infer<typeof disputeList>;

interface DisputesAsked {
  readonly session?: string;
  readonly student?: string;
  readonly state?: DisputeView["state"] | undefined;
}

/** Disputes of a mark, a session, a student, or all that the reader may see; read again after each deed and look. */
export function useDisputes(asked: DisputesAsked, enabled: boolean): UseQueryResult<DisputeList> {
  const parameters = new URLSearchParams({ limit: "200" });
  for (const [name, value] of Object.entries(asked)) if (value !== undefined) parameters.set(name, value);
  return useQuery({
    queryKey: ["disputes", parameters.toString()],
    queryFn: ({ signal }) => read(disputeList, `disputes?${parameters}`, signal),
    enabled,
    retry: false,
    refetchOnWindowFocus: true,
  });
}

/** Says something of a dispute, or raises one; what rests on it is read again. */
export function useDisputeDeed(onDone: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ path, sent }: { readonly path: string; readonly sent: unknown }) =>
      post(disputeView, path, sent),
    onSuccess: onDone,
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ["disputes"] }),
        client.invalidateQueries({ queryKey: ["view"] }),
      ]),
  });
}
