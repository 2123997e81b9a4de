import { useEffect, useMemo, useRef } from "react";
import { type RoomsView, roomsView } from "../../../src/contract/http/rooms.ts";
import type { ChangesFrame } from "../../../src/contract/live/frames.ts";
import { read } from "../api/call-api.ts";
import { useView, type View } from "../live/use-view.ts";
import { useClockTurn } from "../registers/use-clock-turn.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import { foldToday } from "../today/fold-today.ts";
import { type Silence, standNow } from "../today/stand-now.ts";
import { useServerNow } from "../today/use-server-now.ts";
import { arrangeRooms } from "./arrange-rooms.ts";

const everyMs = 15_000;
const none: readonly Silence[] = [];
const noTexts: readonly string[] = [];

const roomsOf: View<RoomsView> = {
  key: ["rooms"],
  shows: ["board"],
  read: (signal) => read(roomsView, "rooms", signal),
  fold: foldRooms,
};

/** The sessions follow each scan; what readers do is told by the monitor, and read then. */
function foldRooms(view: RoomsView, frame: ChangesFrame): RoomsView | null {
  const today = foldToday({ ...view.today, seq: view.seq }, frame);
  return today && { ...view, today };
}

/** Every room of the roster as it is now; `rooms` is undefined until it was read. */
export function useRoomsOfDay() {
  const query = useView(roomsOf);
  const now = useServerNow(everyMs);
  const silent = useLiveValue(({ pulse }) => pulse?.monitor.silent ?? none);
  const { data, refetch } = query;
  const turns = useMemo(
    () =>
      data?.today.sessions.flatMap(({ opens, start, end, closes }) => [opens, start, end, closes]) ?? noTexts,
    [data?.today.sessions],
  );
  useClockTurn(turns, () => void refetch());
  const silentText = silent.map(({ reader }) => reader).join(" ");
  const readWith = useRef(silentText);
  useEffect(() => {
    if (readWith.current === silentText) return;
    readWith.current = silentText;
    void refetch();
  }, [silentText, refetch]);
  const today = useMemo(
    () => data && { ...data.today, sessions: data.today.sessions.map((card) => standNow(card, silent, now)) },
    [data, silent, now],
  );
  const rooms = useMemo(
    () => data && today && arrangeRooms(data.rooms, today.sessions, now),
    [data, today, now],
  );
  return { rooms, ended: data?.ended ?? noTexts, now, today, error: query.error, refetch };
}
