import type { Temporal } from "temporal-polyfill";
import { type Placement, placementAt } from "../../domain/attendance/placement.ts";
import { normalIdentifier } from "../../domain/kernel/normal-identifier.ts";
import type { LocalHour } from "../../domain/timetable/local-time.ts";
import type { ReadScan } from "../../sources/source.ts";
import { recordHealth } from "../health/record-health.ts";
import { judgeScans, type StandingDays } from "../marks/judge-scans.ts";
import { newId } from "../new-id.ts";
import { type IngestItem, type IngestOutcome, keptPayload, scanPayload } from "./ingest-item.ts";
import type {
  BootNote,
  IngestTransaction,
  NewQuarantine,
  NewScan,
  SenderSign,
  Subject,
  TallyEntry,
  TallyKind,
} from "./ingest-transaction.ts";
import { tallyDecisions } from "./tally-decisions.ts";

export interface RecordContext {
  readonly now: Temporal.Instant;
  readonly timeZone: string;
  readonly localTime: (instant: Temporal.Instant) => LocalHour;
  /** Local days whose standing sessions are known to be planned, ISO; without it they are looked for. */
  readonly plannedDays?: ReadonlySet<string>;
  /** Told of the days whose standing sessions are planned; true only once the transaction is committed. */
  readonly onPlanned?: (days: readonly string[]) => void;
  /** Told how many marks the batch changes; true only once the transaction is committed. */
  readonly onRevisions?: (count: number) => void;
}

/** Messages from senders without ids are the same scan when they say the same within this time. */
const repeatWithin = { minutes: 10 };

interface ScanItem {
  readonly at: number;
  readonly item: IngestItem;
  readonly read: ReadScan;
  readonly contentHash: string;
}

/**
 * Records a batch of messages: stores what is new, counts what is known, decides the marks that the new scans
 * bear on, puts the rest into quarantine. Everything happens in the given transaction.
 *
 * @returns what became of each message, in the order given
 */
export async function recordBatch(
  transaction: IngestTransaction,
  items: readonly IngestItem[],
  context: RecordContext,
): Promise<readonly IngestOutcome[]> {
  const outcomes = new Array<IngestOutcome>(items.length);
  const firstSeq = await transaction.takeSeqs(items.length);
  const scanItems: ScanItem[] = [];
  items.forEach((item, at) => {
    if (item.reading.kind === "refused") outcomes[at] = { kind: "refused", refusal: item.reading.refusal };
    else if (item.reading.kind === "scan" && item.contentHash !== null) {
      scanItems.push({ at, item, read: item.reading.scan, contentHash: item.contentHash });
    } else outcomes[at] = { kind: "noted" };
  });

  const fresh = await withoutRepeatedContent(transaction, scanItems, outcomes);
  const scans = await toNewScans(transaction, fresh, firstSeq);
  const corrections = new Map(
    fresh.flatMap(({ item: { correction } }) => (correction === null ? [] : [[correction.id, correction]])),
  );
  if (corrections.size > 0) await transaction.addClockCorrections([...corrections.values()]);
  const storedIds = scans.length === 0 ? new Set<string>() : await transaction.addScans(scans);
  await settleKnownKeys(transaction, fresh, scans, storedIds, outcomes);
  const stored = scans.filter((scan) => storedIds.has(scan.id));
  const revised = await judgeStored(transaction, stored, context);
  if (revised > 0) context.onRevisions?.(revised);

  const repeats = outcomes.flatMap((outcome) => (outcome.kind === "repeat" ? [outcome.scanId] : []));
  if (repeats.length > 0) await transaction.countRepeats(repeats);
  const quarantined = toQuarantine(items, outcomes, firstSeq);
  if (quarantined.length > 0) await transaction.addQuarantine(quarantined);
  const replays = items.flatMap((item, at) =>
    item.replayOf === null
      ? []
      : [
          {
            id: item.replayOf,
            at: context.now,
            outcome: outcomeName(outcomes[at]),
            scan: storedScan(outcomes[at]),
          },
        ],
  );
  if (replays.length > 0) await transaction.noteReplays(replays);
  const answers = items.flatMap(({ reading, replayOf }) =>
    reading.kind === "answer" && replayOf === null ? [reading] : [],
  );
  if (answers.length > 0) await transaction.noteAnswers(answers);
  await transaction.addCounts({
    tallies: tally(items, outcomes, context),
    decisions: tallyDecisions(
      stored.map(({ read, decision, occurredAt }) => ({
        at: occurredAt,
        location: read.location,
        sender: read.sender,
        decision,
        reason: read.reason,
        n: 1,
      })),
      context.localTime,
    ),
    senders: senderNotes(items, outcomes),
    boots: bootNotes(stored),
  });
  await recordHealth(transaction.health, readingsNow(items), stored, context.now);
  return outcomes;
}

