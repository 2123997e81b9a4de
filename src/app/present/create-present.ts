import type { Temporal } from "temporal-polyfill";
import type { ScanFact } from "../../domain/attendance/register-facts.ts";
import { codeKey } from "../../domain/kernel/code-key.ts";
import type { IngestTransaction, NewScan } from "../ingest/ingest-transaction.ts";
import { knownFacts } from "./known-facts.ts";
import type { ChangeNumbers, News, PresentSource, PresentTransaction } from "./present-source.ts";
import {
  draftOf,
  emptyTables,
  type Horizon,
  hourMs,
  type PresentDraft,
  type PresentTables,
} from "./present-tables.ts";
import { putScans } from "./put-facts.ts";
import { moveHorizon, takeInAll, takeInNews } from "./take-in.ts";

/** How much the present holds. */
export interface PresentSize {
  readonly sessions: number;
  readonly marks: number;
  readonly scans: number;
  readonly enrolments: number;
  readonly identifiers: number;
}

/** What the present does in one transaction that records a batch. */
export interface PresentWork {
  /** The transaction as recording sees it: what is known of now is answered from memory. */
  readonly transaction: IngestTransaction;
  /** After COMMIT: what was written is everybody's. */
  keep(): void;
}

/**
 * What the writer of scans knows by heart: everything that bears on the marks of now. It is exact by number: each
 * transaction that records takes its numbers first, which locks the counter, and compares what the counter's row says of
 * others' changes with what it has seen; where these differ, what is new is read in that transaction. What a transaction
 * changes shows once it is kept, after COMMIT, and one that is rolled back leaves no trace.
 */
export interface Present {
  /**
   * Reads everything, or what is new where it only fell behind; until then, and after `drop`, recording goes over the store.
   */
  load(source: PresentSource, now: Temporal.Instant): Promise<void>;
  /** Whether recording is answered from memory: false as well while more is new than can be read while everybody waits. */
  isLoaded(): boolean;
  /** Nothing is known any more: whether a transaction was committed, for example. */
  drop(): void;
  begin(store: IngestTransaction, news: PresentTransaction, now: Temporal.Instant): PresentWork;
  size(): PresentSize;
  /** What it holds, for whoever compares. */
  readonly tables: () => PresentTables | null;
}

/** A scan's sessions start within the longest day of it, and hang together with others that do. */
const linkedMs = 26 * hourMs;
const backMs = 36 * hourMs;
/** Held ahead: the same, and until the horizon moves the next time. */
const aheadMs = 28 * hourMs;
const moveEveryMs = hourMs;
/** More news than this is read outside any transaction that others wait for; a full batch of another writer is less. */
const mostNews = 500;
/** More than this costs as much as reading everything anew. */
const mostNewsBehind = 100_000;

interface Loaded {
  readonly tables: PresentTables;
  horizon: Horizon;
  numbers: ChangeNumbers;
  /** More is new than one transaction reads: recording goes over the store until it is read. */
  isBehind: boolean;
}

export function createPresent(): Present {
  let loaded: Loaded | null = null;

  return {
    async load(source, now) {
      if (loaded?.isBehind && (await catchUp(loaded, source))) return;
      const tables = emptyTables();
      const draft = draftOf(tables);
      const numbers = await source.numbers();
      const horizon = horizonAt(now);
      await takeInAll(draft, source, horizon);
      draft.keep();
      loaded = { tables, horizon, numbers, isBehind: false };
    },
    isLoaded: () => loaded !== null && !loaded.isBehind,
    drop() {
      loaded = null;
    },
    begin(store, news, now) {
      const known = loaded;
      if (known === null || known.isBehind) return { transaction: store, keep: () => undefined };
      return beginWith(known, store, news, now, () => {
        if (loaded === known) loaded = null;
      });
    },
    size() {
      const tables = loaded?.tables ?? emptyTables();
      let marks = 0;
      for (const seats of tables.marks.values()) marks += seats.size;
      return {
        sessions: tables.sessions.size,
        marks,
        scans: tables.scans.size,
        enrolments: tables.enrolments.size,
        identifiers: tables.identifiers.size,
      };
    },
    tables: () => loaded?.tables ?? null,
  };
}

/**
 * Reads what came since, however much that is. What comes meanwhile is less, and less again the next time, so that a writer
 * who never pauses is caught up with.
 *
 * @returns false where it is so much, or of such a kind, that everything has to be read anew
 */
async function catchUp(known: Loaded, source: PresentSource): Promise<boolean> {
  const numbers = await source.numbers();
  const found = await source.newsSince(known.numbers.seq, mostNewsBehind, known.horizon);
  if (found === null || isOfAll(found)) return false;
  const draft = draftOf(known.tables);
  await takeInNews(draft, source, found, known.horizon);
  draft.keep();
  known.numbers = numbers;
  known.isBehind = false;
  return true;
}

