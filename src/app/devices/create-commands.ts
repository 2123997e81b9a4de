import { randomUUID } from "node:crypto";
import { Temporal } from "temporal-polyfill";
import type { CommandPage, CommandView } from "../../contract/http/commands.ts";
import type { CommandName } from "../../contract/mqtt/command.ts";
import { commandsTo } from "../../sources/adapters.ts";
import type { Author } from "../actor.ts";
import type { Clock, Log, Publisher } from "../ports.ts";
import type { CommandStore, OpenCommand, StoredCommand } from "./command-store.ts";

/** Why a sender was not told to do something. */
export interface CommandRefusal {
  readonly because: "unknown" | "unable" | "open";
  readonly detail: string;
}

/** What senders are told to do, and what they answer. */
export interface Commands {
  /** null for a sender of which nothing was ever heard, and which no device is. */
  of(sender: string): Promise<CommandPage | null>;
  /** Keeps a command; it is said at once to a sender that is there, and to one that is away when it comes. */
  give(
    sender: string,
    asked: { readonly name: CommandName; readonly expiresInSeconds?: number | undefined },
    author: Author,
  ): Promise<CommandView | { readonly refused: CommandRefusal }>;
}

/** Says what is to be said. */
export interface CommandSpeaker {
  /** These came, are there, or answered: what waits for them is said, and what they did not answer is said again. */
  heard(senders: ReadonlySet<string>): void;
  /** Says what is due, and learns what a command beside the server gave. */
  look(): Promise<void>;
  /** Nothing is said any more. */
  stop(): void;
}

const shownCommands = 20;
const keptCommands = 100;
/** Whoever asks a reader to show itself stands in front of it. */
const expirySeconds = (name: CommandName): number => (name === "identify" ? 60 : 600);
/** What was said and not answered is said again at a sign of life, and no sooner than this. */
const sayAgainMs = 5_000;

/**
 * @param parts.isKnown whether anything was heard of a sender, or a device is it
 * @param parts.onGiven told once a command is kept
 */
export function createCommands(parts: {
  readonly store: CommandStore;
  readonly isKnown: (sender: string) => Promise<boolean>;
  readonly clock: Clock;
  readonly log: Log;
  readonly onGiven: () => void;
}): Commands {
  const { store, clock, log } = parts;
  return {
    async of(sender) {
      const commands = await store.ofSender(sender, shownCommands);
      if (commands.length === 0 && !(await parts.isKnown(sender))) return null;
      const to = commandsTo(sender);
      const now = clock.now();
      return {
        can: to === null ? [] : canOf(sender),
        answers: to?.commands.answers ?? false,
        commands: commands.map((command) => toView(command, now)),
      };
    },

    async give(sender, { name, expiresInSeconds = expirySeconds(name) }, author) {
      if (!(await parts.isKnown(sender))) {
        const detail = `${sender}: nothing was ever heard of it, and no device with a key is it`;
        return { refused: { because: "unknown", detail } };
      }
      const can = canOf(sender);
      if (!can.includes(name)) {
        const detail =
          can.length === 0
            ? `${sender}: a sender of this kind can be told nothing over MQTT`
            : `${sender}: cannot be told ${name}; it can be told ${can.join(", ")}`;
        return { refused: { because: "unable", detail } };
      }
      const givenAt = clock.now();
      const command = {
        id: randomUUID(),
        sender,
        name,
        givenAt,
        givenBy: author.id,
        expiresAt: givenAt.add({ seconds: expiresInSeconds }),
      };
      if (!(await store.add(command, keptCommands))) {
        const detail = `${sender}: was told ${name} already and has not answered; wait until it does, or until that expires`;
        return { refused: { because: "open", detail } };
      }
      log.info({ sender, command: name, id: command.id, by: author.id }, "a sender is told to do something");
      parts.onGiven();
      return toView({ ...command, saidAt: null, timesSaid: 0, answer: null }, givenAt);
    },
  };
}

