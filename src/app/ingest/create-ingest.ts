import type { Temporal } from "temporal-polyfill";
import type { Receipt } from "../../contract/mqtt/receipt.ts";
import { deviceTopic } from "../../contract/mqtt/topics.ts";
import { createLocalTime } from "../../domain/timetable/local-time.ts";
import type { ReceiptAddress, RefusalCode, SourceSettings } from "../../sources/source.ts";
import type { Clock, InboundMessage, Intake, Log, Publisher } from "../ports.ts";
import { type ClockCorrection, type IngestItem, type IngestOutcome, toIngestItem } from "./ingest-item.ts";
import { type IngestStore, StoreRefused, StoreUnavailable } from "./ingest-transaction.ts";
import { recordBatch } from "./record-batch.ts";

export interface IngestSettings extends SourceSettings {
  /** Messages in one transaction, at the most. */
  readonly batchSize: number;
  /** How long a transaction waits for company once a message has arrived, in milliseconds. */
  readonly batchDelayMs: number;
  /** QoS 0 messages that may wait while the store is away; what comes on top is dropped and counted. */
  readonly maxWaitingQos0: number;
  /** The same in bytes of payload. */
  readonly maxWaitingQos0Bytes: number;
}

export interface IngestCounts {
  /** Messages handed over by the broker, and read out of quarantine again. */
  readonly received: number;
  /** Revisions of marks committed. */
  readonly marksChanged: number;
  /** What devices were told to be safe, or refused. */
  readonly receipts: number;
  readonly waiting: number;
  /** QoS 0 messages that found no room while the store was away: gone, as QoS 0 allows. */
  readonly overflowed: number;
  readonly batches: number;
  readonly stored: number;
  readonly repeats: number;
  readonly quarantined: number;
}

export interface Ingest extends Intake {
  /**
   * Records one message as any other, and resolves after COMMIT with what became of it. Waits through a store that is away:
   * whoever has somebody waiting looks at `trouble` first.
   */
  take(message: InboundMessage): Promise<IngestOutcome>;
  /**
   * Reads a message out of quarantine again and resolves, after COMMIT, with what became of it. Asked again for a
   * message that was taken, or is being read, it answers the same and reads nothing.
   *
   * @param kept the message as it lies in quarantine: one that is opened again is another then
   * @param correction what a person states of its sender's clock
   */
  replay(
    kept: { readonly id: string; readonly replayedAt: Temporal.Instant | null },
    message: InboundMessage,
    correction?: ClockCorrection,
  ): Promise<IngestOutcome>;
  /** Records in quarantine what a broker refused before it was a message. Resolves after COMMIT. */
  refuse(message: InboundMessage, code: RefusalCode, detail: string): Promise<void>;
  counts(): IngestCounts;
  /** Why the store cannot be written at the moment, or null. */
  trouble(): string | null;
  /** Commits what has arrived, if the store is there, then rejects whatever still waits. */
  stop(): Promise<void>;
}

interface Waiting {
  readonly item: IngestItem;
  readonly resolve: (outcome: IngestOutcome) => void;
  readonly reject: (error: Error) => void;
}

const firstRetryMs = 50;
const lastRetryMs = 2000;

/**
 * Collects messages and records them in group commits: while one transaction is under way the next batch
 * gathers, so that load makes batches larger and not the wait longer. One transaction at a time keeps every
 * sender's order.
 *
 * @param onCommitted told after each COMMIT, before the receipts: something new can be read
 */
