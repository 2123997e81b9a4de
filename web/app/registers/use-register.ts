import type { UseQueryResult } from "@tanstack/react-query";
import { useMemo } from "react";
import { type RegisterView, registerView } from "../../../src/contract/http/sessions.ts";
import { read } from "../api/call-api.ts";
import { useView, type View } from "../live/use-view.ts";
import { foldRegister } from "./fold-register.ts";
import { sessionPath } from "./session-path.ts";
import { useClockTurn } from "./use-clock-turn.ts";

const none: readonly string[] = [];

/** The register of a session as it stands: rows follow each scan, and the clock's turns are read. */
export function useRegister(session: string): UseQueryResult<RegisterView> {
  const view = useMemo(
    (): View<RegisterView> => ({
      key: ["register", session],
      shows: [`session:${session}`],
      read: (signal) => read(registerView, sessionPath(session), signal),
      fold: foldRegister,
    }),
    [session],
  );
  const query = useView(view);
  const text = query.data === undefined ? "" : Object.values(query.data.window).join(" ");
  const turns = useMemo(() => (text === "" ? none : text.split(" ")), [text]);
  useClockTurn(turns, () => void query.refetch());
  return query;
}
