import type { UseQueryResult } from "@tanstack/react-query";
import { type AlertList, alertList } from "../../../src/contract/http/alerts.ts";
import { read } from "../api/call-api.ts";
import { useLiveQuery } from "../live/use-live-query.ts";
import type { alertStates } from "./follow-up-search.ts";

export type AlertState = (typeof alertStates)[number];

/** Of one reading. */
export const mostAlerts = 200;

/** Alerts of a state, the newest first, at most `limit`; read again after changes. */
export const useAlerts = (
  state: AlertState,
  limit: number,
): UseQueryResult<AlertList & { readonly of: AlertState }> =>
  useLiveQuery(["alerts", state, limit], async (signal) => ({
    of: state,
    ...(await read(alertList, `alerts?${new URLSearchParams({ state, limit: String(limit) })}`, signal)),
  }));
