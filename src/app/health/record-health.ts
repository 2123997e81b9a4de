import type { Temporal } from "temporal-polyfill";
import type { HealthFact } from "../../domain/attendance/blindness.ts";
import { patienceMs } from "../../domain/attendance/silence-limits.ts";
import type { Reading, ReadScan } from "../../sources/source.ts";
import type { ToldNumber } from "./covered-times.ts";
import { followAlive } from "./follow-alive.ts";
import { followTold } from "./follow-told.ts";
import type { AliveSpan, DeviceRun, HealthDue, HealthTransaction, ReaderNow } from "./health-transaction.ts";
import { placeReader, type ReaderMove, type ScanOfReader } from "./place-reader.ts";

/** As much of a stored scan as tells of its reader. */
export interface ReaderScan {
  readonly read: Pick<ReadScan, "source" | "sender" | "boot" | "time">;
  readonly roomId: string | null;
  readonly occurredAt: Temporal.Instant;
}

type HealthReading = Extract<Reading, { readonly kind: "status" | "heartbeat" }>;

/**
 * Records what a batch tells of its readers: when they were alive, which numbers they told, and where they were. What
 * follows for rooms and sessions follows from all that is known of a reader, so nothing of it is concluded here: what
 * may have changed is noted as due, and the monitor sees to it.
 *
 * @param readings in the order in which they were received
 * @param scans those that were stored now
 */
export async function recordHealth(
  health: HealthTransaction,
  readings: readonly Reading[],
  scans: readonly ReaderScan[],
  now: Temporal.Instant,
): Promise<void> {
  const told = readings.filter(
    (reading): reading is HealthReading => reading.kind === "status" || reading.kind === "heartbeat",
  );
  const alive = await recordAlive(health, told);
  const learnt = [
    ...alive.learnt,
    ...(await recordTold(health, told, alive.now)),
    ...(await recordReaders(health, scans)),
  ];
  if (learnt.length > 0) await health.noteDue(await toDue(health, learnt, now));
}

/** Something became known of a device at an instant. */
interface Learnt {
  readonly device: string;
  readonly at: Temporal.Instant;
  /** Whether it bears on the silence before the instant: all that was recorded in it may be proved now, or no longer. */
  readonly silence: boolean;
}

/** What follows is due from where the silence began; before the first sign of life all was silent. */
async function toDue(
  health: HealthTransaction,
  learnt: readonly Learnt[],
  now: Temporal.Instant,
): Promise<readonly HealthDue[]> {
  const asked = learnt.filter(({ silence }) => silence);
  const since = asked.length === 0 ? [] : await health.lastSignsBefore(asked);
  const within = learnt.map(({ device, at }) => ({ device, from: at, dueAt: now }));
  return [...within, ...since.map(({ device, at }) => ({ device, from: at, dueAt: now }))];
}

/** A device that comes back after having been away ends a blindness, and one that is said to have left begins one. */
async function recordAlive(
  health: HealthTransaction,
  told: readonly HealthReading[],
): Promise<{ readonly learnt: readonly Learnt[]; readonly now: ReadonlyMap<string, AliveSpan> }> {
  if (told.length === 0) return { learnt: [], now: new Map() };
  const facts = new Map<string, HealthFact[]>();
  const empty = new Map<string, Temporal.Instant>();
  for (const reading of told) {
    const { sender } = reading;
    facts.set(sender, [...(facts.get(sender) ?? []), factOf(reading)]);
    if (reading.kind === "heartbeat" && reading.outbox === 0) empty.set(sender, reading.at);
  }
  const last = new Map((await health.lastAlive([...facts.keys()])).map((span) => [span.device, span]));
  const learnt: Learnt[] = [];
  const changed = [...facts].flatMap(([device, said]) => {
    const before = last.get(device) ?? null;
    const spans = followAlive(device, before, said);
    const [first] = spans;
    // With its first sign of life the rooms that it watched begin to be known, from the first of its scans on.
    if (before === null && first) learnt.push({ device, at: first.from, silence: true });
    if (before !== null && spans.some((span) => turns(span, before)))
      learnt.push({ device, at: before.to, silence: false });
    for (const span of spans) last.set(device, span);
    return spans;
  });
  if (changed.length > 0) await health.putAlive(changed);
  if (empty.size > 0) await health.noteEmptyOutboxes([...empty].map(([device, at]) => ({ device, at })));
  return { learnt, now: last };
}

/** Whether a span tells of a device that has come back since, or left. */
function turns(span: AliveSpan, before: AliveSpan): boolean {
  const begun = span.from.epochMilliseconds !== before.from.epochMilliseconds;
  return begun || (span.left !== null && before.left === null);
}

function factOf(reading: HealthReading): HealthFact {
  if (reading.kind === "heartbeat") return { kind: "heartbeat", at: reading.at };
  if (reading.state === "online") return { kind: "online", at: reading.at };
  return { kind: "offline", at: reading.at, by: reading.by };
}

