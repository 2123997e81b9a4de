import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";
import { z } from "zod";
import { ApiFault, post } from "../api/call-api.ts";
import { sessionPath } from "./session-path.ts";

/** What the server answers is read again by the page itself, so that all of it is of one moment. */
const anyAnswer = z.unknown();

export interface SessionWriting {
  readonly busy: boolean;
  /** Why the last one was refused; null otherwise. */
  readonly trouble: string | null;
  /** Whether that was because its class has another session at that time: it can be said that both are meant. */
  readonly isThere: boolean;
  /** Posts to the session; resolves with true once it is written and the register was read anew. */
  readonly write: (parts: readonly string[], sent: unknown) => Promise<boolean>;
  readonly forget: () => void;
}

/** Writes to a session, one thing at a time. What was refused is said in words, and nothing is then written. */
export function useWriteSession(session: string): SessionWriting {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [isThere, setThere] = useState(false);
  const running = useRef(false);
  const write = useCallback(
    async (parts: readonly string[], sent: unknown): Promise<boolean> => {
      if (running.current) return false;
      running.current = true;
      setBusy(true);
      setTrouble(null);
      setThere(false);
      try {
        await post(anyAnswer, sessionPath(session, ...parts), sent);
        await Promise.all([
          client.invalidateQueries({ queryKey: ["view", "register", session] }),
          client.invalidateQueries({ queryKey: ["live", "mark", session] }),
        ]);
        return true;
      } catch (error) {
        if (error instanceof ApiFault && error.status === 409) {
          // What the page showed is no longer so: the reader is to see what is.
          await client.invalidateQueries({ queryKey: ["view", "register", session] });
        }
        setThere(error instanceof ApiFault && error.errors.some(({ field }) => field === "beside"));
        setTrouble(describeRefusal(error));
        return false;
      } finally {
        running.current = false;
        setBusy(false);
      }
    },
    [client, session],
  );
  const forget = useCallback(() => {
    setTrouble(null);
    setThere(false);
  }, []);
  return { busy, trouble, isThere, write, forget };
}

/** Why something was not written, and what to do about it. */
export function describeRefusal(error: unknown): string {
  if (!(error instanceof ApiFault)) return error instanceof Error ? error.message : String(error);
  if (error.status === 409) {
    const asks = error.errors.find(({ field }) => field === "beside");
    if (asks) return `Nothing was written: ${asks.message.split(";")[0]}.`;
    return `Nothing was written; what is shown is of now. ${error.message}`;
  }
  if (error.status === 403) return `You may not write to this register. ${error.message}`;
  if (error.status === null) return `${error.message} Nothing was written; try again when it is back.`;
  return error.message;
}
