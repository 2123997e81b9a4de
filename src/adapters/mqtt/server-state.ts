import type { Temporal } from "temporal-polyfill";
import { z } from "zod";

const serverState = z.object({
  v: z.literal(1),
  instance: z.string().min(1),
  state: z.enum(["online", "offline"]),
  /** When it came or left. In a last will: when the connection began that was then lost. */
  at: z.string(),
});

/** What a Muster keeps, retained, at `muster/v1/{site}/state`: who it is and whether it is there. */
export type RetainedServerState = z.infer<typeof serverState>;

/** The payload that says that `instance` is `state` as of an instant. */
export function encodeServerState(
  instance: string,
  state: RetainedServerState["state"],
  at: Temporal.Instant,
): string {
  const payload: RetainedServerState = { v: 1, instance, state, at: at.toString() };
  return JSON.stringify(payload);
}

/** @returns what the payload says, or null when it is no server state */
export function decodeServerState(payload: Uint8Array): RetainedServerState | null {
  try {
    return serverState.parse(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload)));
  } catch {
    // Whatever somebody else retained there: bytes that are no UTF-8, no JSON or no state are all no state.
    return null;
  }
}
