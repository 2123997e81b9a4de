import type { SourceAdapter } from "../../sources/adapter.ts";
import { adapterOf } from "../../sources/adapters.ts";
import { topicOfPath } from "../../sources/generic/posted-path.ts";
import type { Ingest } from "../ingest/create-ingest.ts";
import type { UnreadTopics } from "../ingest/create-unread-topics.ts";
import type { Clock } from "../ports.ts";
import type { DeviceBook, KnownDevice } from "./create-device-book.ts";
import type { DeviceTraffic } from "./create-device-traffic.ts";

/** What became of a post: committed, nobody reads its path yet, or the store is away. */
export type PostOutcome = "committed" | "unread" | "away";

/** What devices post over HTTP, each to its own path, as messages like any other. */
export interface Posts {
  /** The device that a name and a key show, where the path is its own; else how it is refused. */
  admit(
    path: string,
    given: { readonly name: string; readonly key: Uint8Array } | null,
  ):
    | KnownDevice
    | { readonly refused: "unknown" | "foreign" }
    /** It sends more than it may. */
    | { readonly refused: "slowed"; readonly waitMs: number };
  /** Resolves once what was posted is committed, as a scan or in quarantine; or says why it was not taken. */
  take(device: KnownDevice, path: string, payload: Uint8Array): Promise<PostOutcome>;
}

/** How much a device may send; each has its own. */
export interface PostThrottle {
  spend(posts: number, bytes: number): void;
  /** How long it has to wait, in milliseconds; 0 for now. */
  waitMs(): number;
}

/** @param parts.made adapters of the operator's own making */
export function createPosts(parts: {
  readonly book: Pick<DeviceBook, "admit" | "isName">;
  readonly traffic: Pick<DeviceTraffic, "refused" | "arrived">;
  readonly unread: Pick<UnreadTopics, "note">;
  readonly ingest: Pick<Ingest, "submit" | "trouble">;
  readonly made: readonly SourceAdapter[];
  readonly newThrottle: () => PostThrottle;
  readonly clock: Clock;
}): Posts {
  const { book, traffic, unread, ingest, made, clock } = parts;
  const throttles = new Map<string, PostThrottle>();
  const throttleOf = (name: string): PostThrottle => {
    const throttle = throttles.get(name) ?? parts.newThrottle();
    throttles.set(name, throttle);
    return throttle;
  };
  return {
    admit(path, given) {
      if (given === null) {
        traffic.refused({ name: null, known: false }, "no_name", topicOfPath(path));
        return { refused: "unknown" };
      }
      const { name, key } = given;
      const who = { name, known: book.isName(name) };
      const found = book.admit(name, key);
      if ("refused" in found) {
        traffic.refused(who, found.refused, topicOfPath(path));
        return { refused: "unknown" };
      }
      if (found.device.postsTo !== path) {
        traffic.refused(who, "foreign_topic", topicOfPath(path));
        return { refused: "foreign" };
      }
      const waitMs = throttleOf(name).waitMs();
      if (waitMs === 0) return found.device;
      traffic.refused(who, "slowed", topicOfPath(path));
      return { refused: "slowed", waitMs };
    },

    async take(device, path, payload) {
      const message = {
        topic: topicOfPath(path),
        payload,
        qos: 1,
        retain: false,
        receivedAt: clock.now(),
        client: device.name,
      } as const;
      throttleOf(device.name).spend(1, payload.byteLength);
      traffic.arrived(device.name, message);
      if (adapterOf(message.topic, made) === null) {
        unread.note(message);
        return "unread";
      }
      if (ingest.trouble() !== null) return "away";
      await ingest.submit(message);
      return "committed";
    },
  };
}