/** Whether all of some thing may have changed, as when a table is emptied. */
const isOfAll = ({ changed }: News): boolean => changed.some(({ key }) => key === null);

function horizonAt(now: Temporal.Instant): Horizon {
  const at = now.epochMilliseconds;
  return { from: at - backMs, to: at + aheadMs };
}

function beginWith(
  known: Loaded,
  store: IngestTransaction,
  news: PresentTransaction,
  now: Temporal.Instant,
  drop: () => void,
): PresentWork {
  const draft = draftOf(known.tables);
  let horizon = known.horizon;
  let numbers: ChangeNumbers | null = null;
  /** Whether this transaction goes over the store: too much is new to be read while everybody waits, or all is. */
  let over = false;

  async function take(count: number): Promise<number> {
    if (numbers !== null) return store.takeSeqs(count);
    const { first, before } = await news.take(count);
    numbers = before;
    if (before.facts !== known.numbers.facts || before.rosters !== known.numbers.rosters) {
      const found = await news.newsSince(known.numbers.seq, mostNews, horizon);
      if (found === null || isOfAll(found)) {
        over = true;
        if (found === null) known.isBehind = true;
        else drop();
        await news.keepsItself(false);
        return first;
      }
      await takeInNews(draft, news, found, horizon);
    }
    if (now.epochMilliseconds + aheadMs - moveEveryMs > horizon.to) {
      horizon = horizonAt(now);
      await moveHorizon(draft, news, horizon);
    }
    return first;
  }

  const facts = knownFacts(draft, store.timetable);
  const transaction: IngestTransaction = {
    ...store,
    takeSeqs: take,

    async findPersons(asked) {
      if (over) return store.findPersons(asked);
      return asked.map(({ scheme, value, at: instant }) => {
        const at = instant.epochMilliseconds;
        const holders = draft.identifiers.get(`${scheme} ${value}`) ?? [];
        return holders.find(({ from, to }) => from <= at && at < to)?.person ?? null;
      });
    },

    async findRooms(names) {
      if (over) return store.findRooms(names);
      return names.map((name) => draft.roomNames.get(name) ?? draft.roomKeys.get(codeKey(name)) ?? null);
    },

    async placementsOf(senders) {
      if (over) return store.placementsOf(senders);
      return senders.flatMap((sender) => draft.placements.get(sender) ?? []);
    },

    async addScans(scans) {
      const stored = await store.addScans(scans);
      if (!over)
        keepScans(
          draft,
          scans.filter(({ id }) => stored.has(id)),
          horizon,
        );
      return stored;
    },

    get timetable() {
      return over ? store.timetable : facts;
    },

    holds(at) {
      if (over) return true;
      const instant = at.epochMilliseconds;
      return instant >= horizon.from + linkedMs && instant <= horizon.to - linkedMs;
    },

    async beyond() {
      // What is written over the store, the present is told of as of anybody's.
      await news.keepsItself(false);
      return store.timetable;
    },

    health: {
      ...store.health,
      async readersNow(readers) {
        if (over) return store.health.readersNow(readers);
        return readers.map((reader) => draft.readers.get(reader) ?? { reader, move: null, alive: null });
      },
      async lastAlive(devices) {
        if (over) return store.health.lastAlive(devices);
        return devices.flatMap((device) => draft.readers.get(device)?.alive ?? []);
      },
      async putAlive(spans) {
        await store.health.putAlive(spans);
        for (const alive of spans) {
          const known = draft.readers.get(alive.device) ?? { reader: alive.device, move: null, alive: null };
          const isLast =
            known.alive === null || known.alive.from.epochMilliseconds <= alive.from.epochMilliseconds;
          if (isLast) draft.readers.set(alive.device, { ...known, alive });
        }
      },
      async putMoves(changed) {
        await store.health.putMoves(changed);
        for (const { reader, moves } of changed) {
          const alive = draft.readers.get(reader)?.alive ?? null;
          draft.readers.set(reader, { reader, move: moves.at(-1) ?? null, alive });
        }
      },
    },
  };

  return {
    transaction,
    keep() {
      if (over || numbers === null) return;
      draft.keep();
      known.horizon = horizon;
      known.numbers = numbers;
    },
  };
}

function keepScans(draft: PresentDraft, scans: readonly NewScan[], { from }: Horizon): void {
  const placed = scans.flatMap((scan): ScanFact[] => {
    const { id, seq, roomId, personId, occurredAt, contentHash, decision, identified, direction } = scan;
    if (roomId === null || occurredAt.epochMilliseconds < from) return [];
    const told = { id, occurredAt, contentHash, decision, identified, direction };
    return [{ id, seq, room: roomId, student: personId, scan: told }];
  });
  putScans(draft, placed);
}
