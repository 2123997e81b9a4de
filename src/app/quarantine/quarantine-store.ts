import type { Temporal } from "temporal-polyfill";
import type { QuarantineGroups, QuarantineState, QuarantineView } from "../../contract/http/quarantine.ts";

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

/** Which messages are meant; whatever is left out narrows nothing. */
export interface QuarantineFilter {
  readonly code?: string | undefined;
  readonly sender?: string | undefined;
  readonly state?: QuarantineState | undefined;
  /** Part of a detail, topic, sender or payload, whatever its case; in a payload only ASCII letters have two. */
  readonly text?: { readonly q: string; readonly since: Temporal.Instant } | undefined;
}

/** Messages that could not be taken. */
export interface QuarantineStore {
  /** Newest first. */
  listQuarantine(
    filter: QuarantineFilter,
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
  /** Messages received since an instant, and those that are open from before, by code and sender. */
  quarantineGroups(since: string): Promise<QuarantineGroups["groups"]>;
  /** How many messages are open, by code, each with when the last of them was received. */
  openByCode(): Promise<
    readonly { readonly code: string; readonly messages: number; readonly lastAt: string }[]
  >;
  /** Ids of open messages in quarantine, oldest first. */
  openQuarantine(
    filter: Pick<QuarantineFilter, "code" | "sender">,
    limit: number,
  ): Promise<readonly string[]>;
  /** Puts open messages aside: those of these ids, or all of a reason and sender. How many they were. */
  dismiss(
    which: { readonly ids: readonly string[] } | Pick<QuarantineFilter, "code" | "sender">,
    said: Dismissal,
  ): Promise<number>;
  /** Takes back what was put aside together, or one message of it. How many they were. */
  takeBackDismissal(which: { readonly dismissal: string } | { readonly message: string }): Promise<number>;
}

/** Messages put aside together. */
export interface Dismissal {
  readonly id: string;
  readonly at: Temporal.Instant;
  readonly by: string;
  readonly reason: string;
}