export function createIngest(parts: {
  readonly store: IngestStore;
  readonly publisher: Publisher;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: IngestSettings;
  readonly onCommitted: () => void;
  readonly onTrouble?: (trouble: string | null) => void;
  /** Told after COMMIT who came, is there, or answered a command. */
  readonly onHeard?: (senders: ReadonlySet<string>) => void;
}): Ingest {
  const { store, clock, log, settings } = parts;
  const localTime = createLocalTime(settings.timeZone);
  /** Local days that were seen to have their standing sessions; what changes a class plans for itself. */
  const plannedDays = new Set<string>();
  const queue: Waiting[] = [];
  /** At QoS 0 two alike are two scans, and two who replay at once both find the message still in quarantine. */
  const replayed = new Map<string, Promise<IngestOutcome>>();
  let queuedBytes = 0;
  let running: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;
  let stopping = false;
  let wakeRetry: (() => void) | null = null;
  let trouble: string | null = null;
  let [overflowed, batches, stored, repeats, quarantined] = [0, 0, 0, 0, 0];
  let [received, marksChanged, receiptsSent] = [0, 0, 0];
  let overflowTold = 0;

  function setTrouble(now: string | null): void {
    if (now === trouble) return;
    trouble = now;
    if (now === null) log.info({ overflowed }, "store is back");
    else log.error({ trouble: now }, "store is away");
    parts.onTrouble?.(now);
  }

  function enqueue(item: IngestItem): Promise<IngestOutcome> {
    if (stopping) return Promise.reject(new StoreUnavailable("the server is stopping"));
    received += 1;
    return new Promise((resolve, reject) => {
      queue.push({ item, resolve, reject });
      queuedBytes += item.message.payload.byteLength;
      schedule();
    });
  }

  function schedule(): void {
    if (running !== null) return;
    if (queue.length >= settings.batchSize) {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      run();
    } else timer ??= setTimeout(run, settings.batchDelayMs);
  }

  function run(): void {
    timer = null;
    if (running !== null || queue.length === 0) return;
    running = commitWaiting()
      .catch((error: unknown) => log.error({ error }, "ingest loop failed"))
      .finally(() => {
        running = null;
        if (queue.length > 0 && !(stopping && trouble !== null)) run();
      });
  }

  async function commitWaiting(): Promise<void> {
    const batch = queue.splice(0, settings.batchSize);
    for (const { item } of batch) queuedBytes -= item.message.payload.byteLength;
    await commit(batch);
  }

  /** Records a batch, however long the store is away, and tells what came of it. */
  async function commit(batch: readonly Waiting[]): Promise<void> {
    let retryMs = firstRetryMs;
    for (;;) {
      const recorded = await record(batch);
      if (recorded.kind === "stored") return settle(batch, recorded.outcomes);
      if (recorded.kind === "failed") return isolate(batch, recorded.error);
      setTrouble(recorded.why);
      if (stopping) {
        const unsafe = new StoreUnavailable("the server stopped before the message was safe");
        for (const { reject } of batch) reject(unsafe);
        return;
      }
      await pause(retryMs);
      retryMs = Math.min(retryMs * 2, lastRetryMs);
    }
  }

  /**
   * One try to record a batch. Nothing but storing can fail it: what is told of it afterwards, to whoever it may be,
   * must never look like data that cannot be stored.
   */
  async function record(
    batch: readonly Waiting[],
  ): Promise<
    | { readonly kind: "stored"; readonly outcomes: readonly IngestOutcome[] }
    | { readonly kind: "away"; readonly why: string }
    | { readonly kind: "failed"; readonly error: unknown }
  > {
    let revisions = 0;
    let planned: readonly string[] = [];
    let outcomes: readonly IngestOutcome[];
    try {
      outcomes = await store.ingest((transaction) =>
        recordBatch(
          transaction,
          batch.map(({ item }) => item),
          {
            now: clock.now(),
            timeZone: settings.timeZone,
            localTime,
            plannedDays,
            onPlanned: (days) => {
              planned = days;
            },
            onRevisions: (count) => {
              revisions = count;
            },
          },
        ),
      );
    } catch (error) {
      if (error instanceof StoreUnavailable) return { kind: "away", why: error.message };
      // Data that the store refuses, or a fault of ours: the others must not wait for it.
      if (!(error instanceof StoreRefused)) log.error({ error, messages: batch.length }, "batch failed");
      return { kind: "failed", error };
    }
    marksChanged += revisions;
    for (const day of planned) plannedDays.add(day);
    return { kind: "stored", outcomes };
  }

  /** Halves a batch that cannot be recorded until the message at fault is alone, and puts that into quarantine. */
  async function isolate(batch: readonly Waiting[], cause: unknown): Promise<void> {
    const error = cause instanceof Error ? cause : new Error(String(cause));
    if (batch.length > 1) {
      const half = batch.length >> 1;
      await commit(batch.slice(0, half));
      await commit(batch.slice(half));
      return;
    }
    const [only] = batch;
    if (!only) return;
    if (only.item.reading.kind === "refused") {
      log.error(
        { error, topic: only.item.message.topic.slice(0, 200) },
        "a message cannot even be quarantined",
      );
      only.reject(error);
      return;
    }
    const refusal = {
      code: "store_refused",
      detail: `this message cannot be recorded: ${error.message}`,
    } as const;
    const receipt =
      only.item.reading.kind === "scan" && only.item.reading.receiptTo && only.item.reading.scan.externalId
        ? { to: only.item.reading.receiptTo, id: only.item.reading.scan.externalId }
        : null;
    await commit([
      {
        ...only,
        item: {
          ...only.item,
          contentHash: null,
          reading: {
            kind: "refused",
            sender: null,
            refusal,
            receipt,
            // What is in quarantine is safe: its sender may forget it.
            ...(only.item.reading.reply === undefined ? {} : { reply: only.item.reading.reply }),
          },
        },
      },
    ]);
  }

  /** Waits before the next try; a stop ends the wait. */
  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const retry = setTimeout(done, ms);
      function done(): void {
        clearTimeout(retry);
        wakeRetry = null;
        resolve();
      }
      wakeRetry = done;
    });
  }

  function settle(batch: readonly Waiting[], outcomes: readonly IngestOutcome[]): void {
    batches += 1;
    tell(() => setTrouble(null));
    batch.forEach(({ resolve }, at) => {
      const outcome = outcomes[at];
      if (outcome === undefined) throw new RangeError("a message of the batch has no outcome");
      if (outcome.kind === "stored") stored += 1;
      else if (outcome.kind === "repeat") repeats += 1;
      else if (outcome.kind === "refused") quarantined += 1;
      resolve(outcome);
    });
    tell(parts.onCommitted);
    tell(() => publishReceipts(batch, outcomes));
    tell(() => publishReplies(batch));
    tell(() => tellHeard(batch));
  }

  /** What is stored is stored, and whoever waits for it is told, whatever becomes of telling others. */
  function tell(others: () => void): void {
    try {
      others();
    } catch (error) {
      log.error({ error }, "what was stored could not be told");
    }
  }

  function publishReceipts(batch: readonly Waiting[], outcomes: readonly IngestOutcome[]): void {
    const receipts = new Map<
      string,
      { to: ReceiptAddress; ids: string[]; rejected: { id: string; code: string }[] }
    >();
    batch.forEach(({ item: { reading } }, at) => {
      const outcome = outcomes[at];
      const [to, id] =
        reading.kind === "scan"
          ? [reading.receiptTo, reading.scan.externalId]
          : reading.kind === "refused"
            ? [reading.receipt?.to ?? null, reading.receipt?.id ?? null]
            : [null, null];
      if (!to || id === null || outcome === undefined) return;
      const key = `${to.site}/${to.device}`;
      const receipt = receipts.get(key) ?? { to, ids: [], rejected: [] };
      receipts.set(key, receipt);
      if (outcome.kind === "refused") receipt.rejected.push({ id, code: outcome.refusal.code });
      else receipt.ids.push(id);
    });
    for (const { to, ids, rejected } of receipts.values()) {
      const payload: Receipt = { v: 1, ids, rejected };
      receiptsSent += ids.length + rejected.length;
      parts.publisher
        .publish(deviceTopic(to.site, to.device, "receipt"), JSON.stringify(payload), { qos: 1 })
        // The device keeps what it has no receipt for and sends it again.
        .catch((error: unknown) =>
          log.warn({ error, device: `${to.site}/${to.device}` }, "receipt not sent"),
        );
    }
  }

  /** What other makers' senders wait for: published after COMMIT, as a receipt is. */
  function publishReplies(batch: readonly Waiting[]): void {
    for (const { item } of batch) {
      const { reply } = item.reading;
      // Nobody waits any more for an answer to what is read out of quarantine.
      if (reply === undefined || item.replayOf !== null) continue;
      receiptsSent += 1;
      parts.publisher
        .publish(reply.topic, reply.payload, { qos: 1 })
        // A sender that hears nothing sends again.
        .catch((error: unknown) => log.warn({ error, topic: reply.topic }, "reply not sent"));
    }
  }

  function tellHeard(batch: readonly Waiting[]): void {
    if (parts.onHeard === undefined) return;
    const heard = new Set<string>();
    for (const { reading, replayOf } of batch.map(({ item }) => item)) {
      const lives =
        reading.kind === "heartbeat" ||
        reading.kind === "answer" ||
        (reading.kind === "status" && reading.state === "online");
      if (lives && replayOf === null) heard.add(reading.sender);
    }
    if (heard.size > 0) parts.onHeard(heard);
  }

  return {
    async submit(message) {
      const full = queue.length >= settings.maxWaitingQos0 || queuedBytes >= settings.maxWaitingQos0Bytes;
      if (message.qos === 0 && full) {
        overflowed += 1;
        if (overflowed >= overflowTold * 2) {
          overflowTold = overflowed;
          log.warn({ overflowed }, "QoS 0 messages dropped: the store is away or too slow");
        }
        return;
      }
      await enqueue(toIngestItem(message, settings));
    },
    take: (message) => enqueue(toIngestItem(message, settings)),
    replay({ id, replayedAt }, message, correction) {
      const key = `${id} ${replayedAt?.toString() ?? ""}`;
      const before = replayed.get(key);
      if (before !== undefined) return before;
      const outcome = enqueue(toIngestItem(message, settings, id, correction));
      replayed.set(key, outcome);
      const forget = (): boolean => replayed.delete(key);
      // What was refused again may be tried again.
      outcome.then(({ kind }) => kind === "refused" && forget(), forget);
      return outcome;
    },
    async refuse(message, code, detail) {
      await enqueue({
        message,
        source: null,
        reading: { kind: "refused", sender: null, refusal: { code, detail }, receipt: null },
        contentHash: null,
        replayOf: null,
        correction: null,
      });
    },
    counts: () => ({
      received,
      marksChanged,
      receipts: receiptsSent,
      waiting: queue.length,
      overflowed,
      batches,
      stored,
      repeats,
      quarantined,
    }),
    trouble: () => trouble,
    async stop() {
      stopping = true;
      if (timer !== null) clearTimeout(timer);
      timer = null;
      wakeRetry?.();
      run();
      while (running !== null) await running;
      const unsafe = new StoreUnavailable("the server stopped before the message was safe");
      for (const { reject } of queue.splice(0)) reject(unsafe);
    },
  };
}
