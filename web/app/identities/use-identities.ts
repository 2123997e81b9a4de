import { keepPreviousData, useQuery } from "@tanstack/react-query";
import {
  claimPreview,
  identityClaimList,
  type UnclaimedIdentityView,
  unclaimedList,
} from "../../../src/contract/http/identities.ts";
import { post, read } from "../api/call-api.ts";

/** Under which everything about identities is read, and read again after a deed. */
export const identitiesKey = "identities";

/** A preview is of before the deed: it is neither kept nor read again after it. */
const previewKey = "identity-preview";

export function useUnclaimed(days: number) {
  return useQuery({
    queryKey: [identitiesKey, "unclaimed", days],
    queryFn: ({ signal }) => read(unclaimedList, `identities/unclaimed?days=${days}`, signal),
    placeholderData: keepPreviousData,
  });
}

export function useIdentityClaims() {
  return useQuery({
    queryKey: [identitiesKey, "claims"],
    queryFn: ({ signal }) => read(identityClaimList, "identities/claims", signal),
  });
}

/** @param student null while nobody is chosen */
export function useClaimPreview(
  { scheme, value }: Pick<UnclaimedIdentityView, "scheme" | "value">,
  student: string | null,
) {
  return useQuery({
    queryKey: [previewKey, scheme, value, student],
    gcTime: 0,
    enabled: student !== null,
    retry: false,
    queryFn: () => post(claimPreview, "identities/claims/preview", { scheme, value, student }),
  });
}

export function useUndoPreview(id: string) {
  return useQuery({
    queryKey: [previewKey, id],
    gcTime: 0,
    retry: false,
    queryFn: () => post(claimPreview, `identities/claims/${encodeURIComponent(id)}/preview-undo`),
  });
}
