import { Temporal } from "temporal-polyfill";
import { isClockWrong } from "../../domain/attendance/is-clock-wrong.ts";
import type { ReaderTrouble } from "../../domain/attendance/reader-trouble.ts";
import { patienceMs } from "../../domain/attendance/silence-limits.ts";
import type { SilenceAlarm } from "../health/alarming-silence.ts";
import type { StoredSender } from "../health/sender-store.ts";

/** How long scans may wait on a reader that is heard before that is a backlog. */
export const backlogAfterMs = 10 * 60_000;

/** How it stands with a reader in one respect. `kept`: nothing tells now, and what was known stays. */
export type ReaderStand =
  | {
      readonly is: "broken";
      readonly since: Temporal.Instant;
      /** Seconds that its clock is ahead, numbers that are missing, or scans that wait; null for a silence. */
      readonly amount: number | null;
      /** true where it said goodbye, or the broker said in its name that it is gone. */
      readonly left: boolean;
    }
  | { readonly is: "well" | "kept" | "put_away" };

/** @param listeningSince when this server began to hear readers: before it every reader was silent */
export function standOfReader(
  sender: StoredSender,
  alarm: SilenceAlarm,
  { now, listeningSince }: ReaderFrame,
): Readonly<Record<ReaderTrouble, ReaderStand>> {
  if (sender.disabled !== null || sender.retired !== null) return every({ is: "put_away" });
  // Hours in which nobody expects it to be heard tell nothing, and end nothing.
  if (alarm.excused) return every({ is: "kept" });
  const silent = silenceOf(sender, alarm, now, listeningSince);
  if (silent.is !== "well") return { ...every({ is: "kept" }), silent };
  return {
    silent,
    wrong_clock: clockOf(sender),
    missing_scans: missingOf(sender),
    backlog: backlogOf(sender, now),
  };
}

export interface ReaderFrame {
  readonly now: Temporal.Instant;
  readonly listeningSince: Temporal.Instant;
}

const every = (stand: ReaderStand): Record<ReaderTrouble, ReaderStand> => ({
  silent: stand,
  wrong_clock: stand,
  missing_scans: stand,
  backlog: stand,
});

function silenceOf(
  sender: StoredSender,
  { heard, silent, forgotten }: SilenceAlarm,
  now: Temporal.Instant,
  listeningSince: Temporal.Instant,
): ReaderStand {
  // One that promises no sign of life is quiet in a quiet room.
  if (sender.heartbeatAt === null && sender.state === null) return { is: "well" };
  if (!silent) return { is: "well" };
  const left = sender.state === "offline";
  if (!left && sender.heartbeatAt === null) return { is: "well" };
  const since = left && sender.stateAt !== null ? sender.stateAt : heard;
  // Of one that was not heard by this server nothing is known before it had the time to be.
  const listening = now.epochMilliseconds - listeningSince.epochMilliseconds;
  const heardHere = Temporal.Instant.compare(heard, listeningSince) >= 0;
  if (forgotten || (!heardHere && listening <= patienceMs)) return { is: "kept" };
  return { is: "broken", since: Temporal.Instant.from(since), amount: null, left };
}

function clockOf({ clockAheadSeconds: ahead, heartbeatAt }: StoredSender): ReaderStand {
  if (ahead === null || heartbeatAt === null || !isClockWrong(ahead)) return { is: "well" };
  return broken(heartbeatAt, ahead);
}

/** What still waits on it may be what is missing. */
function missingOf({ missing, outbox, lastAt }: StoredSender): ReaderStand {
  const lost = missing - (outbox ?? 0);
  if (missing === 0) return { is: "well" };
  return lost > 0 ? broken(lastAt, missing) : { is: "kept" };
}

/** @returns `kept` while scans wait for no longer than that may take */
export function backlogOf(
  { outbox, outboxEmptyAt, firstAt }: StoredSender,
  now: Temporal.Instant,
): ReaderStand {
  if (outbox === null || outbox === 0) return { is: "well" };
  const since = Temporal.Instant.from(outboxEmptyAt ?? firstAt);
  const ms = now.epochMilliseconds - since.epochMilliseconds;
  return ms > backlogAfterMs ? broken(outboxEmptyAt ?? firstAt, outbox) : { is: "kept" };
}

const broken = (since: string, amount: number): ReaderStand => ({
  is: "broken",
  since: Temporal.Instant.from(since),
  amount,
  left: false,
});
