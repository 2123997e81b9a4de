import { v7 as uuidv7 } from "uuid";
import type { ClockCorrectionPreview, ClockCorrectionView } from "../../contract/http/clock-corrections.ts";
import { suggestClockAhead } from "../../domain/attendance/suggest-clock-ahead.ts";
import type { Actor } from "../../domain/rights/actor.ts";
import { createLocalTime } from "../../domain/timetable/local-time.ts";
import type { SourceSettings } from "../../sources/source.ts";
import { musterItself } from "../actor.ts";
import type { Ingest } from "../ingest/create-ingest.ts";
import {
  type ClockCorrection,
  type IngestItem,
  type IngestOutcome,
  toIngestItem,
} from "../ingest/ingest-item.ts";
import type { IngestTransaction } from "../ingest/ingest-transaction.ts";
import { outcomeName, recordBatch } from "../ingest/record-batch.ts";
import { nameChangedMarks } from "../marks/name-changed-marks.ts";
import { type WrittenMark, watchMarks } from "../marks/watch-marks.ts";
import type { Clock, InboundMessage } from "../ports.ts";
import type { ClockCorrectionStore } from "./clock-correction-store.ts";
import type { QuarantinedMessage, QuarantineStore } from "./quarantine-store.ts";
import { type UndoRefusal, undoClockCorrection } from "./undo-clock-correction.ts";

/** The messages whose sender's clock is spoken of: all open ones of a sender and a reason, or one of them. */
export interface MessagesOfClock {
  readonly sender: string;
  readonly code: "time_in_future" | "time_too_old";
  readonly message?: string | undefined;
}

export interface ClockCorrections {
  /** What would be stored and which marks would change; nothing is. */
  preview(
    asked: MessagesOfClock & { readonly aheadSeconds?: number | undefined },
  ): Promise<ClockCorrectionPreview>;
  /**
   * Takes the messages with their sender's clock put right. Resolves after COMMIT.
   *
   * @returns null where none of them is open
   */
  correct(
    stated: MessagesOfClock & { readonly aheadSeconds: number; readonly reason: string },
    actor: Actor,
  ): Promise<{
    readonly id: string;
    readonly tried: number;
    readonly outcomes: Record<string, number>;
  } | null>;
  /** Newest first. */
  list(): Promise<readonly ClockCorrectionView[]>;
  undo(
    id: string,
    reason: string,
    actor: Actor,
  ): Promise<{ readonly withdrawn: number } | { readonly refused: UndoRefusal }>;
}

const mostAtOnce = 1_000;
const mostListed = 200;

/**
 * What people state of senders' clocks: messages that were refused for their time are read again with as much taken off as
 * the clock was ahead, and it can be taken back.
 *
 * @param settings those by which messages are read when they arrive
 * @param onChanged told after a correction was taken back: something new can be read
 */
