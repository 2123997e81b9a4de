import { z } from "zod";
import { markConflict, marksAnswer } from "../../../src/contract/http/session-answers.ts";
import { sessionPath } from "../registers/session-path.ts";
import {
  afterWritten,
  isSaidAlready,
  nextToSend,
  sayAgain,
  type WaitingChange,
  waitingChange,
} from "./waiting-change.ts";

/** What came of sending something. */
export type SendOutcome =
  | { readonly kind: "written"; readonly answer: unknown }
  /** The server is out of reach: it waits on. */
  | { readonly kind: "away" }
  | { readonly kind: "refused"; readonly status: number; readonly message: string; readonly body: unknown };

export interface WaitingChanges {
  readonly list: () => readonly WaitingChange[];
  readonly subscribe: (listener: () => void) => () => void;
  readonly add: (change: Pick<WaitingChange, "session" | "title" | "deed">) => void;
  /** Sends what can be sent, in order, until the server is away or a person is needed. */
  readonly send: () => Promise<void>;
  /** Takes one back: it is not sent, and where it was refused it is put away. */
  readonly drop: (id: string) => void;
  /** Says one anew of what the marks are now. */
  readonly insist: (id: string) => void;
  /** Takes all back: what is on its way keeps nothing on the device when its answer comes. */
  readonly forget: () => void;
}

/** Where it is kept on the device, by whose it is. */
export const waitingKey = (login: string): string => `muster.waiting.${login}`;
const keyPrefix = waitingKey("");

/** Keeps what waits of one account, and of nobody else on this device. */
export function forgetOthers(storage: Storage, login: string | null): void {
  const keys = Array.from({ length: storage.length }, (_, at) => storage.key(at));
  for (const key of keys) {
    if (key?.startsWith(keyPrefix) && (login === null || key !== waitingKey(login))) storage.removeItem(key);
  }
}

/** Changes of registers that wait on the device until the server has them. */
export function createWaitingChanges(parts: {
  readonly login: string;
  readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem">;
  readonly post: (path: string, sent: unknown) => Promise<SendOutcome>;
  readonly now: () => number;
  readonly newId: () => string;
  /** Told when something of a session was written. */
  readonly onWritten: (session: string) => void;
}): WaitingChanges {
  const { storage, post, now, newId, onWritten } = parts;
  const key = waitingKey(parts.login);
  const listeners = new Set<() => void>();
  let changes: readonly WaitingChange[] = readKept(storage.getItem(key));
  let sending: Promise<void> | null = null;

  function set(next: readonly WaitingChange[]): void {
    changes = next;
    if (next.length === 0) storage.removeItem(key);
    else storage.setItem(key, JSON.stringify(next));
    for (const listener of listeners) listener();
  }
  const replace = (change: WaitingChange): void =>
    set(changes.map((one) => (one.id === change.id ? change : one)));

  async function sendAll(): Promise<void> {
    for (let change = nextToSend(changes); change !== null; change = nextToSend(changes)) {
      const { path, sent } = requestOf(change);
      const outcome = await post(path, sent);
      if (outcome.kind === "away") return;
      // Taken back while it was on its way: what is true now, the page reads.
      if (!changes.some(({ id }) => id === change?.id)) {
        onWritten(change.session);
        continue;
      }
      if (outcome.kind === "written") {
        const answer = marksAnswer.safeParse(outcome.answer);
        set(afterWritten(changes, change, answer.success ? answer.data.marks : []));
        onWritten(change.session);
        continue;
      }
      const conflict = outcome.status === 409 ? markConflict.safeParse(outcome.body) : null;
      if (conflict?.success && conflict.data.current.length > 0) {
        const { current } = conflict.data;
        if (isSaidAlready(change, current)) set(afterWritten(changes, change, current));
        else {
          replace({
            ...change,
            stopped: {
              because: "conflict",
              now: current.map(({ student, status, revision, why }) => ({
                student: student.id,
                status,
                revision,
                why,
              })),
            },
          });
        }
      } else replace({ ...change, stopped: { because: "refused", message: outcome.message } });
      onWritten(change.session);
    }
  }
  function send(): Promise<void> {
    sending ??= sendAll().finally(() => {
      sending = null;
    });
    return sending;
  }

  return {
    list: () => changes,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    add: (change) => set([...changes, { ...change, id: newId(), at: now(), stopped: null }]),
    send,
    drop: (id) => set(changes.filter((change) => change.id !== id)),
    insist(id) {
      const change = changes.find((one) => one.id === id);
      if (change !== undefined) replace(sayAgain(change));
      void send();
    },
    forget: () => set([]),
  };
}

function requestOf({ session, deed }: WaitingChange): { readonly path: string; readonly sent: unknown } {
  if (deed.kind === "sign-off") return { path: sessionPath(session, "sign-off"), sent: deed.sent };
  const { students, to, reason } = deed;
  return {
    path: sessionPath(session, "marks"),
    sent: { students: students.map(({ student, revision }) => ({ student, revision })), to, reason },
  };
}

/** What was kept by a page of before; what cannot be read is not guessed. */
function readKept(text: string | null): readonly WaitingChange[] {
  if (text === null) return [];
  try {
    return z.array(waitingChange).parse(JSON.parse(text));
  } catch {
    return [];
  }
}
