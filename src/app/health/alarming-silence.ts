import { Temporal } from "temporal-polyfill";
import { goneAfterMs, patienceMs, quietAfterMs } from "../../domain/attendance/silence-limits.ts";
import { silenceAround } from "./expected-silence.ts";
import type { StoredSender } from "./sender-store.ts";

/** Whether a sender's silence is something to look at. */
export interface SilenceAlarm {
  /** When it was last heard, RFC 3339. */
  readonly heard: string;
  readonly silent: boolean;
  /** true while people said that nobody need look at its silence: it is out of use, shut out, or expected to be silent. */
  readonly excused: boolean;
  /** true for one that was silent for so long that nobody need hear of it again. */
  readonly forgotten: boolean;
}

/**
 * Of a silence that began while it was expected, what counts begins with the end of that: a reader that does not come
 * back after a weekend is news on Monday. Nothing of this bears on what is judged from its health.
 */
export function alarmingSilence(sender: StoredSender, now: Temporal.Instant, timeZone: string): SilenceAlarm {
  const heard =
    sender.heartbeatAt !== null && sender.heartbeatAt > sender.lastAt ? sender.heartbeatAt : sender.lastAt;
  const heardMs = Temporal.Instant.from(heard).epochMilliseconds;
  const expected = silenceAround(sender.expectedSilence, now, timeZone);
  const overMs = expected.over?.epochMilliseconds ?? Number.NEGATIVE_INFINITY;
  const silentMs = now.epochMilliseconds - Math.max(heardMs, overMs);
  const limitMs = sender.heartbeatAt === null ? quietAfterMs : patienceMs;
  // Whoever says goodbye is missed at once; after an expected silence it gets the time that it needs to come back.
  const patience = sender.state !== "offline" ? limitMs : overMs > heardMs ? patienceMs : -1;
  return {
    heard,
    silent: silentMs > patience,
    excused:
      sender.retired !== null ||
      sender.disabled !== null ||
      expected.until !== null ||
      (overMs > heardMs && silentMs <= patienceMs),
    forgotten: silentMs >= goneAfterMs,
  };
}
