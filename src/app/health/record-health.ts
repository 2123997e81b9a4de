import type { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import type { HealthFact } from "../../domain/attendance/blindness.ts";
import type { Reading, ReadScan } from "../../sources/source.ts";
import { musterItself } from "../actor.ts";
import type { FactTransaction } from "../facts/fact-transaction.ts";
import { followAlive } from "./follow-alive.ts";
import { followRun, type RunNews } from "./follow-run.ts";
import { followWatches, type PlacedScan, type ToldWatch } from "./follow-watches.ts";
import type { CoveredSpan, HealthDue, HealthTransaction, OpenWatch } from "./health-transaction.ts";
import { patienceMs } from "./heartbeat.ts";
import { proveWatches } from "./prove-watches.ts";

/** As much of a stored scan as tells of its reader. */
export interface ReaderScan {
  readonly read: Pick<ReadScan, "source" | "sender" | "boot" | "time">;
  readonly roomId: string | null;
  readonly occurredAt: Temporal.Instant;
}

type HealthReading = Extract<Reading, { readonly kind: "status" | "heartbeat" }>;

/**
 * Records what a batch tells of its readers: when they were alive, what they have delivered without a gap, and which
 * rooms rely on them. Marks are not judged here: what follows for sessions that are over is noted as due, and the
 * monitor sees to it.
 *
 * @param readings in the order in which they were received
 * @param scans those that were stored now, and counted in their runs
 */
export async function recordHealth(
  transaction: { readonly health: HealthTransaction; readonly timetable: FactTransaction },
  readings: readonly Reading[],
  scans: readonly ReaderScan[],
  now: Temporal.Instant,
): Promise<void> {
  const { health } = transaction;
  const told = readings.filter(
    (reading): reading is HealthReading => reading.kind === "status" || reading.kind === "heartbeat",
  );
  const due: HealthDue[] = [
    ...(await recordAlive(health, told, now)),
    ...(await recordWatches(transaction, told, scans, now)),
    ...(await recordRuns(transaction, told, scans, now)),
  ];
  if (due.length > 0) await health.noteDue(due);
}

/** A device that comes back after having been away ends a blindness. */
async function recordAlive(
  health: HealthTransaction,
  told: readonly HealthReading[],
  now: Temporal.Instant,
): Promise<readonly HealthDue[]> {
  if (told.length === 0) return [];
  const facts = new Map<string, HealthFact[]>();
  const empty = new Map<string, Temporal.Instant>();
  for (const reading of told) {
    const { sender } = reading;
    facts.set(sender, [...(facts.get(sender) ?? []), factOf(reading)]);
    if (reading.kind === "heartbeat" && reading.outbox === 0) empty.set(sender, reading.at);
  }
  const last = new Map((await health.lastAlive([...facts.keys()])).map((span) => [span.device, span]));
  const due: HealthDue[] = [];
  const changed = [...facts].flatMap(([device, said]) => {
    const before = last.get(device) ?? null;
    const spans = followAlive(device, before, said);
    const begun = spans.some(
      ({ from }) => before === null || from.epochMilliseconds !== before.from.epochMilliseconds,
    );
    if (before !== null && begun) due.push({ device, from: before.to, dueAt: now });
    return spans;
  });
  if (changed.length > 0) await health.putAlive(changed);
  if (empty.size > 0) await health.noteEmptyOutboxes([...empty].map(([device, at]) => ({ device, at })));
  return due;
}

function factOf(reading: HealthReading): HealthFact {
  if (reading.kind === "heartbeat") return { kind: "heartbeat", at: reading.at };
  if (reading.state === "online") return { kind: "online", at: reading.at };
  return { kind: "offline", at: reading.at, by: reading.by };
}

/** A device that delivers what it recorded while it was away takes a blindness back. */
async function recordRuns(
  { health, timetable }: { readonly health: HealthTransaction; readonly timetable: FactTransaction },
  told: readonly HealthReading[],
  scans: readonly ReaderScan[],
  now: Temporal.Instant,
): Promise<readonly HealthDue[]> {
  const news = newsOfRuns(told, scans);
  if (news.size === 0) return [];
  const found = await health.findRuns([...news.values()]);
  const steps = found.flatMap((stored) => {
    const entry = news.get(runKey(stored.run.device, stored.run.bootId));
    return entry ? [followRun(stored, entry, uuidv7)] : [];
  });
  await health.putRuns(steps.map(({ run }) => run));
  const covered = steps.flatMap((step) => (step.covered ? [step.covered] : []));
  if (covered.length > 0) await health.putCovered(covered);
  await tellProvedWatches(health, timetable, covered, now);
  return steps.flatMap(({ covered: span, learntFrom }) =>
    span !== null && learntFrom !== null && isWorthALook(learntFrom, span.to)
      ? [{ device: span.device, from: learntFrom, dueAt: now }]
      : [],
  );
}

/** What runs cover was watched, also before the first sign of life of their devices. */
async function tellProvedWatches(
  health: HealthTransaction,
  timetable: FactTransaction,
  covered: readonly CoveredSpan[],
  now: Temporal.Instant,
): Promise<void> {
  const proved: ToldWatch[] = [];
  for (const device of new Set(covered.map((span) => span.device))) {
    const spans = covered.filter((span) => span.device === device);
    for (const { from, to } of spans) {
      const silent = await health.silentWatches(device, from, to);
      proved.push(...proveWatches(silent, [{ from, to }], uuidv7));
    }
  }
  await tellWatches(timetable, proved, now);
}

/** A device that is there all the time proves a heartbeat's worth of it at a time. */
function isWorthALook(from: Temporal.Instant, to: Temporal.Instant): boolean {
  return to.epochMilliseconds - from.epochMilliseconds > patienceMs;
}

function newsOfRuns(
  told: readonly HealthReading[],
  scans: readonly ReaderScan[],
): ReadonlyMap<string, RunNews & { readonly device: string; readonly bootId: string }> {
  const news = new Map<string, RunNews & { device: string; bootId: string }>();
  const of = (device: string, bootId: string) =>
    news.get(runKey(device, bootId)) ?? { device, bootId, birth: null, heartbeat: null, scans: null };
  for (const reading of told) {
    if (reading.bootId === null) continue;
    const key = runKey(reading.sender, reading.bootId);
    const before = of(reading.sender, reading.bootId);
    if (reading.kind === "heartbeat") {
      const { at, lastSeq, outbox } = reading;
      news.set(key, { ...before, heartbeat: { at, lastSeq, outbox } });
    } else if (reading.state === "online") news.set(key, { ...before, birth: before.birth ?? reading.at });
  }
  for (const { read, occurredAt } of scans) {
    // The time of receipt, taken where the device's own cannot be right, says nothing of when it was recording.
    if (read.boot === null || read.time.clockSuspect) continue;
    const key = runKey(read.sender, read.boot.id);
    const before = of(read.sender, read.boot.id);
    const at = occurredAt.epochMilliseconds;
    const { first, last } = before.scans ?? { first: occurredAt, last: occurredAt };
    news.set(key, {
      ...before,
      scans: {
        first: at < first.epochMilliseconds ? occurredAt : first,
        last: at > last.epochMilliseconds ? occurredAt : last,
      },
    });
  }
  return news;
}

const runKey = (device: string, bootId: string): string => `${device} ${bootId}`;

/** Rooms rely on the readers whose scans name them. */
async function recordWatches(
  { health, timetable }: { readonly health: HealthTransaction; readonly timetable: FactTransaction },
  told: readonly HealthReading[],
  scans: readonly ReaderScan[],
  now: Temporal.Instant,
): Promise<readonly HealthDue[]> {
  const placed = placedScans(scans);
  const heard = new Set(told.map(({ sender }) => sender));
  const readers = new Set([...placed.keys(), ...heard]);
  if (readers.size === 0) return [];
  const open = new Map((await health.openWatches([...readers])).map((watch) => [watch.reader, watch]));
  const changing = [...readers].filter((reader) => {
    const watch = open.get(reader) ?? null;
    return mayChange(watch, placed.get(reader) ?? [], heard.has(reader));
  });
  if (changing.length === 0) return [];
  const alive = await health.firstAlive(changing);
  const watches: ToldWatch[] = [];
  const stand: OpenWatch[] = [];
  for (const reader of changing) {
    // A room that nobody watches has no health data, and one whose readers never told their health has as little.
    if (!alive.has(reader)) continue;
    const before = open.get(reader) ?? null;
    const after = followWatches(reader, before, placed.get(reader) ?? [], alive.get(reader) ?? null, uuidv7);
    watches.push(...after.told);
    if (after.open !== null && after.open !== before) stand.push(after.open);
  }
  if (watches.length === 0) return [];
  await health.putOpenWatches(stand);
  await tellWatches(timetable, watches, now);
  return watches.map(({ reader, from, to }) => ({ device: reader, from: to ?? from, dueAt: now }));
}

async function tellWatches(
  timetable: FactTransaction,
  watches: readonly ToldWatch[],
  now: Temporal.Instant,
): Promise<void> {
  if (watches.length === 0) return;
  await timetable.addFacts(
    watches.map(({ watch, room, reader, from, to, health: tells }) => ({
      id: uuidv7(),
      at: now,
      actor: musterItself,
      reason: null,
      kind: "watch",
      watch,
      room,
      reader,
      from,
      to,
      health: tells,
    })),
  );
}

/** Nearly always the reader is where it was, and nothing has to be read of it. */
function mayChange(open: OpenWatch | null, scans: readonly PlacedScan[], tellsHealth: boolean): boolean {
  if (open === null) return scans.length > 0;
  return (tellsHealth && !open.health) || scans.some(({ room }) => room !== open.room);
}

/**
 * The scans of native readers that name a room, by reader. Senders of the original never tell their health.
 */
function placedScans(scans: readonly ReaderScan[]): ReadonlyMap<string, readonly PlacedScan[]> {
  const placed = new Map<string, PlacedScan[]>();
  for (const { read, roomId, occurredAt } of scans) {
    if (roomId === null || read.source !== "native") continue;
    const others = placed.get(read.sender);
    if (others) others.push({ room: roomId, at: occurredAt });
    else placed.set(read.sender, [{ room: roomId, at: occurredAt }]);
  }
  return placed;
}
