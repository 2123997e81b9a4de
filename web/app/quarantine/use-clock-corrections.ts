import { keepPreviousData, type UseQueryResult, useQuery } from "@tanstack/react-query";
import {
  type ClockCorrectionPreview,
  clockCorrectionList,
  clockCorrectionPreview,
} from "../../../src/contract/http/clock-corrections.ts";
import { post, read } from "../api/call-api.ts";
import { quarantineKey } from "./use-quarantine.ts";

/** Whose clock is spoken of, and in which messages: all open ones, or one. */
export interface ClockAsked {
  readonly sender: string;
  readonly code: "time_in_future" | "time_too_old";
  readonly message?: string;
}

/** Whether the messages of a reason can be taken once it is known how wrong their sender's clock was. */
export const isClockCode = (code: string): code is ClockAsked["code"] =>
  code === "time_in_future" || code === "time_too_old";

/** @param aheadSeconds null for as much as the messages themselves suggest */
export function useClockPreview(
  asked: ClockAsked,
  aheadSeconds: number | null,
): UseQueryResult<ClockCorrectionPreview> {
  return useQuery({
    queryKey: [quarantineKey, "clock", asked, aheadSeconds],
    queryFn: () =>
      post(clockCorrectionPreview, "clock-corrections/preview", {
        ...asked,
        ...(aheadSeconds !== null && { aheadSeconds }),
      }),
    placeholderData: keepPreviousData,
  });
}

export function useClockCorrections() {
  return useQuery({
    queryKey: [quarantineKey, "clock-corrections"],
    queryFn: ({ signal }) => read(clockCorrectionList, "clock-corrections", signal),
  });
}
