import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { createRandom, pick, type Random } from "../../simulator/random.ts";
import { absenceView, registerView } from "../../src/contract/http/sessions.ts";

/** What people do to registers meanwhile, and what they were told. */
export interface Deeds {
  /** The reasons of those that were answered as done, each of one deed. */
  readonly told: ReadonlySet<string>;
  /** Does no new one, and resolves when the last was answered, or could not be. */
  stop(): Promise<void>;
}

const betweenMs = 20;
const kinds = ["correct", "correct", "release", "leave", "withdraw"] as const;
const words = ["present", "late", "absent", "absent_authorised"] as const;

/**
 * Corrects marks and releases them, grants leave and withdraws it, one after the other, by the API of a server that may
 * be away at any moment. What was not answered may have been done or not, and is not done again.
 *
 * @param sessions ids of those that have begun
 */
export function startDeeds({
  url,
  seed,
  sessions,
}: {
  readonly url: string;
  readonly seed: number;
  readonly sessions: readonly string[];
}): Deeds {
  const random = createRandom(seed, 400);
  const told = new Set<string>();
  const granted: string[] = [];
  const over = new AbortController();
  let number = 0;

  async function deed(): Promise<void> {
    number += 1;
    const reason = `deed ${number}`;
    const kind = pick(random, kinds);
    if (kind === "withdraw") {
      const id = granted.pop();
      if (id !== undefined && (await ask(`/api/v1/absences/${id}`, { state: "withdrawn", reason })) !== null)
        told.add(reason);
      return;
    }
    const answer = await ask(`/api/v1/sessions/${pick(random, sessions)}`);
    if (answer === null) return;
    const { session, marks } = registerView.parse(answer);
    if (marks.length === 0) return;
    const { student, revision } = pick(random, marks);
    if (kind === "leave") {
      const { start: from, end: to } = session;
      const asked = { student: student.id, from, to, category: "illness", state: "approved", reason };
      const leave = await ask("/api/v1/absences", asked);
      if (leave === null) return;
      told.add(reason);
      granted.push(absenceView.parse(leave).id);
      return;
    }
    const to = kind === "release" ? { status: "automatic" } : correction(random);
    const path = `/api/v1/sessions/${session.id}/marks/${student.id}`;
    if ((await ask(path, { to, reason, revision })) !== null) told.add(reason);
  }

  /** null where the server is away, or a mark has changed since it was read; throws where a deed is refused. */
  async function ask(path: string, body?: unknown): Promise<unknown> {
    let answer: Response;
    let text: string;
    try {
      answer = await fetch(`${url}${path}`, {
        signal: AbortSignal.timeout(60_000),
        ...(body !== undefined && {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(body),
        }),
      });
      text = await answer.text();
    } catch {
      // Killed before it answered: that is what is being tried.
      await pause(betweenMs);
      return null;
    }
    if (answer.ok) return z.json().parse(JSON.parse(text));
    if (answer.status === 409 || answer.status >= 500) return null;
    throw new Error(`${path} was answered with ${answer.status}: ${text}`);
  }

  async function work(): Promise<void> {
    while (!over.signal.aborted) {
      await deed();
      await pause(betweenMs);
    }
  }
  const done = work();
  // A rejection is told by `stop`.
  done.catch(() => undefined);
  return {
    told,
    async stop() {
      over.abort();
      await done;
    },
  };
}

function correction(random: Random): { readonly status: string } {
  return { status: pick(random, words) };
}
