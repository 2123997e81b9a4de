import type { Temporal } from "temporal-polyfill";
import type { CommandName } from "../contract/mqtt/command.ts";
import type { Reply } from "./source.ts";

/** A command as it is said to a sender. */
export interface SaidCommand {
  readonly id: string;
  readonly name: CommandName;
  readonly expiresAt: Temporal.Instant;
  /** When it is said. */
  readonly now: Temporal.Instant;
}

/** What a kind of sender can be told to do, and how that is said. */
export interface SenderCommands {
  readonly can: readonly CommandName[];
  /** Whether it says what became of a command. */
  readonly answers: boolean;
  /** Whether a command that is said twice is done once, so that it may be said until it is answered. */
  readonly doneOnce: boolean;
  /** Where commands are said, as MQTT filters. */
  readonly topics: readonly string[];
  /**
   * The message that says a command.
   *
   * @param address what the sender is called in its topics
   * @returns null where a sender of this address hears nothing, or cannot do this
   */
  say(address: string, command: SaidCommand): Reply | null;
}
