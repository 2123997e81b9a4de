import type { Temporal } from "temporal-polyfill";
import type { CommandName } from "../../contract/mqtt/command.ts";

/** A command as it is kept. */
export interface StoredCommand {
  readonly id: string;
  readonly sender: string;
  readonly name: CommandName;
  readonly givenAt: Temporal.Instant;
  readonly givenBy: string;
  /** From this instant on it is not to be done any more. */
  readonly expiresAt: Temporal.Instant;
  /** When it was said last; null for never. */
  readonly saidAt: Temporal.Instant | null;
  readonly timesSaid: number;
  readonly answer: {
    readonly at: Temporal.Instant;
    /** `told`: it was said to a sender of a kind that answers nothing. */
    readonly outcome: "done" | "unable" | "expired" | "told";
    readonly detail: string | null;
  } | null;
}

/** A command that is neither answered nor expired. */
export interface OpenCommand extends StoredCommand {
  /** Its sender, or the broker in its name, said that it is not there. */
  readonly away: boolean;
}

/** What senders were told to do. What they answer is kept by ingest. */
export interface CommandStore {
  /** Oldest first. */
  openAt(now: Temporal.Instant): Promise<readonly OpenCommand[]>;
  /** Newest first. */
  ofSender(sender: string, limit: number): Promise<readonly StoredCommand[]>;
  /**
   * Keeps a command, and of its sender's earlier ones the newest.
   *
   * @param keep how many of one sender are kept
   * @returns false where one of that name is open for that sender; nothing is written then
   */
  add(
    command: Pick<StoredCommand, "id" | "sender" | "name" | "givenAt" | "givenBy" | "expiresAt">,
    keep: number,
  ): Promise<boolean>;
  /** It was said. @param told nothing will be answered: it is over with that */
  noteSaid(id: string, at: Temporal.Instant, told: boolean): Promise<void>;
}