export function createClockCorrections(parts: {
  readonly quarantine: Pick<QuarantineStore, "findQuarantined" | "findOpen">;
  readonly store: ClockCorrectionStore;
  readonly ingest: Pick<Ingest, "replay">;
  readonly settings: SourceSettings;
  readonly clock: Clock;
  readonly onChanged: () => void;
}): ClockCorrections {
  const { quarantine, store, ingest, settings, clock } = parts;
  const localTime = createLocalTime(settings.timeZone);

  async function openMessages({ sender, code, message }: MessagesOfClock) {
    if (message === undefined) return quarantine.findOpen({ sender, code }, mostAtOnce);
    const kept = await quarantine.findQuarantined(message);
    const settled = kept?.replayOutcome === "stored" || kept?.replayOutcome === "repeat";
    return kept === null || settled || kept.sender !== sender || kept.code !== code ? [] : [kept];
  }

  /** As it is read at first: how far ahead of its receipt it was written, where that is what is wrong with it. */
  function aheadOf(kept: QuarantinedMessage): number | null {
    const { reading } = toIngestItem(asReceived(kept), settings);
    return reading.kind === "refused" ? (reading.refusal.aheadSeconds ?? null) : null;
  }

  /** Records the messages, tells which marks were written, and is taken back. */
  async function rehearse(transaction: IngestTransaction, items: readonly IngestItem[]) {
    const written = new Map<string, WrittenMark>();
    const timetable = watchMarks(transaction.timetable, written);
    const outcomes = await recordBatch(
      { ...transaction, timetable, beyond: async () => watchMarks(await transaction.beyond(), written) },
      items,
      { now: clock.now(), timeZone: settings.timeZone, localTime },
    );
    return { outcomes, written: [...written.values()] };
  }

  return {
    async preview(asked) {
      const messages = await openMessages(asked);
      const ahead = messages.map(aheadOf);
      const suggested = suggestClockAhead(ahead.flatMap((seconds) => seconds ?? []));
      const aheadSeconds = asked.aheadSeconds ?? suggested?.aheadSeconds ?? null;
      const { sender, code } = asked;
      const told = { sender, code, messages: messages.length, suggested, aheadSeconds };
      const correction =
        aheadSeconds === null || aheadSeconds === 0
          ? null
          : correctionOf({ sender, aheadSeconds, reason: "" }, musterItself);
      const whole = messages.filter((kept) => kept.whole);
      const items =
        correction === null
          ? []
          : whole.map((kept) => toIngestItem(asReceived(kept), settings, kept.id, correction));
      const { outcomes, written } =
        items.length === 0
          ? { outcomes: [], written: [] }
          : await store.rehearse((transaction) => rehearse(transaction, items));
      const read = new Map(whole.map(({ id }, at) => [id, { item: items[at], outcome: outcomes[at] }]));
      return {
        ...told,
        scans: messages.map((kept, at) => ({
          message: kept.id,
          receivedAt: kept.receivedAt.toString({ fractionalSecondDigits: 3 }),
          aheadSeconds: ahead[at] ?? null,
          ...(kept.whole ? describeScan(read.get(kept.id)) : notWhole),
        })),
        marks: await nameChangedMarks(store.nameSeats, written),
      };
    },

    async correct({ aheadSeconds, reason, ...asked }, actor) {
      const messages = await openMessages(asked);
      if (messages.length === 0) return null;
      const whole = messages.filter((kept) => kept.whole);
      const correction = correctionOf({ sender: asked.sender, aheadSeconds, reason }, actor);
      // Handed over at once, in their order: they are recorded together.
      const read = await Promise.all(whole.map((kept) => ingest.replay(kept, asReceived(kept), correction)));
      const outcomes: Record<string, number> = {};
      for (const name of [
        ...read.map(outcomeName),
        ...messages.flatMap(({ whole }) => (whole ? [] : "not_whole")),
      ]) {
        outcomes[name] = (outcomes[name] ?? 0) + 1;
      }
      return { id: correction.id, tried: messages.length, outcomes };
    },

    list: () => store.corrections(mostListed),

    async undo(id, reason, actor) {
      const undone = await store.write((transaction) =>
        undoClockCorrection(transaction, id, settings.timeZone, { actor, reason, now: clock.now() }),
      );
      if ("withdrawn" in undone) parts.onChanged();
      return undone;
    },
  };

  function correctionOf(
    stated: Pick<ClockCorrection, "sender" | "aheadSeconds" | "reason">,
    actor: Actor,
  ): ClockCorrection {
    return { ...stated, id: uuidv7(), actor, at: clock.now() };
  }
}

/** The person who states something of its clock vouches for the message: that it was retained is no obstacle now. */
const asReceived = (kept: QuarantinedMessage): InboundMessage => ({ ...kept, retain: false, client: null });

type Described = Omit<ClockCorrectionPreview["scans"][number], "message" | "receivedAt" | "aheadSeconds">;

const unread = {
  student: null,
  location: null,
  decision: null,
  written: null,
  takenAt: null,
  timeBasis: null,
};
const notWhole: Described = { ...unread, outcome: "not_whole", detail: null };

function describeScan(
  read: { readonly item: IngestItem | undefined; readonly outcome: IngestOutcome | undefined } | undefined,
): Described {
  const { item, outcome } = read ?? {};
  if (item === undefined || outcome === undefined) return { ...unread, outcome: "undecided", detail: null };
  const named = outcomeName(outcome);
  const detail = outcome.kind === "refused" ? outcome.refusal.detail : null;
  if (item.reading.kind !== "scan") return { ...unread, outcome: named, detail };
  const { subject, location, decision, time } = item.reading.scan;
  return {
    outcome: named,
    detail,
    student: subject?.value ?? null,
    location,
    decision,
    written: time.deviceText,
    takenAt: time.occurredAt.toString({ fractionalSecondDigits: 3 }),
    timeBasis: time.basis,
  };
}