const storedScan = (outcome: IngestOutcome | undefined): string | null =>
  outcome?.kind === "stored" ? outcome.scanId : null;

/** Judges what the scans bear on: those of now by what is known of now, a backlog by everything that is stored. */
async function judgeStored(
  transaction: IngestTransaction,
  scans: readonly NewScan[],
  context: RecordContext,
): Promise<number> {
  const standing: StandingDays = {
    timeZone: context.timeZone,
    dayOf: (instant) => context.localTime(instant).day,
    isPlanned: (day) => context.plannedDays?.has(day) === true,
    onPlanned: (days) => context.onPlanned?.(days),
  };
  // A day that is planned only now brings sessions of which nothing is known by heart.
  const isKnown = ({ occurredAt }: NewScan): boolean =>
    transaction.holds(occurredAt) && standing.isPlanned(standing.dayOf(occurredAt));
  const known = scans.filter(isKnown);
  const revised = await judgeScans(transaction.timetable, known, standing, context.now);
  if (known.length === scans.length) return revised;
  const others = scans.filter((scan) => !isKnown(scan));
  return revised + (await judgeScans(await transaction.beyond(), others, standing, context.now));
}

/** `stored`, `repeat`, `noted`, or the code of a refusal. */
export function outcomeName(outcome: IngestOutcome | undefined): string {
  if (outcome === undefined) throw new RangeError("no outcome for a message of the batch");
  return outcome.kind === "refused" ? outcome.refusal.code : outcome.kind;
}

/**
 * Settles scans without an id that say what was said within ten minutes, in the store or earlier in this
 * batch, and returns the others. At QoS 0 nothing is delivered twice, so every message is a scan.
 */
async function withoutRepeatedContent(
  transaction: IngestTransaction,
  scanItems: readonly ScanItem[],
  outcomes: IngestOutcome[],
): Promise<readonly (ScanItem & { readonly id: string })[]> {
  const comparable = scanItems.filter(({ item, read }) => read.externalId === null && item.message.qos > 0);
  const known = new Map<ScanItem, string>();
  if (comparable.length > 0) {
    const found = await transaction.findRepeated(
      comparable.map(({ item, read, contentHash }) => ({
        sender: read.sender,
        contentHash,
        since: item.message.receivedAt.subtract(repeatWithin),
      })),
    );
    comparable.forEach((scanItem, at) => {
      const id = found[at];
      if (id) known.set(scanItem, id);
    });
  }
  const firstInBatch = new Map<string, string>();
  const fresh: (ScanItem & { readonly id: string })[] = [];
  for (const scanItem of scanItems) {
    const { read, item, contentHash, at } = scanItem;
    const id = newId();
    if (read.externalId === null && item.message.qos > 0) {
      const key = `${contentHash} ${read.sender}`;
      const same = known.get(scanItem) ?? firstInBatch.get(key);
      if (same !== undefined) {
        outcomes[at] = { kind: "repeat", scanId: same };
        continue;
      }
      firstInBatch.set(key, id);
    }
    fresh.push({ ...scanItem, id });
  }
  return fresh;
}

