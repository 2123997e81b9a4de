import type { Temporal } from "temporal-polyfill";
import type { AttentionItem } from "../../contract/http/monitor.ts";
import { isClockWrong } from "../../domain/attendance/is-clock-wrong.ts";
import { reasonSaysUnknownFace } from "../../domain/attendance/reason-says-unknown-face.ts";
import { patienceMs } from "../../domain/attendance/silence-limits.ts";
import { alarmingSilence, type SilenceAlarm } from "../health/alarming-silence.ts";
import type { SenderStore, StoredSender } from "../health/sender-store.ts";
import type { QuarantineStore } from "../quarantine/quarantine-store.ts";
import type { ScanStore } from "../scans/scan-store.ts";
import { backlogOf } from "../troubles/stand-of-reader.ts";
import type { WatchedSender } from "../troubles/watch-readers.ts";
import type { FailedWork } from "./monitor-sessions.ts";
import type { MonitorStore, SessionTrouble } from "./monitor-store.ts";

/** Turned away this often on one day without having been seen: somebody should ask why. */
const repeatedDenials = 3;

/** Where what may need a look is asked for. */
export interface AttentionSources {
  readonly scans: Pick<ScanStore, "repeatedDenials" | "refusedByReason">;
  readonly quarantine: Pick<QuarantineStore, "openByCode">;
  readonly senders: Pick<SenderStore, "senders">;
}

/** All senders, each with whether its silence is something to look at. */
export async function hearSenders(
  { senders }: Pick<AttentionSources, "senders">,
  timeZone: string,
  now: Temporal.Instant,
): Promise<readonly WatchedSender[]> {
  return (await senders.senders()).map((sender) => ({
    sender,
    silence: alarmingSilence(sender, now, timeZone),
  }));
}

/** Everything that a person should look at on a day, as of now. */
export async function findAttention(
  sources: AttentionSources,
  senders: readonly WatchedSender[],
  sessions: Pick<MonitorStore, "sessionTrouble">,
  failed: readonly FailedWork[],
  day: string,
  now: Temporal.Instant,
): Promise<readonly AttentionItem[]> {
  const excused = senders.filter(({ silence }) => silence.excused).map(({ sender }) => sender.name);
  const [denials, refused, quarantine, trouble] = await Promise.all([
    sources.scans.repeatedDenials(day, repeatedDenials),
    sources.scans.refusedByReason(day),
    sources.quarantine.openByCode(),
    sessions.sessionTrouble(now.subtract({ milliseconds: patienceMs }), excused),
  ]);
  const names = new Map(senders.map(({ sender }) => [sender.name, nameOf(sender)]));
  return [
    ...denials,
    ...unidentified(refused),
    ...quarantine.map((open): AttentionItem => ({ kind: "quarantine", ...open })),
    ...senders.flatMap(({ sender, silence }) => troubleOf(sender, silence, now)),
    ...sessionItems(trouble, names),
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

/** What people call a sender. */
const nameOf = ({ name, title }: StoredSender): string => title ?? name;

function sessionItems(
  { toReview, unwatched }: SessionTrouble,
  names: ReadonlyMap<string, string>,
): readonly AttentionItem[] {
  const { sessions, marks, firstDay } = toReview;
  return [
    ...(firstDay === null ? [] : [{ kind: "sessions_to_review" as const, sessions, marks, firstDay }]),
    ...unwatched.map((open) => ({
      kind: "unwatched_session" as const,
      ...open,
      name: names.get(open.reader) ?? open.reader,
      lastAt: told(open.lastAt),
    })),
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

function troubleOf(
  sender: StoredSender,
  silence: SilenceAlarm,
  now: Temporal.Instant,
): readonly AttentionItem[] {
  const { heard, silent, excused, forgotten } = silence;
  const said = { sender: sender.name, name: nameOf(sender), lastAt: heard };
  const items: AttentionItem[] = [];
  if (silent && !excused && !forgotten)
    items.push({ kind: "silent_sender", ...said, becauseOffline: sender.state === "offline" });
  const aheadSeconds = sender.clockAheadSeconds;
  if (aheadSeconds !== null && isClockWrong(aheadSeconds) && !silent && !excused)
    items.push({ kind: "wrong_clock", ...said, aheadSeconds });
  const backlog = silent || excused ? null : backlogOf(sender, now);
  if (backlog?.is === "broken" && backlog.amount !== null)
    items.push({ kind: "backlog", ...said, scans: backlog.amount, since: told(backlog.since) });
  if (sender.missing > 0 && !forgotten)
    items.push({ kind: "missing_scans", ...said, missing: sender.missing });
  return items;
}
