import type { Temporal } from "temporal-polyfill";
import type { QuarantineGroups, QuarantineView } from "../../contract/http/quarantine.ts";

/** A message as it was kept. */
export interface QuarantinedMessage {
  readonly id: string;
  readonly sender: string | null;
  readonly code: string;
  readonly topic: string;
  readonly payload: Uint8Array;
  /** false when the end of the payload was cut off: then it is evidence, and cannot be read again. */
  readonly whole: boolean;
  readonly qos: 0 | 1 | 2;
  readonly receivedAt: Temporal.Instant;
  /** When it was last read again, or opened again after that. */
  readonly replayedAt: Temporal.Instant | null;
  readonly replayOutcome: string | null;
}

/** Messages that could not be taken. */
export interface QuarantineStore {
  /** Newest first. */
  listQuarantine(
    filter: { readonly code?: string | undefined; readonly sender?: string | undefined },
    before: number | null,
    limit: number,
  ): Promise<readonly QuarantineView[]>;
  /** A message ready to be read again. */
  findQuarantined(id: string): Promise<QuarantinedMessage | null>;
  /** Open messages of a reason and a sender ready to be read again, oldest first. */
  findOpen(
    filter: { readonly code: string; readonly sender: string },
    limit: number,
  ): Promise<readonly QuarantinedMessage[]>;
  /** Messages received since an instant, by code and sender. */
  quarantineGroups(since: string): Promise<QuarantineGroups["groups"]>;
  /** Ids of open messages in quarantine, oldest first. */
  openQuarantine(
    filter: { readonly code?: string | undefined; readonly sender?: string | undefined },
    limit: number,
  ): Promise<readonly string[]>;
}