async function toNewScans(
  transaction: IngestTransaction,
  fresh: readonly (ScanItem & { readonly id: string })[],
  firstSeq: number,
): Promise<readonly NewScan[]> {
  if (fresh.length === 0) return [];
  const subjects: (Subject & { readonly at: Temporal.Instant })[] = [];
  /** Where among them those of each scan begin, and behind the last where all end. */
  const begins = [0];
  const rooms = new Set<string>();
  const senders = new Set<string>();
  for (const { read } of fresh) {
    senders.add(read.sender);
    // A card may have passed to somebody else since: whose it was then is asked.
    const { occurredAt: at } = read.time;
    if (read.subject !== null) for (const one of spellings(read.subject)) subjects.push({ ...one, at });
    begins.push(subjects.length);
    if (read.location !== null) rooms.add(read.location);
  }
  const persons = subjects.length === 0 ? [] : await transaction.findPersons(subjects);
  const names = [...rooms];
  const found = names.length === 0 ? [] : await transaction.findRooms(names);
  const roomIds = new Map(names.map((name, n) => [name, found[n] ?? null]));
  const placements = await transaction.placementsOf([...senders]);
  return fresh.map(({ at, item, read, contentHash, id }, n) => ({
    id,
    seq: firstSeq + at,
    read,
    topic: item.message.topic,
    qos: item.message.qos,
    raw: scanPayload(item.message.payload),
    receivedAt: item.message.receivedAt,
    occurredAt: read.time.occurredAt,
    contentHash,
    decision: read.decision,
    identified: read.identified,
    direction: read.direction,
    personId: persons.slice(begins[n], begins[n + 1]).find((person) => person !== null) ?? null,
    ...placeOf(read, roomIds, placements),
    correction: item.correction?.id ?? null,
  }));
}

/** The room in which a scan counts: where a person said that its sender hung by then, or else what its location names. */
function placeOf(
  { sender, location, time }: ReadScan,
  roomIds: ReadonlyMap<string, string | null>,
  placements: readonly Placement[],
): Pick<NewScan, "roomId" | "named"> {
  const room = location === null ? null : (roomIds.get(location) ?? null);
  if (placements.length === 0) return { roomId: room, named: null };
  const own = placements.filter((placement) => placement.sender === sender);
  const placement = placementAt(own, location, time.occurredAt);
  return placement === null ? { roomId: room, named: null } : { roomId: placement.room, named: { room } };
}

/** An identifier as it came, and in the one form in which they are kept where that is another. */
function spellings(subject: Subject): readonly Subject[] {
  const value = normalIdentifier(subject.scheme, subject.value);
  return value === subject.value || value === "" ? [subject] : [subject, { ...subject, value }];
}

/** Tells repeats from conflicts among the scans whose key was stored before. */
async function settleKnownKeys(
  transaction: IngestTransaction,
  fresh: readonly (ScanItem & { readonly id: string })[],
  scans: readonly NewScan[],
  storedIds: ReadonlySet<string>,
  outcomes: IngestOutcome[],
): Promise<void> {
  const unstored: { at: number; sender: string; externalId: string; contentHash: string }[] = [];
  fresh.forEach(({ at, read, contentHash }, n) => {
    const id = scans[n]?.id;
    if (id === undefined) throw new RangeError("a scan of the batch was lost");
    if (storedIds.has(id)) outcomes[at] = { kind: "stored", scanId: id };
    else if (read.externalId !== null) {
      unstored.push({ at, sender: read.sender, externalId: read.externalId, contentHash });
    } else throw new Error("the store left out a scan that has no key to clash with");
  });
  if (unstored.length === 0) return;
  const found = await transaction.findScansByKey(unstored);
  const byKey = new Map(found.map((scan) => [`${scan.sender} ${scan.externalId}`, scan]));
  for (const { at, sender, externalId, contentHash } of unstored) {
    const scan = byKey.get(`${sender} ${externalId}`);
    if (!scan) throw new Error("the store left out a scan, yet holds none of its key");
    if (scan.contentHash === contentHash) outcomes[at] = { kind: "repeat", scanId: scan.id };
    else {
      const detail = `event_id: ${externalId} was used before by ${sender} for another scan; mint an id for each scan`;
      outcomes[at] = { kind: "refused", refusal: { code: "conflict", detail } };
    }
  }
}

function toQuarantine(
  items: readonly IngestItem[],
  outcomes: readonly IngestOutcome[],
  firstSeq: number,
): readonly NewQuarantine[] {
  return items.flatMap(({ message, source, reading, replayOf }, at) => {
    const outcome = outcomes[at];
    // A message replayed in vain stays where it is.
    if (outcome?.kind !== "refused" || replayOf !== null) return [];
    return [
      {
        id: newId(),
        seq: firstSeq + at,
        receivedAt: message.receivedAt,
        topic: storableText(message.topic),
        source,
        sender: senderOf(reading),
        qos: message.qos,
        retained: message.retain,
        refusal: { code: outcome.refusal.code, detail: storableText(outcome.refusal.detail) },
        ...keptPayload(message.payload),
      },
    ];
  });
}

