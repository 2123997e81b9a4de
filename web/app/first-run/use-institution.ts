import { useQuery } from "@tanstack/react-query";
import { institutionView } from "../../../src/contract/http/institution.ts";
import { read } from "../api/call-api.ts";
import { useLiveValue } from "../shell/use-live-value.ts";

export const institutionKey = ["institution"] as const;

/** The institution with what is still asked of it; read again when the first run is over. */
export function useInstitution() {
  const firstRun = useLiveValue(({ state }) => state?.system.institution.firstRun ?? false);
  return useQuery({
    queryKey: [...institutionKey, firstRun],
    queryFn: ({ signal }) => read(institutionView, "institution", signal),
    // What is planned, and which term has begun, is told of no change.
    staleTime: 0,
  });
}
