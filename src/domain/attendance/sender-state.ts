import { Temporal } from "temporal-polyfill";
import { goneAfterMs, patienceMs, quietAfterMs } from "./silence-limits.ts";

/** Whether a sender is heard. */
export type SenderState = (typeof senderStates)[number];

/** In the order in which they need a person. */
export const senderStates = [
  "offline",
  "silent",
  "quiet",
  "heard",
  "expected",
  "gone",
  "disabled",
  "retired",
] as const;

/** What its state follows from; instants as RFC 3339. */
export interface HeardSender {
  readonly lastAt: string;
  /** null for one that tells nothing of its health. */
  readonly heartbeatAt: string | null;
  /** What it said of itself, or the broker in its name. */
  readonly state: "online" | "offline" | null;
  readonly retired: object | null;
  /** Set while its device is shut out. */
  readonly disabled: object | null;
  readonly silenceExpectedUntil: string | null;
}

/**
 * By when the server last received anything of it: what a device writes of its own time may be wrong.
 *
 * @param now epoch milliseconds of the server's clock
 */
export function senderState(sender: HeardSender, now: number): SenderState {
  const silence = silenceOf(sender, now - instantMs(sender.lastAt));
  if (silence === null) return "heard";
  if (sender.retired !== null) return "retired";
  if (sender.disabled !== null) return "disabled";
  const expected = sender.silenceExpectedUntil !== null && now < instantMs(sender.silenceExpectedUntil);
  return expected ? "expected" : silence;
}

const instantMs = (text: string): number => Temporal.Instant.from(text).epochMilliseconds;

function silenceOf(
  { state, heartbeatAt }: HeardSender,
  silentMs: number,
): "offline" | "silent" | "quiet" | "gone" | null {
  if (silentMs >= goneAfterMs) return "gone";
  if (state === "offline") return "offline";
  if (heartbeatAt !== null) return silentMs > patienceMs ? "silent" : null;
  return silentMs > quietAfterMs ? "quiet" : null;
}
