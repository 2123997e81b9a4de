import { senderPage } from "../../../src/contract/http/senders.ts";
import { todayView } from "../../../src/contract/http/today.ts";
import { read } from "../api/call-api.ts";
import { useLive } from "../live/live-context.ts";
import { useLiveQuery } from "../live/use-live-query.ts";
import { useRooms } from "../school/use-catalogue.ts";
import { useServerNow } from "../today/use-server-now.ts";
import { type RoomOfDay, roomsOfDay } from "./rooms-of-day.ts";

const everyMs = 15_000;

/** Every room of the roster as it is now; `rooms` is undefined until all of it was read. */
export function useRoomsOfDay() {
  const known = useRooms();
  const today = useLiveQuery(["today"], (signal) => read(todayView, "today", signal));
  const senders = useLiveQuery(["senders"], (signal) => read(senderPage, "senders", signal));
  const { pulse } = useLive();
  const now = useServerNow(everyMs);
  const silent = pulse?.monitor.silent ?? [];
  const rooms: readonly RoomOfDay[] | undefined =
    known.data === undefined || today.data === undefined || senders.data === undefined
      ? undefined
      : roomsOfDay(known.data, today.data.sessions, { senders: senders.data.senders, silent }, now);
  return {
    rooms,
    now,
    silent,
    today: today.data,
    senders: senders.data?.senders,
    error: known.error ?? today.error ?? senders.error,
    refetch: () => Promise.all([known.refetch(), today.refetch(), senders.refetch()]),
  };
}