/** Says commands that are kept, in the order in which they were given. */
export function createCommandSpeaker(parts: {
  readonly store: CommandStore;
  readonly publisher: Publisher;
  readonly clock: Clock;
  readonly log: Log;
}): CommandSpeaker {
  const { store, publisher, clock, log } = parts;
  /** Senders with a command that is open, as of the last look: nobody else's signs of life are worth one. */
  let awaited: ReadonlySet<string> = new Set();
  let waitingHeard = new Set<string>();
  let looking: Promise<void> | null = null;
  let again = false;
  let stopped = false;

  async function lookOnce(): Promise<void> {
    const heard = waitingHeard;
    waitingHeard = new Set();
    const now = clock.now();
    const open = await store.openAt(now);
    awaited = new Set(open.map(({ sender }) => sender));
    for (const command of open) {
      if (!stopped && isDue(command, heard, now)) await say(command, now);
    }
  }

  async function say(command: OpenCommand, now: Temporal.Instant): Promise<void> {
    const to = commandsTo(command.sender);
    const message = to?.commands.say(to.address, { ...command, now }) ?? null;
    if (to === null || message === null) return;
    try {
      await publisher.publish(message.topic, message.payload, { qos: 1 });
    } catch (error) {
      // It stays open, and is tried again by the next look.
      log.warn({ error, command: command.id, sender: command.sender }, "a command was not sent");
      return;
    }
    await store.noteSaid(command.id, now, !to.commands.answers);
  }

  function look(): Promise<void> {
    if (looking !== null) {
      // What was asked since may not have been seen.
      again = true;
      return looking;
    }
    looking = lookUntilSeen();
    return looking;
  }

  async function lookUntilSeen(): Promise<void> {
    try {
      do {
        again = false;
        await lookOnce();
      } while (again && !stopped);
    } catch (error) {
      // Known again by the next look; that the store is away is told by whoever writes to it.
      if (!stopped) log.warn({ error }, "commands could not be read");
    } finally {
      looking = null;
    }
  }

  return {
    heard(senders) {
      const those = [...senders].filter((sender) => awaited.has(sender));
      if (stopped || those.length === 0) return;
      for (const sender of those) waitingHeard.add(sender);
      void look();
    },
    look: () => (stopped ? Promise.resolve() : look()),
    stop() {
      stopped = true;
    },
  };
}

/** Whether a command is to be said now. */
function isDue(command: OpenCommand, heard: ReadonlySet<string>, now: Temporal.Instant): boolean {
  const { sender, saidAt, away } = command;
  if (saidAt === null) return heard.has(sender) || !away;
  return (
    commandsTo(sender)?.commands.doneOnce === true &&
    heard.has(sender) &&
    now.epochMilliseconds - saidAt.epochMilliseconds >= sayAgainMs
  );
}

/** What a sender can be told to do, as far as its name tells. */
function canOf(sender: string): CommandName[] {
  const to = commandsTo(sender);
  if (to === null) return [];
  return to.commands.can.filter((name) => to.commands.say(to.address, { ...tried, name }) !== null);
}
const noTime = Temporal.Instant.fromEpochMilliseconds(0);
const tried = { id: "", expiresAt: noTime, now: noTime };

function toView(command: StoredCommand, now: Temporal.Instant): CommandView {
  const { id, name, givenAt, givenBy, expiresAt, saidAt, timesSaid, answer } = command;
  return {
    id,
    name,
    givenAt: tell(givenAt),
    givenBy,
    expiresAt: tell(expiresAt),
    saidAt: saidAt && tell(saidAt),
    timesSaid,
    state: stateOf(command, now),
    answeredAt: answer && tell(answer.at),
    detail: answer?.detail ?? null,
  };
}

function stateOf({ answer, expiresAt, saidAt }: StoredCommand, now: Temporal.Instant): CommandView["state"] {
  if (answer !== null) return answer.outcome;
  if (now.epochMilliseconds >= expiresAt.epochMilliseconds) return "expired";
  return saidAt === null ? "waiting" : "said";
}

const tell = (at: Temporal.Instant): string => at.toString({ fractionalSecondDigits: 3 });
