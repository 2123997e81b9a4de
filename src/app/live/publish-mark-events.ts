import type { MarkEvent } from "../../contract/mqtt/mark-event.ts";
import { eventsTopic } from "../../contract/mqtt/topics.ts";
import type { Log, Publisher } from "../ports.ts";
import type { ChangeFeed } from "./change-feed.ts";

const reader = "mqtt-events";
const pageSize = 500;

/** Tells each change of a mark on MQTT, at least once, in order, also those made while no broker was there. */
export interface MarkEvents {
  /** Something was committed. */
  wake(): void;
  stop(): Promise<void>;
}

export function createMarkEvents(parts: {
  readonly feed: ChangeFeed;
  readonly publisher: Publisher;
  readonly site: string;
  readonly log: Log;
}): MarkEvents {
  const { feed, log } = parts;
  const topic = eventsTopic(parts.site);
  let cursor: number | null = null;
  let dirty = false;
  let stopped = false;
  let running: Promise<void> | null = null;

  function run(): void {
    if (running !== null || stopped || !dirty) return;
    dirty = false;
    running = publishNew()
      // The cursor stays where it was: the next commit, or the next start, tells them again.
      .catch((error: unknown) => log.warn({ error }, "mark events not sent"))
      .finally(() => {
        running = null;
        run();
      });
  }

  async function publishNew(): Promise<void> {
    cursor ??= (await feed.readCursor(reader)) ?? 0;
    for (;;) {
      const revisions = await feed.revisionsAfter(cursor, pageSize);
      if (revisions.length === 0) return;
      await Promise.all(
        revisions.map((revision) => {
          const event: MarkEvent = {
            v: 1,
            seq: revision.seq,
            type: "mark",
            session: revision.sessionId,
            student: revision.studentId,
            status: revision.status,
            at: revision.at,
            scan: revision.scanId,
          };
          return parts.publisher.publish(topic, JSON.stringify(event), { qos: 1 });
        }),
      );
      cursor = revisions.at(-1)?.seq ?? cursor;
      await feed.writeCursor(reader, cursor);
      if (revisions.length < pageSize || stopped) return;
    }
  }

  return {
    wake() {
      dirty = true;
      run();
    },
    async stop() {
      stopped = true;
      await running;
    },
  };
}
