import type { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import type { SilenceAlarm } from "../health/alarming-silence.ts";
import type { StoredSender } from "../health/sender-store.ts";
import { rolesOfReaders } from "../notifications/roles-of-readers.ts";
import { readersSubject } from "../notifications/write-readers.ts";
import type { Log } from "../ports.ts";
import { followTroubles } from "./follow-troubles.ts";
import { standOfReader } from "./stand-of-reader.ts";
import type { TroubleStore } from "./trouble-store.ts";

/** A sender, and whether its silence is something to look at. */
export interface WatchedSender {
  readonly sender: StoredSender;
  readonly silence: SilenceAlarm;
}

/** Notices what breaks and what works again, and has people told of it. */
export interface ReaderWatch {
  /** Looks at all senders as they are now. One look at a time. */
  look(senders: readonly WatchedSender[], now: Temporal.Instant): Promise<void>;
}

/** What is to be sent waits in the store from then on: whoever sends looks there after each round. */
export function createReaderWatch(parts: {
  readonly store: TroubleStore;
  /** Whether there is a mail server. */
  readonly byMail: boolean;
  readonly listeningSince: Temporal.Instant;
  readonly log: Log;
}): ReaderWatch {
  const { store, byMail, listeningSince, log } = parts;
  return {
    async look(senders, now) {
      const kept = await store.kept();
      const stands = new Map(
        senders.map(({ sender, silence }) => [
          sender.name,
          standOfReader(sender, silence, { now, listeningSince }),
        ]),
      );
      const news = followTroubles(kept, stands, now, uuidv7);
      if (Object.values(news).every((some) => some.length === 0)) return;
      const subject = readersSubject(news.broke.length, news.works.length);
      const mails = await store.record(news, { roles: byMail ? rolesOfReaders : null, subject, at: now });
      const [broke, works] = [news.broke.length, news.works.length];
      if (broke + works > 0) log.info({ broke, works, mails }, "readers: told of");
    },
  };
}
