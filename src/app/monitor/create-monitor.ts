import type { Temporal } from "temporal-polyfill";
import type { AttentionGroup, AttentionItem, MonitorView } from "../../contract/http/monitor.ts";
import { patienceMs } from "../../domain/attendance/silence-limits.ts";
import { dayOf } from "../../domain/timetable/standing-session.ts";
import { StoreUnavailable } from "../ingest/ingest-transaction.ts";
import type { Log, Timekeeper } from "../ports.ts";
import { groupAttention } from "../today/group-attention.ts";
import type { TodayStore } from "../today/today-store.ts";
import type { ReaderWatch, WatchedSender } from "../troubles/watch-readers.ts";
import { type AttentionSources, findAttention, hearSenders } from "./find-attention.ts";
import { createSessionMonitor } from "./monitor-sessions.ts";
import type { MonitorStore } from "./monitor-store.ts";
import { noWork, type RoundWork } from "./turn-sessions.ts";

/**
 * The continuous monitoring loop: goes round, opens, closes and finalises the sessions for which it is time, looks at
 * everything that may need a person, and says what it did and found.
 */
export interface Monitor {
  view(): MonitorView;
  /** Goes round at once, and then every `everyMs`. */
  start(): void;
  /** Puts what was found in groups again, since something was put away or taken up. */
  regroup(): Promise<void>;
  /** Looks at once at everything that may need a person, since somebody changed what does. */
  look(): Promise<void>;
  /** Resolves when the round that is under way, if any, is over. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * @param everyMs from the end of one round to the beginning of the next
 * @param onRound told after each round
 * @param onNewDay told when a new local day has begun: yesterday's standing sessions are over
 */
export function createMonitor(parts: {
  readonly sources: AttentionSources;
  readonly today: Pick<TodayStore, "snoozes" | "silentReaders">;
  readonly sessions: MonitorStore;
  /** Whoever has people told of what breaks. */
  readonly readers: ReaderWatch;
  readonly clock: Timekeeper;
  readonly timeZone: string;
  readonly everyMs: number;
  readonly log: Log;
  readonly onRound: () => void;
  /** Told when a round has stored something that others read. */
  readonly onStored: () => void;
  readonly onNewDay: (day: string) => void;
}): Monitor {
  const { sources, clock, timeZone, everyMs, log } = parts;
  let rounds = 0;
  let day = dayOf(clock.now(), timeZone);
  let last: { readonly at: Temporal.Instant; readonly tookMs: number } | null = null;
  let next = clock.now();
  let attention: readonly AttentionItem[] = [];
  let groups: readonly AttentionGroup[] = [];
  let silent: MonitorView["silent"] = [];
  let toSign = 0;
  let toReview = 0;
  let done: RoundWork = noWork;
  let failing = new Set<string>();
  const sessions = createSessionMonitor({
    store: parts.sessions,
    isAway: (error) => error instanceof StoreUnavailable,
    timeZone,
  });
  let callOff: (() => void) | null = null;
  let running: Promise<void> | null = null;
  let stopped = false;

  async function round(): Promise<void> {
    const at = clock.now();
    const began = performance.now();
    const today = dayOf(at, timeZone);
    if (!today.equals(day)) {
      day = today;
      parts.onNewDay(today.toString());
    }
    await turnSessions(at);
    await parts.readers.look(await lookAround(at), at);
    rounds += 1;
    last = { at, tookMs: Math.round((performance.now() - began) * 10) / 10 };
  }

  async function lookAround(at: Temporal.Instant): Promise<readonly WatchedSender[]> {
    const senders = await hearSenders(sources, timeZone, at);
    const found = await findAttention(
      sources,
      senders,
      parts.sessions,
      sessions.failed(),
      dayOf(at, timeZone).toString(),
      at,
    );
    const kinds = count(found);
    if (JSON.stringify(kinds) !== JSON.stringify(count(attention)))
      log.info({ ...kinds }, "monitor: needs a look");
    attention = found;
    toSign = await parts.sessions.countToSign(at);
    toReview = await parts.sessions.countToReview();
    groups = groupAttention(found, await parts.today.snoozes(at));
    const readers = await parts.today.silentReaders(at.subtract({ milliseconds: patienceMs }));
    silent = readers.map(({ reader, room, lastAt }) => ({
      reader,
      room,
      since: lastAt.toString({ fractionalSecondDigits: 3 }),
    }));
    return senders;
  }

  async function turnSessions(at: Temporal.Instant): Promise<void> {
    done = noWork;
    done = await sessions.round(at);
    if (Object.values(done).some((n) => n > 0)) {
      log.info({ ...done }, "monitor: sessions turned");
      parts.onStored();
    }
    const failed = new Map(sessions.failed().map((entry) => [`${entry.work} ${entry.subject}`, entry]));
    for (const [key, { work, subject, error }] of failed) {
      if (!failing.has(key)) log.error({ work, subject, error }, "monitor: work fails, and is tried again");
    }
    failing = new Set(failed.keys());
  }

  function go(): Promise<void> {
    callOff = null;
    running = round()
      .catch((error: unknown) => log.warn({ error }, "monitoring round failed; the next one tries again"))
      .finally(() => {
        running = null;
        if (stopped) return;
        next = clock.now().add({ milliseconds: everyMs });
        callOff = clock.after(everyMs, go);
        parts.onRound();
      });
    return running;
  }

  return {
    view: () => ({
      rounds,
      lastRoundAt: last?.at.toString({ fractionalSecondDigits: 3 }) ?? null,
      nextRoundAt: next.toString({ fractionalSecondDigits: 3 }),
      tookMs: last?.tookMs ?? null,
      everySeconds: everyMs / 1000,
      done: { ...done },
      attention: [...attention],
      toSign,
      toReview,
      groups: [...groups],
      silent: [...silent],
    }),
    start: () => void go(),
    async regroup() {
      groups = groupAttention(attention, await parts.today.snoozes(clock.now()));
      parts.onRound();
    },
    async look() {
      await lookAround(clock.now());
      parts.onRound();
    },
    async settled() {
      await running;
    },
    async stop() {
      stopped = true;
      callOff?.();
      await running;
    },
  };
}

function count(items: readonly AttentionItem[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { kind } of items) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
