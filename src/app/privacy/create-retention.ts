import { Temporal } from "temporal-polyfill";
import { type RetentionPreview, type RetentionView, retentionKinds } from "../../contract/http/privacy.ts";
import type { Author } from "../actor.ts";
import type { Doer } from "../audit/audit-entry.ts";
import type { Clock, Log } from "../ports.ts";
import {
  mayChangeRetention,
  olderThan,
  type RetentionKind,
  type RetentionStore,
  retentionRules,
} from "./retention.ts";

/** Keeps things for as long as they are to be kept, and not longer. */
export interface Retention {
  view(): Promise<RetentionView>;
  /** What would be taken at once if a kind were kept for so many days. */
  preview(kind: RetentionKind, days: number): Promise<RetentionPreview>;
  /** @param seen `olderThan` of the preview that was seen; null for none. @returns false where a preview has to be seen first */
  change(
    kind: RetentionKind,
    to: { readonly days: number; readonly reason: string; readonly seen: string | null },
    by: { readonly author: Author; readonly doer: Doer },
  ): Promise<boolean>;
  /** Takes what has had its time, where that was not looked for within the hour. Never rejects. */
  tick(): Promise<void>;
  /** Resolves when a run that is under way has ended its step. */
  stop(): Promise<void>;
}

const hourMs = 60 * 60 * 1000;
/** Taken in one transaction: some milliseconds. */
const rowsAtOnce = 500;

export function createRetention(parts: {
  readonly store: RetentionStore;
  readonly clock: Clock;
  readonly log: Log;
}): Retention {
  const { store, clock, log } = parts;
  let lookedAt: number | null = null;
  let stopped = false;
  let running: Promise<void> | null = null;

  async function daysOf(): Promise<ReadonlyMap<RetentionKind, number>> {
    const changes = await store.changes();
    return new Map(
      retentionKinds.map((kind) => [kind, changes.get(kind)?.days ?? retentionRules[kind].days]),
    );
  }

  async function run(): Promise<void> {
    for (const [kind, days] of await daysOf()) {
      const now = clock.now();
      const older = olderThan(now, days);
      let taken = 0;
      for (let more = true; more && !stopped; ) {
        const step = await store.take(kind, older, rowsAtOnce);
        taken += step.taken;
        more = step.more;
      }
      if (taken === 0) continue;
      await store.addRun({ kind, at: now, olderThan: older, taken });
      log.info({ kind, taken, days }, "taken after its time");
    }
  }

  return {
    async view() {
      const now = clock.now();
      const [changes, runs] = [await store.changes(), await store.lastRuns()];
      const kinds: RetentionView["kinds"] = [];
      for (const kind of retentionKinds) {
        const { title, takes, leaves, days: usual } = retentionRules[kind];
        const change = changes.get(kind) ?? null;
        const days = change?.days ?? usual;
        const held = await store.held(kind);
        const last = runs.get(kind) ?? null;
        kinds.push({
          kind,
          title,
          takes,
          leaves,
          days,
          usualDays: usual,
          changed: change && { at: change.at.toString(), by: change.by, reason: change.reason },
          held: held.rows,
          oldest: held.oldest?.toString() ?? null,
          due: await store.due(kind, olderThan(now, days)),
          lastRun: last && { at: last.at.toString(), taken: last.taken },
        });
      }
      return { kinds };
    },

    async preview(kind, days) {
      const older = olderThan(clock.now(), days);
      return { kind, days, olderThan: older.toString(), takes: await store.due(kind, older) };
    },

    async change(kind, { days, reason, seen }, { author, doer }) {
      const now = clock.now();
      const before = (await daysOf()).get(kind) ?? retentionRules[kind].days;
      const previewed = seen === null ? null : Temporal.Instant.from(seen);
      if (!mayChangeRetention(before, days, previewed, now)) return false;
      await store.change(kind, { days, at: now, by: author.id, reason }, before, doer);
      // What a shorter time takes is taken with the next round.
      lookedAt = null;
      return true;
    },

    tick() {
      const now = clock.now().epochMilliseconds;
      if (running !== null) return running;
      if (stopped || (lookedAt !== null && now - lookedAt < hourMs)) return Promise.resolve();
      lookedAt = now;
      running = run()
        .catch((error: unknown) => {
          log.warn({ error }, "what has had its time could not be taken: it is tried again within the hour");
        })
        .finally(() => {
          running = null;
        });
      return running;
    },

    async stop() {
      stopped = true;
      await running;
    },
  };
}