/** Which numbers the runs of devices told: at its birth a run has recorded nothing. */
async function recordTold(
  health: HealthTransaction,
  told: readonly HealthReading[],
  alive: ReadonlyMap<string, AliveSpan>,
): Promise<readonly Learnt[]> {
  const runs = new Map<string, { run: DeviceRun; born: ToldNumber[]; told: ToldNumber[] }>();
  for (const reading of told) {
    const { sender: device, bootId } = reading;
    if (bootId === null) continue;
    const key = JSON.stringify([device, bootId]);
    const entry = runs.get(key) ?? { run: { device, bootId }, born: [], told: [] };
    runs.set(key, entry);
    const at = reading.at.epochMilliseconds;
    if (reading.kind === "heartbeat") {
      if (reading.lastSeq !== null) entry.told.push({ at, number: reading.lastSeq });
    } else if (reading.state === "online" && entry.told.length === 0) entry.born.push({ at, number: 0 });
  }
  if (runs.size === 0) return [];
  const last = new Map(
    (await health.lastTold([...runs.values()].map(({ run }) => run))).map(({ run, span }) => [
      JSON.stringify([run.device, run.bootId]),
      span,
    ]),
  );
  const changed = [...runs].flatMap(([key, { run, born, told: numbers }]) => {
    const before = last.get(key) ?? null;
    const said = before === null ? [...born.slice(0, 1), ...numbers] : numbers;
    return followTold(before, said).map((span) => ({ run, span }));
  });
  if (changed.length > 0) await health.putTold(changed);
  // The first number that it tells after a silence says how much it recorded in it.
  return changed.flatMap(({ run: { device, bootId }, span }) => {
    const before = last.get(JSON.stringify([device, bootId]));
    const begun = alive.get(device)?.from;
    return begun && before?.from.at !== span.from.at ? [{ device, at: begun, silence: true }] : [];
  });
}

/**
 * Where readers were, and what their scans may prove of a time in which nothing was heard of them. Nearly always a
 * reader is where it was and is known to be alive, and nothing follows.
 */
async function recordReaders(
  health: HealthTransaction,
  scans: readonly ReaderScan[],
): Promise<readonly Learnt[]> {
  const byReader = readerScans(scans);
  if (byReader.size === 0) return [];
  const learnt: Learnt[] = [];
  for (const known of await health.readersNow([...byReader.keys()])) {
    const { reader: device, alive } = known;
    const { placed, times, untimed } = byReader.get(device) ?? nothingSeen;
    const moved = await recordMoves(health, known, placed);
    if (alive === null) continue;
    if (moved !== null) learnt.push({ device, at: moved, silence: false });
    const unheard = earliestUnheard(times, alive);
    if (unheard !== null) learnt.push({ device, at: unheard, silence: true });
    // One whose clock cannot be believed may fill what was missing of the last silence.
    if (untimed) learnt.push({ device, at: alive.from, silence: true });
  }
  return learnt;
}

/** @returns from when on the reader was somewhere else than was known, null where nothing changed */
async function recordMoves(
  health: HealthTransaction,
  { reader, move }: ReaderNow,
  placed: readonly ScanOfReader[],
): Promise<Temporal.Instant | null> {
  const [first] = placed;
  if (first === undefined) return null;
  const earliest = placed.reduce((at, scan) => earlierOf(at, scan.at), first.at);
  const stays =
    move !== null &&
    placed.every(({ room }) => room === move.room) &&
    move.from.epochMilliseconds <= earliest.epochMilliseconds;
  if (stays) return null;
  const known = await health.movesFrom(reader, earliest);
  const moves = await placeReader(known, placed, health.storedPlaces(reader));
  const [those, these] = [new Set(known.map(keyOfMove)), new Set(moves.map(keyOfMove))];
  const changed = [
    ...moves.filter((move) => !those.has(keyOfMove(move))),
    ...known.filter((move) => !these.has(keyOfMove(move))),
  ];
  const [news] = changed;
  if (news === undefined) return null;
  await health.putMoves(reader, earliest, moves);
  return changed.reduce((at, { from }) => earlierOf(at, from), news.from);
}

const keyOfMove = ({ room, from }: ReaderMove): string => `${room} ${from.epochMilliseconds}`;

/** The first of the times in which the reader is not known to have been alive anyway; null for none. */
function earliestUnheard(times: readonly Temporal.Instant[], alive: AliveSpan): Temporal.Instant | null {
  const from = alive.from.epochMilliseconds;
  const to = alive.to.epochMilliseconds + (alive.left === null ? patienceMs : 0);
  const unheard = times.filter(({ epochMilliseconds: at }) => at < from || at > to);
  return unheard.reduce<Temporal.Instant | null>(
    (best, at) => (best === null ? at : earlierOf(best, at)),
    null,
  );
}

/** What a batch holds of one reader. */
interface ReaderScans {
  /** Those that name a room. */
  readonly placed: readonly ScanOfReader[];
  /** The times of those that are numbered, as far as they can be believed. */
  readonly times: readonly Temporal.Instant[];
  /** Whether any is numbered whose time cannot be. */
  readonly untimed: boolean;
}

const nothingSeen: ReaderScans = { placed: [], times: [], untimed: false };

/** The scans of native readers by reader. Senders of the original never tell their health. */
function readerScans(scans: readonly ReaderScan[]): ReadonlyMap<string, ReaderScans> {
  const found = new Map<string, ReaderScans>();
  for (const { read, roomId, occurredAt } of scans) {
    if (read.source !== "native") continue;
    const { placed, times, untimed } = found.get(read.sender) ?? nothingSeen;
    const suspect = read.time.clockSuspect;
    found.set(read.sender, {
      placed: roomId === null ? placed : [...placed, { room: roomId, at: occurredAt }],
      times: read.boot === null || suspect ? times : [...times, occurredAt],
      untimed: untimed || (read.boot !== null && suspect),
    });
  }
  return found;
}

const earlierOf = (a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant =>
  a.epochMilliseconds <= b.epochMilliseconds ? a : b;
