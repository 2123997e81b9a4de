import type { Ingest } from "../ingest/create-ingest.ts";
import { outcomeName } from "../ingest/record-batch.ts";
import type { QuarantineStore } from "./quarantine-store.ts";

/** Why a message in quarantine cannot be read again. */
export type ReplayRefusal = "unknown" | "replayed_before" | "not_whole";

export type Replayed =
  | { readonly kind: "read"; readonly outcome: string; readonly detail: string | null }
  | { readonly kind: "refused"; readonly because: ReplayRefusal };

export interface QuarantineReplay {
  /** Reads one message again. Resolves after COMMIT. */
  replay(id: string): Promise<Replayed>;
  /** Reads the open messages of a reason or sender again, oldest first; how many came to what. */
  replayMany(filter: {
    readonly code?: string | undefined;
    readonly sender?: string | undefined;
  }): Promise<{ readonly tried: number; readonly outcomes: Record<string, number> }>;
}

const mostAtOnce = 1000;

/** Takes messages out of quarantine and through ingest once more, as of the time they were first received. */
export function createQuarantineReplay(parts: {
  readonly store: Pick<QuarantineStore, "findQuarantined" | "openQuarantine">;
  readonly ingest: Pick<Ingest, "replay">;
}): QuarantineReplay {
  async function replay(id: string): Promise<Replayed> {
    const kept = await parts.store.findQuarantined(id);
    if (kept === null) return { kind: "refused", because: "unknown" };
    if (kept.replayOutcome === "stored" || kept.replayOutcome === "repeat") {
      return { kind: "refused", because: "replayed_before" };
    }
    if (!kept.whole) return { kind: "refused", because: "not_whole" };
    // The person who replays it vouches for it: that it was retained is no obstacle now.
    const outcome = await parts.ingest.replay(kept, { ...kept, retain: false, client: null });
    return {
      kind: "read",
      outcome: outcomeName(outcome),
      detail: outcome.kind === "refused" ? outcome.refusal.detail : null,
    };
  }

  return {
    replay,
    async replayMany(filter) {
      const ids = await parts.store.openQuarantine(filter, mostAtOnce);
      const outcomes: Record<string, number> = {};
      // One after the other, so that a sender's messages keep their order.
      for (const id of ids) {
        const replayed = await replay(id);
        const name = replayed.kind === "read" ? replayed.outcome : replayed.because;
        outcomes[name] = (outcomes[name] ?? 0) + 1;
      }
      return { tried: ids.length, outcomes };
    },
  };
}
