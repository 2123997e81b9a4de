import type { Temporal } from "temporal-polyfill";
import type { HealthFact } from "../../domain/attendance/blindness.ts";
import { patienceMs } from "../../domain/attendance/silence-limits.ts";
import type { Reading, ReadScan } from "../../sources/source.ts";
import { instantOf } from "../facts/instant-of.ts";
import type { ToldNumber } from "./covered-times.ts";
import { followAlive } from "./follow-alive.ts";
import { followTold } from "./follow-told.ts";
import type {
  AliveSpan,
  DeviceRun,
  HealthDue,
  HealthTransaction,
  ReaderNow,
  ScanNumber,
} from "./health-transaction.ts";
import { type ReaderMove, retellMoves } from "./retell-moves.ts";
import { signOfScan } from "./sign-of-scan.ts";

/** As much of a stored scan as tells of its reader. */
export interface ReaderScan {
  readonly read: Pick<ReadScan, "source" | "sender" | "boot" | "live" | "time">;
  readonly roomId: string | null;
  readonly occurredAt: Temporal.Instant;
  readonly receivedAt: Temporal.Instant;
}

/** A scan of a reader, and the room that it names. */
interface PlacedScan {
  readonly room: string;
  readonly at: Temporal.Instant;
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

/**
 * What follows is due from where the silence began; before the first sign of life all was silent. A scan may follow in
 * number on one of a silence before that one, where nobody came in between.
 */
async function toDue(
  health: HealthTransaction,
  learnt: readonly Learnt[],
  now: Temporal.Instant,
): Promise<readonly HealthDue[]> {
  const asked = learnt.filter(({ silence }) => silence);
  const since = asked.length === 0 ? [] : await health.lastScannedBefore(asked);
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

/** Whether a span tells of a device that has come back since, if only in the instant in which it was said to have left, or left. */
function turns(span: AliveSpan, before: AliveSpan): boolean {
  const begun = span.from.epochMilliseconds !== before.from.epochMilliseconds;
  return begun || (span.left === null) !== (before.left === null);
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
  const readers = await health.readersNow([...byReader.keys()]);
  const moves = await recordMoves(health, readers, (reader) => byReader.get(reader)?.placed ?? []);
  const followed: AliveSpan[] = [];
  for (const { reader: device, alive } of readers) {
    const { numbered, untimed } = byReader.get(device) ?? nothingSeen;
    const moved = moves.get(device);
    if (alive === null) continue;
    if (moved !== undefined) learnt.push({ device, at: moved, silence: false });
    const unheard = earliestOf(numbered.flatMap(({ at }) => (isWithin(at, alive) ? [] : [at])));
    if (unheard !== null) learnt.push({ device, at: unheard, silence: true });
    // The first since it was heard again follows what it recorded in the silence, whether a heartbeat told how much or not.
    const first = numbered.filter(({ at }) => isWithin(at, alive)).reduce(firstOf, alive.firstScan);
    if (first !== alive.firstScan) {
      followed.push({ ...alive, firstScan: first });
      learnt.push({ device, at: alive.from, silence: true });
    }
    // One whose clock cannot be believed may fill what was missing of the last silence.
    if (untimed) learnt.push({ device, at: alive.from, silence: true });
  }
  if (followed.length > 0) await health.putAlive(followed);
  return learnt;
}

/** The first by number of a run, whenever each came; one of another run begins anew. */
const firstOf = (first: ScanNumber | null, { bootId, number }: ScanNumber): ScanNumber | null =>
  first !== null && first.bootId === bootId && first.number <= number ? first : { bootId, number };

/**
 * Tells anew where readers were whose scans say otherwise than is known.
 *
 * @returns by reader, from when on it was somewhere else than was known; others are left out
 */
async function recordMoves(
  health: HealthTransaction,
  readers: readonly ReaderNow[],
  placedOf: (reader: string) => readonly PlacedScan[],
): Promise<ReadonlyMap<string, Temporal.Instant>> {
  const moving = readers.flatMap(({ reader, move }) => {
    const time = timeOf(placedOf(reader));
    if (time === null) return [];
    const stays =
      move !== null &&
      placedOf(reader).every(({ room }) => room === move.room) &&
      move.from.epochMilliseconds <= time.from.epochMilliseconds;
    return stays ? [] : [{ reader, ...time }];
  });
  if (moving.length === 0) return new Map();
  const known = await health.movesFrom(moving);
  const asked = moving.map(({ reader, from, last }) => {
    const next = known.get(reader)?.find((move) => move.from.epochMilliseconds > last.epochMilliseconds);
    return { reader, from, to: next?.from ?? null };
  });
  const steps = await health.roomSteps(asked);
  const since = new Map<string, Temporal.Instant>();
  const changed = asked.flatMap((one) => {
    const { reader, from } = one;
    const before = known.get(reader) ?? [];
    const moves = retellMoves(before, one, steps.get(reader) ?? []);
    const news = firstChange(before, moves);
    if (news === null) return [];
    since.set(reader, news);
    return [{ reader, from, moves }];
  });
  if (changed.length > 0) await health.putMoves(changed);
  return since;
}

/** From the first of the scans to the last; null for none. */
function timeOf(
  placed: readonly PlacedScan[],
): { readonly from: Temporal.Instant; readonly last: Temporal.Instant } | null {
  const [first] = placed;
  if (first === undefined) return null;
  const later = (a: Temporal.Instant, b: Temporal.Instant) => (earlierOf(a, b) === a ? b : a);
  return {
    from: placed.reduce((at, scan) => earlierOf(at, scan.at), first.at),
    last: placed.reduce((at, scan) => later(at, scan.at), first.at),
  };
}

/** When the first move was that is in one alone; null where they are the same. */
function firstChange(before: readonly ReaderMove[], after: readonly ReaderMove[]): Temporal.Instant | null {
  const [those, these] = [new Set(before.map(keyOfMove)), new Set(after.map(keyOfMove))];
  const changed = [
    ...after.filter((move) => !those.has(keyOfMove(move))),
    ...before.filter((move) => !these.has(keyOfMove(move))),
  ];
  const [news] = changed;
  return news === undefined ? null : changed.reduce((at, { from }) => earlierOf(at, from), news.from);
}

const keyOfMove = ({ room, from }: ReaderMove): string => `${room} ${from.epochMilliseconds}`;

/** Whether the reader is known to have been alive then. */
function isWithin({ epochMilliseconds: at }: Temporal.Instant, alive: AliveSpan): boolean {
  const to = alive.to.epochMilliseconds + (alive.left === null ? patienceMs : 0);
  return at >= alive.from.epochMilliseconds && at <= to;
}

/** null for none. */
const earliestOf = (times: readonly Temporal.Instant[]): Temporal.Instant | null =>
  times.reduce<Temporal.Instant | null>((best, at) => (best === null ? at : earlierOf(best, at)), null);

/** What a batch holds of one reader. */
interface ReaderScans {
  /** Those that name a room. */
  readonly placed: readonly PlacedScan[];
  /** Those that are numbered, with when they were recorded, as far as that is known. */
  readonly numbered: readonly (ScanNumber & { readonly at: Temporal.Instant })[];
  /** Whether any is numbered of which it is not. */
  readonly untimed: boolean;
}

const nothingSeen: ReaderScans = { placed: [], numbered: [], untimed: false };

/** The scans of native readers by reader. Senders of the original never tell their health. */
function readerScans(scans: readonly ReaderScan[]): ReadonlyMap<string, ReaderScans> {
  const found = new Map<string, ReaderScans>();
  for (const { read, roomId, occurredAt, receivedAt } of scans) {
    if (read.source !== "native") continue;
    const { placed, numbered, untimed } = found.get(read.sender) ?? nothingSeen;
    const { clockSuspect } = read.time;
    const { at, came } = signOfScan({ occurredAt, receivedAt, live: read.live, clockSuspect });
    const isPlaced = at !== null || came === "waited";
    found.set(read.sender, {
      placed: roomId === null ? placed : [...placed, { room: roomId, at: occurredAt }],
      // What waited, nobody knows where, may fill what was missing of the time that it tells.
      numbered:
        read.boot === null || !isPlaced
          ? numbered
          : [
              ...numbered,
              {
                bootId: read.boot.id,
                number: read.boot.seq,
                at: at === null ? occurredAt : instantOf(at),
              },
            ],
      untimed: untimed || (read.boot !== null && at === null),
    });
  }
  return found;
}

const earlierOf = (a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant =>
  a.epochMilliseconds <= b.epochMilliseconds ? a : b;
