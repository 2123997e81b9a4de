import type { Temporal } from "temporal-polyfill";
import { type IngestStore, type IngestTransaction, StoreUnavailable } from "../ingest/ingest-transaction.ts";
import type { Clock } from "../ports.ts";
import type { Present, PresentWork } from "./create-present.ts";
import type { PresentSource, PresentTransaction } from "./present-source.ts";

/** The store as the present needs it. */
export interface PresentStore {
  /** As `IngestStore.ingest`, with what the present reads in the same transaction. */
  ingest<T>(work: (transaction: IngestTransaction, news: PresentTransaction) => Promise<T>): Promise<T>;
  /** Runs `work` on one moment of the store. */
  readPresent<T>(work: (source: PresentSource) => Promise<T>): Promise<T>;
}

/** Recording that knows the present by heart. */
export interface KnowingIngest extends IngestStore {
  /** Reads the present, or waits for it to be read; recording does not wait. Rejects where the store is away. */
  ready(): Promise<void>;
}

/**
 * @param onFailed told why the present could not be read; it is tried again with the next batch, and batches go over the
 *   store until then
 */
export function ingestWithPresent(parts: {
  readonly store: PresentStore;
  readonly present: Present;
  readonly clock: Clock;
  readonly onFailed: (error: unknown) => void;
}): KnowingIngest {
  const { store, present, clock, onFailed } = parts;
  let loading: Promise<void> | null = null;

  function ready(): Promise<void> {
    if (present.isLoaded()) return Promise.resolve();
    loading ??= load(clock.now()).finally(() => {
      loading = null;
    });
    return loading;
  }

  function load(now: Temporal.Instant): Promise<void> {
    return store.readPresent((source) => present.load(source, now));
  }

  return {
    ready,
    async ingest(work) {
      let begun: PresentWork | null = null;
      try {
        const result = await store.ingest((transaction, news) => {
          begun = present.begin(transaction, news, clock.now());
          return work(begun.transaction);
        });
        keep(begun);
        return result;
      } catch (error) {
        // Whether it was committed is not known.
        if (error instanceof StoreUnavailable) present.drop();
        throw error;
      } finally {
        if (!present.isLoaded()) ready().catch(onFailed);
      }
    },
  };
}

function keep(work: PresentWork | null): void {
  work?.keep();
}
