import type { Temporal } from "temporal-polyfill";
import type { CalendarRule } from "./calendar-rule.ts";

/** A calendar that is fetched from an address again and again. */
export interface Feed {
  readonly id: string;
  readonly name: string;
  /** May hold a secret: never logged, and told only as `tellFeedAddress` has it. */
  readonly url: string;
  readonly everyMinutes: number;
  readonly rule: CalendarRule;
  readonly active: boolean;
  readonly lastPolledAt: Temporal.Instant | null;
  /** In words. */
  readonly lastOutcome: string | null;
  /** What was last read to the end; null before that. */
  readonly seen: SeenCalendar | null;
  /** The import that was left to a person; it may have been decided since. */
  readonly waiting: string | null;
}

/** A version of a calendar that needs no second reading. */
export interface SeenCalendar {
  /** As the calendar's server named it; null where it does not. */
  readonly etag: string | null;
  readonly lastModified: string | null;
  /** SHA-256 of the bytes, hex. */
  readonly contentHash: string;
  /** By what it was read: another rule, or other days, make other sessions of the same bytes. */
  readonly reading: string;
}

/** What a poll leaves behind. */
export interface PollRecord {
  readonly at: Temporal.Instant;
  readonly outcome: string;
  /** Left out: as before. */
  readonly seen?: SeenCalendar;
  /** Left out: as before. */
  readonly waiting?: string | null;
}

/** Feeds, and what became of their polls. */
export interface FeedStore {
  /** @returns false when an active feed has the name */
  add(
    feed: Pick<Feed, "id" | "name" | "url" | "everyMinutes" | "rule">,
    by: { readonly at: Temporal.Instant; readonly actor: string },
  ): Promise<boolean>;
  /** All of them, active ones first, by name. */
  list(): Promise<readonly Feed[]>;
  find(id: string): Promise<Feed | null>;
  /** Active feeds whose interval is over, the longest waiting first; at most `limit`. */
  due(now: Temporal.Instant, limit: number): Promise<readonly Feed[]>;
  recordPoll(id: string, record: PollRecord): Promise<void>;
  /** @returns false when there is no such active feed */
  deactivate(id: string): Promise<boolean>;
}