/** The text as a store can hold it: a NUL or half a surrogate pair shows as the replacement character. */
const storableText = (text: string): string => text.toWellFormed().replaceAll("\u0000", "\ufffd");

function senderOf(reading: IngestItem["reading"]): string | null {
  return reading.kind === "scan" ? reading.scan.sender : reading.sender;
}

function tally(
  items: readonly IngestItem[],
  outcomes: readonly IngestOutcome[],
  context: RecordContext,
): readonly TallyEntry[] {
  const counts = new Map<
    string,
    { day: string; hour: number; location: string; kind: TallyKind; n: number }
  >();
  items.forEach(({ message, reading, replayOf }, at) => {
    const kind = tallyKind(reading, outcomes[at], replayOf !== null);
    if (kind === null) return;
    const instant =
      reading.kind === "scan" && kind !== "quarantined" ? reading.scan.time.occurredAt : message.receivedAt;
    const { day, hour } = context.localTime(instant);
    const location = reading.kind === "scan" ? (reading.scan.location ?? "") : "";
    const key = `${day} ${hour} ${kind} ${location}`;
    const entry = counts.get(key);
    if (entry) entry.n += 1;
    else counts.set(key, { day, hour, location, kind, n: 1 });
  });
  return [...counts.values()];
}

function tallyKind(
  reading: IngestItem["reading"],
  outcome: IngestOutcome | undefined,
  replayed: boolean,
): TallyKind | null {
  if (outcome?.kind === "refused") return replayed ? null : "quarantined";
  if (outcome?.kind === "repeat") return "repeat";
  if (outcome?.kind !== "stored" || reading.kind !== "scan") return null;
  return reading.scan.decision;
}

function senderNotes(
  items: readonly IngestItem[],
  outcomes: readonly IngestOutcome[],
): readonly SenderSign[] {
  const notes = new Map<string, SenderSign>();
  items.forEach(({ message, source, reading, replayOf }, at) => {
    if (reading.kind === "refused" || reading.kind === "ignored" || replayOf !== null) return;
    const name = senderOf(reading);
    if (name === null || source === null) return;
    const before = notes.get(name);
    const stored = outcomes[at]?.kind === "stored" ? 1 : 0;
    notes.set(name, {
      name,
      source,
      at: message.receivedAt,
      scans: (before?.scans ?? 0) + stored,
      state: stateAfter(reading, before?.state ?? null, message.receivedAt),
      // Another maker's promises no interval: it shows that the sender is there, and its absence shows nothing.
      heartbeat:
        reading.kind === "heartbeat" && source === "native"
          ? {
              at: reading.at,
              outbox: reading.outbox,
              clock: reading.clock,
              aheadSeconds: reading.aheadSeconds ?? null,
            }
          : (before?.heartbeat ?? null),
      firmware: (reading.kind === "status" ? reading.firmware : null) ?? before?.firmware ?? null,
    });
  });
  return [...notes.values()];
}

/**
 * What is known of a sender's connection after a message of it. A later sign of life wins: the will of a connection
 * that was lost may come after another has been opened, and whoever speaks then is there.
 */
function stateAfter(
  reading: IngestItem["reading"],
  before: SenderSign["state"],
  receivedAt: Temporal.Instant,
): SenderSign["state"] {
  if (reading.kind === "status") return { state: reading.state, at: reading.at };
  return before?.state === "offline" ? { state: "online", at: receivedAt } : before;
}

/**
 * What tells of the health of now: not a message that is read out of quarantine again, and not the heartbeat of another
 * maker, which promises no interval, so that its silence proves nothing.
 */
function readingsNow(items: readonly IngestItem[]): readonly IngestItem["reading"][] {
  return items.flatMap(({ source, reading, replayOf }) =>
    replayOf === null && source === "native" ? [reading] : [],
  );
}

function bootNotes(stored: readonly NewScan[]): readonly BootNote[] {
  const notes = new Map<string, BootNote>();
  for (const { read } of stored) {
    if (read.boot === null) continue;
    const { id: bootId, seq } = read.boot;
    const key = `${read.sender} ${bootId}`;
    const before = notes.get(key);
    notes.set(key, {
      sender: read.sender,
      bootId,
      firstSeq: Math.min(before?.firstSeq ?? seq, seq),
      lastSeq: Math.max(before?.lastSeq ?? seq, seq),
      scans: (before?.scans ?? 0) + 1,
    });
  }
  return [...notes.values()];
}
