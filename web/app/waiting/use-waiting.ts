import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useSyncExternalStore } from "react";
import { z } from "zod";
import { ApiFault, post } from "../api/call-api.ts";
import { useMyName } from "../me/use-me.ts";
import { useLiveValue } from "../shell/use-live-value.ts";
import {
  createWaitingChanges,
  forgetOthers,
  type SendOutcome,
  type WaitingChanges,
} from "./create-waiting-changes.ts";
import type { WaitingChange } from "./waiting-change.ts";

const anyAnswer = z.unknown();
const none: readonly WaitingChange[] = [];
const nothing = { list: () => none, subscribe: () => () => undefined };
/** How often the server is looked for while something waits, beside when the browser or the stream says that it is back. */
const tryEveryMs = 5_000;

/** One for each account in this window. */
const open = new Map<string, WaitingChanges>();

function waitingOf(login: string, client: QueryClient): WaitingChanges {
  const known = open.get(login);
  if (known !== undefined) return known;
  forgetOthers(localStorage, login);
  const made = createWaitingChanges({
    login,
    storage: localStorage,
    post: send,
    now: Date.now,
    newId: () => crypto.randomUUID(),
    onWritten: (session) => {
      void client.invalidateQueries({ queryKey: ["view", "register", session] });
      void client.invalidateQueries({ queryKey: ["view", "mark", session] });
    },
  });
  open.set(login, made);
  return made;
}

async function send(path: string, sent: unknown): Promise<SendOutcome> {
  try {
    return { kind: "written", answer: await post(anyAnswer, path, sent) };
  } catch (error) {
    if (!(error instanceof ApiFault)) throw error;
    // Who is not signed in any more signs in first; a server that starts or has no store is away.
    const { status } = error;
    if (status === null || status === 401 || status >= 500) return { kind: "away" };
    return { kind: "refused", status, message: error.message, body: error.body };
  }
}

/** What waits on this device of whoever reads; null until it is known who that is. */
export function useWaitingChanges(): WaitingChanges | null {
  const client = useQueryClient();
  const login = useMyName();
  return useMemo(() => (login === null ? null : waitingOf(login, client)), [login, client]);
}

export function useWaitingList(): readonly WaitingChange[] {
  const { list, subscribe } = useWaitingChanges() ?? nothing;
  return useSyncExternalStore(subscribe, list);
}

/** Sends what waits whenever the server may be back. */
export function useSendWaiting(): void {
  const waiting = useWaitingChanges();
  const away = useLiveValue(({ lostAt }) => lostAt !== null);
  const some = useWaitingList().some(({ stopped }) => stopped === null);
  useEffect(() => {
    if (waiting === null || !some) return;
    const send = () => void waiting.send();
    if (!away) send();
    addEventListener("online", send);
    const timer = setInterval(send, tryEveryMs);
    return () => {
      removeEventListener("online", send);
      clearInterval(timer);
    };
  }, [waiting, some, away]);
}
