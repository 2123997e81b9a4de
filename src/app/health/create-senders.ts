import type { Temporal } from "temporal-polyfill";
import { daysOfQuarantine } from "../../contract/http/quarantine.ts";
import type { SenderDetail, SenderPage, SenderView } from "../../contract/http/senders.ts";
import type { Actor } from "../../domain/rights/actor.ts";
import { dayOf, spanOfDay } from "../../domain/timetable/standing-session.ts";
import type { Clock, Log } from "../ports.ts";
import { silenceAround } from "./expected-silence.ts";
import { healthIntervals } from "./health-intervals.ts";
import type { SenderNote, SenderRecord, SenderStore, StoredSender } from "./sender-store.ts";

/** Whoever sends scans, as pages show them, and what people say of them. */
export interface Senders {
  /** By name. */
  list(): Promise<readonly SenderView[]>;
  /** The same, with how many scans each sent in the last hours. */
  page(): Promise<SenderPage>;
  /** null where nothing was ever heard of such a sender. */
  detail(name: string): Promise<SenderDetail | null>;
  /** Keeps what is said; null where there is no such sender. */
  note(name: string, note: SenderNote, actor: Actor): Promise<SenderView | null>;
}

/** How many days before today are told of one sender. */
const daysBefore = 7;

/** @param parts.onChanged told when what people say of a sender has changed */
export function createSenders(parts: {
  readonly store: SenderStore;
  readonly clock: Clock;
  readonly timeZone: string;
  readonly log: Log;
  readonly onChanged: () => Promise<void>;
}): Senders {
  const { store, clock, timeZone, log } = parts;
  const view = ({ outboxEmptyAt: _, ...sender }: StoredSender): SenderView => ({
    ...sender,
    silenceExpectedUntil: told(silenceAround(sender.expectedSilence, clock.now(), timeZone).until),
  });

  return {
    list: async () => (await store.senders()).map(view),

    async page() {
      const hours = lastHours(clock.now(), timeZone);
      const place = new Map(hours.map((key, at) => [key, at]));
      const [first = ""] = hours;
      const [senders, scans] = await Promise.all([store.senders(), store.scansByHour(first.slice(0, 10))]);
      const rates = new Map<string, number[]>();
      for (const { sender, day, hour, n } of scans) {
        const at = place.get(hourKey(day, hour));
        if (at === undefined) continue;
        const rate = rates.get(sender) ?? hours.map(() => 0);
        rates.set(sender, rate);
        rate[at] = n;
      }
      return {
        senders: senders.map(view),
        hours: hours.length,
        rates: [...rates].map(([sender, told]) => ({ sender, scans: told })),
      };
    },

    async detail(name) {
      const now = clock.now();
      const today = dayOf(now, timeZone);
      const first = today.subtract({ days: daysBefore });
      const from = spanOfDay(first, timeZone).start;
      const refusedSince = spanOfDay(today.subtract({ days: daysOfQuarantine }), timeZone).start;
      const [sender, record] = await Promise.all([
        store.findSender(name),
        store.senderRecord(name, { from, day: first.toString(), refusedSince }),
      ]);
      if (sender === null) return null;
      return {
        sender: view(sender),
        now: tell(now),
        from: tell(from),
        days: Array.from({ length: daysBefore + 1 }, (_, n) => {
          const day = first.add({ days: n });
          const { start, end } = spanOfDay(day, timeZone);
          return { day: day.toString(), from: tell(start), to: tell(end) };
        }),
        health: record.alive && [...healthIntervals(record.alive, from, now)],
        rooms: roomsOf(record.moves),
        locations: locationsOf(record.scans),
        activity: activityOf(record.scans),
        gaps: record.runs
          .filter(({ missing, numbersTwice }) => missing > 0 || numbersTwice > 0)
          .map((run) => ({ ...run })),
        outboxEmptyAt: told(record.outboxEmptyAt),
        quarantine: record.quarantine,
      };
    },

    async note(name, note, actor) {
      const title = note.title === "" ? null : note.title;
      const known = await store.noteSender(name, { ...note, title }, { at: clock.now(), by: actor.id });
      if (!known) return null;
      log.info({ sender: name, by: actor.id, ...note }, "a note on a sender was changed");
      await parts.onChanged();
      const sender = await store.findSender(name);
      return sender && view(sender);
    },
  };
}

/** As many hours of rest and of work as a day has. */
const hoursOfRate = 24;

const hourKey = (day: string, hour: number): string => `${day} ${String(hour).padStart(2, "0")}`;

/** The clock hours of the last day, oldest first; one that a clock shows twice is one. */
function lastHours(now: Temporal.Instant, timeZone: string): readonly string[] {
  const keys = Array.from({ length: hoursOfRate }, (_, n) => {
    const at = now.subtract({ hours: hoursOfRate - 1 - n }).toZonedDateTimeISO(timeZone);
    return hourKey(at.toPlainDate().toString(), at.hour);
  });
  return [...new Set(keys)];
}

const roomsOf = (moves: SenderRecord["moves"]): SenderDetail["rooms"] =>
  moves.map(({ room, from }, n) => ({ room, from: tell(from), to: told(moves[n + 1]?.from ?? null) }));

function locationsOf(scans: SenderRecord["scans"]): SenderDetail["locations"] {
  const found = new Map<string, SenderDetail["locations"][number]>();
  for (const { location, room, n } of scans) {
    if (location === "") continue;
    found.set(location, { location, room, scans: (found.get(location)?.scans ?? 0) + n });
  }
  return [...found.values()].sort((a, b) => b.scans - a.scans || (a.location < b.location ? -1 : 1));
}

function activityOf(scans: SenderRecord["scans"]): SenderDetail["activity"] {
  const hours = new Map<string, SenderDetail["activity"][number]>();
  for (const { day, hour, n } of scans) {
    const key = hourKey(day, hour);
    hours.set(key, { day, hour, scans: (hours.get(key)?.scans ?? 0) + n });
  }
  return [...hours].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, hour]) => hour);
}

const tell = (at: Temporal.Instant): string => at.toString({ fractionalSecondDigits: 3 });
const told = (at: Temporal.Instant | null): string | null => at && tell(at);
