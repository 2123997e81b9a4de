import type { Temporal } from "temporal-polyfill";
import type { AttentionItem, MonitorView } from "../../contract/http/monitor.ts";
import { dayOf } from "../../domain/timetable/standing-session.ts";
import type { DashboardStore } from "../dashboard/dashboard-store.ts";
import type { Clock, Log } from "../ports.ts";
import { findAttention } from "./find-attention.ts";

/** The continuous monitoring loop: goes round, looks at everything that may need a person, and says what it found. */
export interface Monitor {
  view(): MonitorView;
  /** Goes round at once, and then every `everyMs`. */
  start(): void;
  stop(): Promise<void>;
}

/**
 * @param everyMs from the end of one round to the beginning of the next
 * @param onRound told after each round
 * @param onNewDay told when a new local day has begun: yesterday's standing sessions are over
 */
export function createMonitor(parts: {
  readonly store: DashboardStore;
  readonly clock: Clock;
  readonly timeZone: string;
  readonly everyMs: number;
  readonly log: Log;
  readonly onRound: () => void;
  readonly onNewDay: (day: string) => void;
}): Monitor {
  const { store, clock, timeZone, everyMs, log } = parts;
  let rounds = 0;
  let day = dayOf(clock.now(), timeZone);
  let last: { readonly at: Temporal.Instant; readonly tookMs: number } | null = null;
  let next = clock.now();
  let attention: readonly AttentionItem[] = [];
  let timer: NodeJS.Timeout | null = null;
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
    const found = await findAttention(store, today.toString(), timeZone, at);
    const kinds = count(found);
    if (JSON.stringify(kinds) !== JSON.stringify(count(attention)))
      log.info({ ...kinds }, "monitor: needs a look");
    attention = found;
    rounds += 1;
    last = { at, tookMs: Math.round((performance.now() - began) * 10) / 10 };
  }

  function go(): void {
    timer = null;
    running = round()
      .catch((error: unknown) => log.warn({ error }, "monitoring round failed; the next one tries again"))
      .finally(() => {
        running = null;
        if (stopped) return;
        next = clock.now().add({ milliseconds: everyMs });
        timer = setTimeout(go, everyMs);
        parts.onRound();
      });
  }

  return {
    view: () => ({
      rounds,
      lastRoundAt: last?.at.toString({ fractionalSecondDigits: 3 }) ?? null,
      nextRoundAt: next.toString({ fractionalSecondDigits: 3 }),
      tookMs: last?.tookMs ?? null,
      everySeconds: everyMs / 1000,
      attention: [...attention],
    }),
    start: go,
    async stop() {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      await running;
    },
  };
}

function count(items: readonly AttentionItem[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { kind } of items) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
