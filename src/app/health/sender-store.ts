import type { Temporal } from "temporal-polyfill";
import type { ExpectedSilence, SenderView } from "../../contract/http/senders.ts";
import type { AliveSpan } from "./health-transaction.ts";

/** A sender as it is stored: whether it is expected to be silent now is worked out of it. */
export type StoredSender = Omit<SenderView, "silenceExpectedUntil"> & {
  /** When it last said that nothing waits on it, RFC 3339; null for never. */
  readonly outboxEmptyAt: string | null;
};

/** What is kept of one sender's last days. */
export interface SenderRecord {
  /** Its spans of being alive that touch the time asked for, and the last before; null for one that never had any. */
  readonly alive: readonly Pick<AliveSpan, "from" | "to" | "left">[] | null;
  /** The rooms that rely on it as a reader, from when on, earliest first, with the one before the time asked for. */
  readonly moves: readonly { readonly room: string; readonly from: Temporal.Instant }[];
  /** Scans by local day, clock hour and what the device calls its place, with the room of that name. */
  readonly scans: readonly {
    readonly day: string;
    readonly hour: number;
    readonly location: string;
    readonly room: string | null;
    readonly n: number;
  }[];
  /** Runs of the device, those with the most missing numbers first, at most twenty. */
  readonly runs: readonly {
    readonly bootId: string;
    readonly firstSeq: number;
    readonly lastSeq: number;
    readonly scans: number;
    readonly missing: number;
    readonly numbersTwice: number;
  }[];
  /** When it last said that nothing waits on it. */
  readonly outboxEmptyAt: Temporal.Instant | null;
  /** Of its newest thousand messages in quarantine those received in the time asked for, and how many of all are open. */
  readonly quarantine: { readonly messages: number; readonly open: number };
}

/** What people say of a sender; what is left out stays as it is. */
export interface SenderNote {
  readonly title?: string | null | undefined;
  readonly retired?: { readonly reason: string } | null | undefined;
  readonly expectedSilence?: ExpectedSilence | null | undefined;
}

/** Whoever sent scans or signs of life. */
export interface SenderStore {
  /** By name. */
  senders(): Promise<readonly StoredSender[]>;
  findSender(name: string): Promise<StoredSender | null>;
  /** Scans of all senders by local day and clock hour, from a local day on (ISO). */
  scansByHour(
    from: string,
  ): Promise<
    readonly { readonly sender: string; readonly day: string; readonly hour: number; readonly n: number }[]
  >;
  /**
   * @param from of health and rooms
   * @param day the first local day of scans
   * @param refusedSince of messages in quarantine
   */
  senderRecord(
    name: string,
    asked: {
      readonly from: Temporal.Instant;
      readonly day: string;
      readonly refusedSince: Temporal.Instant;
    },
  ): Promise<SenderRecord>;
  /** false where there is no such sender. */
  noteSender(
    name: string,
    note: SenderNote,
    said: { readonly at: Temporal.Instant; readonly by: string },
  ): Promise<boolean>;
}
