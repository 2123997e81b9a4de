import { setTimeout as pause } from "node:timers/promises";
import type { TestServer } from "../parts/server.ts";

/** What `/readyz` says. */
export interface Readiness {
  readonly status: number;
  /** Why it is not ready; empty when it is. */
  readonly detail: string;
}

const lookAgainMs = 25;
const patienceMs = 30_000;

/** What `/readyz` says now. */
export async function readiness({ url }: Pick<TestServer, "url">): Promise<Readiness> {
  const response = await fetch(`${url}/readyz`);
  const body: unknown = await response.json();
  const detail = typeof body === "object" && body !== null && "detail" in body ? String(body.detail) : "";
  return { status: response.status, detail };
}

/**
 * Resolves as soon as `/readyz` answers with that status, and with that reason where one is given: a probe has no
 * events to wait for. Rejects after 30 s.
 */
export async function untilReadiness(
  server: Pick<TestServer, "url">,
  status: 200 | 503,
  reason = /(?:)/,
): Promise<Readiness> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const now = await readiness(server);
    if (now.status === status && reason.test(now.detail)) return now;
    if (performance.now() > deadline) throw new Error(`/readyz still says ${now.status} ${now.detail}`);
    await pause(lookAgainMs);
  }
}
