import type { UseQueryResult } from "@tanstack/react-query";
import { useMemo } from "react";
import { type RegisterView, registerView } from "../../../src/contract/http/sessions.ts";
import { read } from "../api/call-api.ts";
import { useLiveQuery } from "../live/use-live-query.ts";
import { sessionPath } from "./session-path.ts";
import { useClockTurn } from "./use-clock-turn.ts";

const none: readonly string[] = [];

/** The register of a session as it stands, read anew after changes and when the clock turns its state. */
export function useRegister(session: string): UseQueryResult<RegisterView> {
  const query = useLiveQuery(["register", session], (signal) =>
    read(registerView, sessionPath(session), signal),
  );
  const text = query.data === undefined ? "" : Object.values(query.data.window).join(" ");
  const turns = useMemo(() => (text === "" ? none : text.split(" ")), [text]);
  useClockTurn(turns, () => void query.refetch());
  return query;
}
