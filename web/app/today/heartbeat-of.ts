import type { MonitorView } from "../../../src/contract/http/monitor.ts";

/** Whether the monitoring loop goes round, as far as this page can know. */
export type Heartbeat =
  | { readonly kind: "starting" }
  | { readonly kind: "beating"; readonly agoSeconds: number; readonly inSeconds: number }
  /** The next round should have been. */
  | { readonly kind: "late"; readonly agoSeconds: number; readonly overdueSeconds: number }
  /** The server is out of reach: nothing can be said. */
  | { readonly kind: "unheard" };

/**
 * A round may take as long as another round before it counts as late: a busy store delays, a halted loop stays away.
 *
 * @param now the server's clock, epoch milliseconds
 * @param connected false while the feed is lost
 */
export function heartbeatOf(
  monitor: Pick<MonitorView, "lastRoundAt" | "nextRoundAt" | "everySeconds">,
  now: number,
  connected: boolean,
): Heartbeat {
  if (!connected) return { kind: "unheard" };
  const next = Date.parse(monitor.nextRoundAt);
  const overdue = now - next;
  const late = overdue > monitor.everySeconds * 1000;
  if (monitor.lastRoundAt === null && !late) return { kind: "starting" };
  const agoSeconds = seconds(now - Date.parse(monitor.lastRoundAt ?? monitor.nextRoundAt));
  if (late) return { kind: "late", agoSeconds, overdueSeconds: seconds(overdue) };
  return { kind: "beating", agoSeconds, inSeconds: seconds(-overdue) };
}

const seconds = (ms: number): number => Math.max(0, Math.round(ms / 1000));
