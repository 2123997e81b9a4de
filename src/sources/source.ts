import type { Temporal } from "temporal-polyfill";
import type { CommandName, DeviceResponse } from "../contract/mqtt/command.ts";
import type { SubjectScheme } from "../contract/mqtt/native-scan.ts";
import type { Decision } from "../domain/attendance/scan.ts";
import type { SourceName } from "../domain/attendance/source-names.ts";
import type { TakenTime } from "../domain/attendance/take-time.ts";
import type { SourceAdapter } from "./adapter.ts";

/** What a source is given: the message, and the settings by which its kind of sender is read. */
export interface SourceMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  readonly receivedAt: Temporal.Instant;
}

export interface SourceSettings {
  readonly timeZone: string;
  readonly maxSkewSeconds: number;
  /** How far the sender's clock was ahead, negative for behind, as a person stated it of this message. */
  readonly clockAheadSeconds?: number | null;
  /** Adapters of the operator's own making. */
  readonly made?: readonly SourceAdapter[];
}

/** A scan as its sender told it; not yet stored, and its subject and location not yet looked up. */
export interface ReadScan {
  readonly source: SourceName;
  /** Who said it: stable, and the scope of `externalId`. */
  readonly sender: string;
  /** The sender's own id of the event, or null where it has none. */
  readonly externalId: string | null;
  /** What must be the same for two messages with one `externalId` to be one scan. */
  readonly content: string | Uint8Array;
  readonly subject: { readonly scheme: SubjectScheme; readonly value: string } | null;
  readonly location: string | null;
  readonly decision: Decision;
  readonly identified: boolean;
  readonly reason: string | null;
  readonly method: string | null;
  /** A share from 0 to 1. */
  readonly confidence: number | null;
  /** What had to be guessed to read it; null for nothing. */
  readonly confidenceGuess: "percentage" | "unreadable" | null;
  readonly liveness: "passed" | "failed" | "not_asked" | null;
  readonly model: string | null;
  readonly direction: "in" | "out" | null;
  readonly live: boolean;
  readonly time: TakenTime;
  readonly boot: { readonly id: string; readonly seq: number } | null;
}

/** Where the receipt for a native message goes. */
export interface ReceiptAddress {
  readonly site: string;
  readonly device: string;
}

export type RefusalCode =
  | "retained"
  | "too_large"
  | "not_utf8"
  | "not_json"
  | "invalid"
  | "time_unreadable"
  | "time_in_future"
  | "time_too_old"
  | "conflict"
  | "unknown_topic"
  | "packet_refused"
  | "store_refused";

/** Why a message is put into quarantine: a code for machines, and a detail that names field, value and remedy. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly detail: string;
  /** How far ahead of receipt the sender wrote, in seconds, negative for behind; set where that is what is wrong. */
  readonly aheadSeconds?: number;
}

/** What another maker's sender waits to hear, and is told once its message is committed. */
export interface Reply {
  readonly topic: string;
  readonly payload: string;
}

/** What one message turned out to be. */
export type Reading = Told & {
  /** Set where the sender sends again until it is answered. */
  readonly reply?: Reply;
};

type Told =
  | { readonly kind: "scan"; readonly scan: ReadScan; readonly receiptTo: ReceiptAddress | null }
  | ({
      readonly kind: "status";
      readonly sender: string;
      readonly at: Temporal.Instant;
      /** The run of the device, where it tells it. */
      readonly bootId: string | null;
      /** The software in it, where it tells it. */
      readonly firmware?: string | null;
    } & (
      | { readonly state: "online" }
      /** `itself`: it said so before it left. `will`: the broker said so after it had gone. */
      | { readonly state: "offline"; readonly by: "itself" | "will" }
    ))
  | {
      readonly kind: "heartbeat";
      readonly sender: string;
      readonly at: Temporal.Instant;
      /** Scans that wait on the device, and how its clock is set; null for one that does not tell. */
      readonly outbox: number | null;
      readonly clock: "ntp" | "rtc" | "unsynced" | null;
      /** How far its clock is ahead, in seconds, negative for behind; null or left out where it does not tell. */
      readonly aheadSeconds?: number | null;
      /** The run of the device, and the number of the last scan that it recorded in it, where it tells them. */
      readonly bootId: string | null;
      readonly lastSeq: number | null;
    }
  | {
      /** What became of a command. */
      readonly kind: "answer";
      readonly sender: string;
      readonly at: Temporal.Instant;
      /** By its id, or by its name from a sender that knows no ids; both null for whichever was said. */
      readonly command: { readonly id: string | null; readonly name: CommandName | null };
      readonly outcome: DeviceResponse["outcome"];
      readonly detail: string | null;
    }
  | {
      /** Understood, and about nobody's attendance. */
      readonly kind: "ignored";
      readonly sender: string | null;
      readonly reason: string;
    }
  | {
      readonly kind: "refused";
      readonly sender: string | null;
      readonly refusal: Refusal;
      /** Set when the message named its own id and can be told that it was refused. */
      readonly receipt: { readonly to: ReceiptAddress; readonly id: string } | null;
    };
