import { Temporal } from "temporal-polyfill";
import type { AttentionItem } from "../../contract/http/monitor.ts";
import type { SenderView } from "../../contract/http/senders.ts";
import { reasonSaysUnknownFace } from "../../domain/attendance/reason-says-unknown-face.ts";
import { spanOfDay } from "../../domain/timetable/standing-session.ts";
import { patienceMs } from "../health/heartbeat.ts";
import type { SenderStore } from "../health/sender-store.ts";
import type { QuarantineStore } from "../quarantine/quarantine-store.ts";
import type { ScanStore } from "../scans/scan-store.ts";
import type { FailedWork } from "./monitor-sessions.ts";
import type { MonitorStore, SessionTrouble } from "./monitor-store.ts";

/** Turned away this often on one day without having been seen: somebody should ask why. */
const repeatedDenials = 3;
/** Senders without a heartbeat are quiet in a quiet room; this long after a busy moment it is worth a look. */
const quietSilenceMs = 30 * 60_000;
/** What has been silent for longer is no news. */
const forgottenAfterMs = 24 * 60 * 60_000;

/** Where what may need a look is asked for. */
export interface AttentionSources {
  readonly scans: Pick<ScanStore, "repeatedDenials" | "refusedByReason">;
  readonly quarantine: Pick<QuarantineStore, "quarantineGroups">;
  readonly senders: SenderStore;
}

/** Everything that a person should look at on a day, as of now. */
export async function findAttention(
  sources: AttentionSources,
  sessions: Pick<MonitorStore, "sessionTrouble">,
  failed: readonly FailedWork[],
  day: string,
  timeZone: string,
  now: Temporal.Instant,
): Promise<readonly AttentionItem[]> {
  const start = spanOfDay(Temporal.PlainDate.from(day), timeZone).start.toString();
  const [denials, refused, quarantine, senders, trouble] = await Promise.all([
    sources.scans.repeatedDenials(day, repeatedDenials),
    sources.scans.refusedByReason(day),
    sources.quarantine.quarantineGroups(start),
    sources.senders.senders(),
    sessions.sessionTrouble(now.subtract({ milliseconds: patienceMs })),
  ]);
  return [
    ...denials,
    ...unidentified(refused),
    ...openQuarantine(quarantine),
    ...senders.flatMap((sender) => troubleOf(sender, now)),
    ...sessionItems(trouble),
    ...failed.map(
      ({ work, subject, since }): AttentionItem => ({
        kind: "failing_work",
        work,
        subject,
        since: told(since),
      }),
    ),
  ];
}

function sessionItems({ toReview, unwatched }: SessionTrouble): readonly AttentionItem[] {
  const { sessions, marks, firstDay } = toReview;
  return [
    ...(firstDay === null ? [] : [{ kind: "sessions_to_review" as const, sessions, marks, firstDay }]),
    ...unwatched.map((open) => ({ kind: "unwatched_session" as const, ...open, lastAt: told(open.lastAt) })),
  ];
}

const told = (at: Temporal.Instant): string => at.toString({ fractionalSecondDigits: 3 });

function unidentified(refused: Awaited<ReturnType<ScanStore["refusedByReason"]>>): readonly AttentionItem[] {
  const perLocation = new Map<string, number>();
  for (const { location, decision, reason, n } of refused) {
    if (decision !== "unknown" && !reasonSaysUnknownFace(reason)) continue;
    perLocation.set(location, (perLocation.get(location) ?? 0) + n);
  }
  return [...perLocation].map(([location, scans]) => ({ kind: "unidentified", location, scans }));
}

function openQuarantine(
  groups: Awaited<ReturnType<QuarantineStore["quarantineGroups"]>>,
): readonly AttentionItem[] {
  const perCode = new Map<string, { messages: number; lastAt: string }>();
  for (const { code, open, lastAt } of groups) {
    if (open === 0) continue;
    const before = perCode.get(code);
    perCode.set(code, {
      messages: (before?.messages ?? 0) + open,
      lastAt: before && before.lastAt > lastAt ? before.lastAt : lastAt,
    });
  }
  return [...perCode].map(([code, { messages, lastAt }]) => ({ kind: "quarantine", code, messages, lastAt }));
}

function troubleOf(sender: SenderView, now: Temporal.Instant): readonly AttentionItem[] {
  const ageMs = (text: string): number =>
    now.epochMilliseconds - Temporal.Instant.from(text).epochMilliseconds;
  const heard =
    sender.heartbeatAt !== null && sender.heartbeatAt > sender.lastAt ? sender.heartbeatAt : sender.lastAt;
  const silentMs = ageMs(heard);
  const items: AttentionItem[] = [];
  const offline = sender.state === "offline";
  const limit = sender.heartbeatAt === null ? quietSilenceMs : patienceMs;
  if ((offline || silentMs > limit) && silentMs < forgottenAfterMs) {
    items.push({ kind: "silent_sender", sender: sender.name, lastAt: heard, becauseOffline: offline });
  }
  if (sender.missing > 0 && silentMs < forgottenAfterMs) {
    items.push({ kind: "missing_scans", sender: sender.name, missing: sender.missing, lastAt: heard });
  }
  return items;
}
