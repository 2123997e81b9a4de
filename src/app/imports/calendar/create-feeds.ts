import { v7 as uuidv7 } from "uuid";
import type { z } from "zod";
import type { FeedView, newFeed } from "../../../contract/http/imports.ts";
import type { Actor } from "../../../domain/rights/actor.ts";
import { StoreUnavailable } from "../../ingest/ingest-transaction.ts";
import type { Log } from "../../ports.ts";
import { feedAddress, tellFeedAddress } from "./feed-address.ts";
import type { Feed, FeedStore } from "./feed-store.ts";
import { invalidCalendarRule } from "./invalid-calendar-rule.ts";
import { type PollParts, pollFeed } from "./poll-feed.ts";

/** One field of a new feed that cannot stand. */
export interface InvalidFeedField {
  readonly field: string;
  readonly message: string;
}

export type FeedRefusal =
  | { readonly code: "invalid"; readonly fields: readonly InvalidFeedField[] }
  | { readonly code: "name_taken" };

/** Feeds: what people do with them, and the round that polls them. */
export interface Feeds {
  list(): Promise<readonly FeedView[]>;
  add(
    feed: z.infer<typeof newFeed>,
    by: Actor,
  ): Promise<
    | { readonly kind: "added"; readonly view: FeedView }
    | { readonly kind: "refused"; readonly refusal: FeedRefusal }
  >;
  /** Polls a feed at once, whatever its interval says. null for an id that no active feed has. */
  pollNow(id: string): Promise<FeedView | null>;
  /** Its sessions stay as they are. @returns false when no active feed has the id */
  deactivate(id: string, by: Actor): Promise<boolean>;
  /**
   * Polls all feeds whose interval is over, one after the other, and says how many. Never rejects; while a round goes
   * on, its end is everybody's.
   */
  tick(): Promise<number>;
  /** Begins no further poll, and resolves when the last one is stored. */
  stop(): Promise<void>;
}

/** In one round; more of them wait for the next. */
const mostInRound = 20;

export function createFeeds(parts: PollParts & { readonly store: FeedStore; readonly log: Log }): Feeds {
  const { store, log, clock, imports } = parts;
  const polling = new Map<string, Promise<void>>();
  let round: Promise<number> | null = null;
  let stopped = false;

  /** Two who ask for the same feed at the same time share one poll. */
  function poll(feed: Feed): Promise<void> {
    const running = polling.get(feed.id);
    if (running) return running;
    const started = pollAndRecord(feed).finally(() => polling.delete(feed.id));
    polling.set(feed.id, started);
    return started;
  }

  async function pollAndRecord(feed: Feed): Promise<void> {
    const begin = performance.now();
    const polled = await pollFeed(feed, parts);
    await store.recordPoll(feed.id, polled.record);
    const ms = Math.round(performance.now() - begin);
    const told = { feed: feed.id, outcome: polled.outcome, import: polled.import, ms };
    if (polled.outcome === "failed") log.warn(told, "feed polled");
    else log.info(told, "feed polled");
  }

  /** One feed that cannot be imported keeps no other from being polled, and waits its interval like any other. */
  async function recordFault(feed: Feed, error: unknown): Promise<void> {
    if (error instanceof StoreUnavailable) throw error;
    log.error({ feed: feed.id, error }, "feed not imported");
    const outcome = "It could not be imported; the server's log says why. Nothing was changed.";
    await store.recordPoll(feed.id, { at: clock.now(), outcome });
  }

  async function pollDue(): Promise<number> {
    let polled = 0;
    try {
      for (const feed of stopped ? [] : await store.due(clock.now(), mostInRound)) {
        if (stopped) break;
        await poll(feed).catch((error: unknown) => recordFault(feed, error));
        polled += 1;
      }
    } catch (error) {
      // The feeds are due as before, and the next round tries again.
      log.warn({ error }, "the store is away: feeds are polled later");
    }
    return polled;
  }

  async function view(feed: Feed): Promise<FeedView> {
    const waiting = feed.waiting === null ? null : await imports.find(feed.waiting);
    return {
      id: feed.id,
      name: feed.name,
      url: tellFeedAddress(feed.url),
      everyMinutes: feed.everyMinutes,
      rule: feed.rule,
      active: feed.active,
      lastPolledAt: feed.lastPolledAt?.toString({ fractionalSecondDigits: 3 }) ?? null,
      lastOutcome: feed.lastOutcome,
      waiting: waiting?.state === "preview" ? waiting.id : null,
    };
  }

  return {
    async list() {
      return Promise.all((await store.list()).map(view));
    },

    async add(asked, by) {
      const address = feedAddress(asked.url);
      const fields: InvalidFeedField[] = invalidCalendarRule(asked.rule).map(
        ({ field, message, remedy }) => ({
          field: `rule.${field}`,
          message: `${message}. ${remedy}`,
        }),
      );
      if ("refused" in address)
        fields.unshift({ field: "url", message: `${address.refused}. Give another.` });
      if ("refused" in address || fields.length > 0) {
        return { kind: "refused", refusal: { code: "invalid", fields } };
      }
      const feed = { ...asked, id: uuidv7({ msecs: clock.now().epochMilliseconds }), url: address.url };
      if (!(await store.add(feed, { at: clock.now(), actor: by.id }))) {
        return { kind: "refused", refusal: { code: "name_taken" } };
      }
      log.info({ feed: feed.id, by: by.id }, "feed added");
      return {
        kind: "added",
        view: await view({
          ...feed,
          active: true,
          lastPolledAt: null,
          lastOutcome: null,
          seen: null,
          waiting: null,
        }),
      };
    },

    async pollNow(id) {
      const feed = await store.find(id);
      if (feed === null || !feed.active) return null;
      await poll(feed);
      const polled = await store.find(id);
      return polled && view(polled);
    },

    async deactivate(id, by) {
      const done = await store.deactivate(id);
      if (done) log.info({ feed: id, by: by.id }, "feed deactivated");
      return done;
    },

    tick() {
      round ??= pollDue().finally(() => {
        round = null;
      });
      return round;
    },

    async stop() {
      stopped = true;
      await round;
      await Promise.allSettled(polling.values());
    },
  };
}
