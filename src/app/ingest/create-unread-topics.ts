import type { Temporal } from "temporal-polyfill";
import { editDistance } from "../../domain/kernel/edit-distance.ts";
import type { SourceAdapter } from "../../sources/adapter.ts";
import { filtersOf } from "../../sources/adapters.ts";
import type { Clock, InboundMessage, Log } from "../ports.ts";

/** What came on a topic that nobody reads. */
export interface UnreadTopic {
  readonly topic: string;
  readonly messages: number;
  readonly firstAt: Temporal.Instant;
  readonly lastAt: Temporal.Instant;
  /** The MQTT client that sent the last one; null where it is not known. */
  readonly client: string | null;
  readonly qos: 0 | 1 | 2;
  /** The beginning of the last one, and how long it was. */
  readonly payload: Uint8Array;
  readonly payloadBytes: number;
  /** The topic that is read and was probably meant; null where none is near. */
  readonly meant: string | null;
  /** The last ones, the latest first; of a long one its beginning. */
  readonly last: readonly Pick<InboundMessage, "topic" | "payload" | "qos" | "retain" | "receivedAt">[];
}

export interface UnreadTopics {
  /** Counts a message that nobody reads. */
  note(message: Pick<InboundMessage, "topic" | "payload" | "qos" | "retain" | "client" | "receivedAt">): void;
  /** What was counted since this server started: the topics, last heard first, and how many were forgotten for want of room. */
  view(): {
    readonly since: Temporal.Instant;
    readonly messages: number;
    readonly forgotten: number;
    readonly topics: readonly UnreadTopic[];
  };
}

/** Topics of a broker are anybody's to make up, so what is kept of them has bounds. */
const mostTopics = 100;
const mostTopicLetters = 256;
const mostPayloadBytes = 1024;
const mostLast = 5;

/**
 * Counts by topic what comes to the embedded broker and nobody here reads, with the last message of each. It is kept in
 * memory and forgotten with the process: what a sender says again and again shows again at once, and what it said once,
 * years ago, helps nobody to set it up.
 */
export function createUnreadTopics({
  clock,
  log,
  made,
}: {
  readonly clock: Clock;
  readonly log: Log;
  /** Adapters of the operator's own making. */
  readonly made: readonly SourceAdapter[];
}): UnreadTopics {
  const since = clock.now();
  /** In order of the last message, the latest at the end. */
  const topics = new Map<string, UnreadTopic>();
  let messages = 0;
  let forgotten = 0;

  return {
    note({ topic: told, payload, qos, retain, client, receivedAt }) {
      messages += 1;
      const topic = told.slice(0, mostTopicLetters);
      const before = topics.get(topic);
      const meant = before === undefined ? meantTopic(topic, made) : before.meant;
      topics.delete(topic);
      topics.set(topic, {
        topic,
        messages: (before?.messages ?? 0) + 1,
        firstAt: before?.firstAt ?? receivedAt,
        lastAt: receivedAt,
        client,
        qos,
        payload: payload.slice(0, mostPayloadBytes),
        payloadBytes: payload.byteLength,
        meant,
        last: [
          { topic, payload: payload.slice(0, mostPayloadBytes), qos, retain, receivedAt },
          ...(before?.last ?? []),
        ].slice(0, mostLast),
      });
      if (before !== undefined) return;
      // Once for each topic, and while there is room: a sender that makes up topics does not fill the log.
      if (topics.size <= mostTopics) {
        log.warn({ topic, client, ...(meant !== null && { meant }) }, "nobody reads this topic");
        return;
      }
      const [oldest] = topics.keys();
      if (oldest !== undefined) topics.delete(oldest);
      forgotten += 1;
    },
    view: () => ({ since, messages, forgotten, topics: [...topics.values()].reverse() }),
  };
}

/** A level of a topic is near one that is read by up to so many letters, and a whole topic by no more. */
const nearLetters = 2;

/**
 * The topic that is read and that a topic is a misspelling of: other letters of it, another case, a slash before or after
 * it, or something in front of it or behind. What stands for any name in a filter (`+`) is taken from the topic.
 *
 * @param made adapters of the operator's own making
 */
export function meantTopic(topic: string, made: readonly SourceAdapter[] = []): string | null {
  const levels = topic.split("/").filter((level) => level.trim() !== "");
  let nearest: { readonly topic: string; readonly letters: number } | null = null;
  for (const filter of filtersOf(made)) {
    const found = likeFilter(levels, filter);
    if (found !== null && (nearest === null || found.letters < nearest.letters)) nearest = found;
  }
  return nearest?.topic ?? null;
}

/**
 * The topic of a filter that levels of the topic which follow on each other are most like, and by how many letters they
 * differ; null for none near.
 */
function likeFilter(
  levels: readonly string[],
  filter: string,
): { readonly topic: string; readonly letters: number } | null {
  const wanted = filter.split("/");
  // Where any number of levels may follow, or a topic's only word is written by people as anything, nothing is near.
  if (wanted.includes("#") || wanted.filter((level) => level !== "+" && level !== "").length < 2) return null;
  const named = wanted.filter((level) => level !== "");
  if (levels.length < named.length) return joinedLike(levels, filter);
  let nearest: ReturnType<typeof likeLevels> = null;
  // The last ones first: what stands in front is a bridge's more often than what stands behind.
  for (let from = levels.length - named.length; from >= 0; from -= 1) {
    const found = likeLevels(levels.slice(from, from + named.length), named);
    if (found !== null && (nearest === null || found.letters < nearest.letters)) nearest = found;
  }
  return nearest;
}

/** The same for as many levels as the filter has. */
function likeLevels(
  levels: readonly string[],
  named: readonly string[],
): { readonly topic: string; readonly letters: number } | null {
  const meant: string[] = [];
  let letters = 0;
  for (const [at, level] of named.entries()) {
    const said = levels[at] ?? "";
    if (level === "+") {
      meant.push(said);
      continue;
    }
    // Of a short word two other letters make another word.
    const most = Math.min(nearLetters, Math.floor(level.length / 3));
    const apart = editDistance(said.toLowerCase(), level.toLowerCase());
    if (apart > most) return null;
    letters += apart;
    meant.push(level);
  }
  return letters > nearLetters ? null : { topic: meant.join("/"), letters };
}

/** The same for a topic whose levels were written as one word. */
function joinedLike(levels: readonly string[], filter: string): ReturnType<typeof likeFilter> {
  if (filter.includes("+")) return null;
  const letters = editDistance(levels.join("/").toLowerCase(), filter.toLowerCase());
  return letters > nearLetters ? null : { topic: filter, letters };
}
