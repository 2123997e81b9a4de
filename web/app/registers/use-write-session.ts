import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";
import { z } from "zod";
import {
  correctionRequest,
  correctionsRequest,
  signOffRequest,
} from "../../../src/contract/http/sessions.ts";
import { ApiFault, post } from "../api/call-api.ts";
import { useWaitingChanges } from "../waiting/use-waiting.ts";
import type { WaitingChange } from "../waiting/waiting-change.ts";
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

/**
 * Writes to a session, one thing after another. What was refused is said in words, and nothing is then written. Marks and a
 * signature that cannot reach the server wait on the device, and so does what is said behind them.
 *
 * @param nameOf what a student of it is called
 */
export function useWriteSession(
  { id: session, title }: { readonly id: string; readonly title: string },
  nameOf: (student: string) => string | null,
): SessionWriting {
  const client = useQueryClient();
  const waiting = useWaitingChanges();
  const latest = useRef({ title, nameOf });
  latest.current = { title, nameOf };
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [isThere, setThere] = useState(false);
  /** What was asked for last: the next is sent behind it, so that no tap is lost on a slow network. */
  const running = useRef<Promise<unknown>>(Promise.resolve());
  const writeNow = useCallback(
    async (parts: readonly string[], sent: unknown): Promise<boolean> => {
      const deed = waiting === null ? null : deedOf(parts, sent, latest.current.nameOf);
      const wait = (): boolean => {
        if (waiting === null || deed === null) return false;
        waiting.add({ session, title: latest.current.title, deed });
        return true;
      };
      setTrouble(null);
      setThere(false);
      const before = waiting?.list().some((change) => change.session === session) ?? false;
      if (before && wait()) {
        void waiting?.send();
        return true;
      }
      setBusy(true);
      try {
        await post(anyAnswer, sessionPath(session, ...parts), sent);
        await Promise.all([
          client.invalidateQueries({ queryKey: ["view", "register", session] }),
          client.invalidateQueries({ queryKey: ["view", "mark", session] }),
        ]);
        return true;
      } catch (error) {
        const away = error instanceof ApiFault && (error.status === null || error.status >= 500);
        if (away && wait()) return true;
        if (error instanceof ApiFault && error.status === 409) {
          // What the page showed is no longer so: the reader is to see what is.
          await client.invalidateQueries({ queryKey: ["view", "register", session] });
        }
        setThere(error instanceof ApiFault && error.errors.some(({ field }) => field === "beside"));
        setTrouble(describeRefusal(error));
        return false;
      } finally {
        setBusy(false);
      }
    },
    [client, session, waiting],
  );
  const write = useCallback(
    (parts: readonly string[], sent: unknown): Promise<boolean> => {
      const turn = running.current.then(() => writeNow(parts, sent));
      // Whoever asked is told of what went wrong; the next goes on after it.
      running.current = turn.then(
        () => undefined,
        () => undefined,
      );
      return turn;
    },
    [writeNow],
  );
  const forget = useCallback(() => {
    setTrouble(null);
    setThere(false);
  }, []);
  return { busy, trouble, isThere, write, forget };
}

/** What can wait on the device: a person's word about marks, and a signature; null for anything else. */
function deedOf(
  parts: readonly string[],
  sent: unknown,
  nameOf: (student: string) => string | null,
): WaitingChange["deed"] | null {
  const [what, student] = parts;
  if (what === "sign-off") {
    const signature = signOffRequest.safeParse(sent);
    return signature.success ? { kind: "sign-off", sent: signature.data } : null;
  }
  if (what !== "marks" || parts.length > 2) return null;
  const many = student === undefined ? correctionsRequest.safeParse(sent) : null;
  const one = student === undefined ? null : correctionRequest.safeParse(sent);
  const said = many?.success
    ? many.data
    : one?.success && student !== undefined
      ? { ...one.data, students: [{ student, revision: one.data.revision }] }
      : null;
  if (said === null) return null;
  const { students, to, reason } = said;
  return {
    kind: "marks",
    students: students.map((each) => ({ ...each, name: nameOf(each.student) })),
    to,
    reason,
  };
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
