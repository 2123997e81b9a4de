import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { placementList, placementPreview } from "../../../src/contract/http/placements.ts";
import { post, read } from "../api/call-api.ts";

/** Under which it is read where senders hung, and read again after a deed. */
export const placementsKey = "placements";

/** A preview is of before the deed: it is neither kept nor read again after it. */
const previewKey = "placement-preview";

/** Where a sender hangs, as it is asked for. */
export interface PlacementAsked {
  readonly room: string;
  /** RFC 3339, UTC. */
  readonly from: string;
  /** What its messages name; left out where it names one place. */
  readonly location?: string;
}

/** The address of what is said of where a sender hung. */
export const placementsPath = (sender: string): string => `senders/${encodeURIComponent(sender)}/placements`;

export function usePlacements(sender: string) {
  return useQuery({
    queryKey: [placementsKey, sender],
    queryFn: ({ signal }) => read(placementList, placementsPath(sender), signal),
  });
}

/** @param asked null while something is not filled in */
export function usePlacementPreview(sender: string, asked: PlacementAsked | null) {
  return useQuery({
    queryKey: [previewKey, sender, asked],
    gcTime: 0,
    enabled: asked !== null,
    retry: false,
    placeholderData: keepPreviousData,
    queryFn: () => post(placementPreview, `${placementsPath(sender)}/preview`, asked ?? {}),
  });
}

export function useUndoPlacementPreview(id: string) {
  return useQuery({
    queryKey: [previewKey, id],
    gcTime: 0,
    retry: false,
    queryFn: () => post(placementPreview, `placements/${encodeURIComponent(id)}/preview-undo`),
  });
}
