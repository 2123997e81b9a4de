import type { UseQueryResult } from "@tanstack/react-query";
import { useMemo } from "react";
import { type SessionCard, type TodayView, todayView } from "../../../src/contract/http/today.ts";
import { read } from "../api/call-api.ts";
import { useView, type View } from "../live/use-view.ts";
import { useClockTurn } from "../registers/use-clock-turn.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import { foldToday } from "./fold-today.ts";
import { type Silence, standNow } from "./stand-now.ts";
import { useServerNow } from "./use-server-now.ts";

/** A card with how its seats stand by the clock of now. */
export interface LiveCard extends SessionCard {
  /** By the clock, and by the readers that are silent now. */
  readonly silent: readonly Silence[];
}

export interface Day {
  readonly query: UseQueryResult<TodayView>;
  /** undefined until it was read, and when what was read is of another day. */
  readonly today: (Omit<TodayView, "sessions"> & { readonly sessions: readonly LiveCard[] }) | undefined;
  /** The server's clock in epoch milliseconds. */
  readonly now: number;
}

const todayOf: View<TodayView> = {
  key: ["today"],
  shows: ["board"],
  read: (signal) => read(todayView, "today", signal),
  fold: foldToday,
};
const none: readonly Silence[] = [];
/** The clock of the board moves on so often. */
const everyMs = 10_000;

/** The day as it stands, by every scan and by the clock. */
export function useToday(): Day {
  const query = useView(todayOf);
  const now = useServerNow(everyMs);
  const day = useLiveValue(({ state }) => state?.system.day ?? null);
  const silent = useLiveValue(({ pulse }) => pulse?.monitor.silent ?? none);
  const { data } = query;
  const turns = useMemo(
    () => [...new Set((data?.sessions ?? []).flatMap(({ opens, start, closes }) => [opens, start, closes]))],
    [data?.sessions],
  );
  useClockTurn(turns, () => void query.refetch());
  const today = useMemo(
    () =>
      data === undefined || data.day !== day
        ? undefined
        : { ...data, sessions: data.sessions.map((card) => standNow(card, silent, now)) },
    [data, day, silent, now],
  );
  return { query, today, now };
}
