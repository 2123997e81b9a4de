import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { descriptionList, descriptionPreview } from "../../../src/contract/http/descriptions.ts";
import { post, read } from "../api/call-api.ts";

/** Under which everything about described senders is read. */
export const descriptionsKey = "descriptions";

const lookEveryMs = 5_000;

export function useDescriptions() {
  return useQuery({
    queryKey: [descriptionsKey],
    queryFn: ({ signal }) => read(descriptionList, "descriptions", signal),
  });
}

/** How the last messages would be read, looked at again while it is shown: new ones come. */
export function useDescriptionPreview(description: Readonly<Record<string, unknown>>) {
  return useQuery({
    queryKey: ["description-preview", description],
    enabled: [description.filter, description.path].some((at) => typeof at === "string" && at !== ""),
    queryFn: () => post(descriptionPreview, "descriptions/preview", { description }),
    refetchInterval: lookEveryMs,
    placeholderData: keepPreviousData,
  });
}
