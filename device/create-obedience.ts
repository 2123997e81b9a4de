import {
  type CommandMessage,
  type CommandName,
  commandMessage,
  type DeviceResponse,
} from "../src/contract/mqtt/command.ts";
import type { DeviceClock } from "./device-clock.ts";

/** Does what a device is told to do: each command once, however often it arrives, and none that is too late. */
export interface Obedience {
  /**
   * Never rejects.
   *
   * @param payload of a message on the device's command topic, parsed
   * @returns what to answer; null for what cannot be read, or is being done already
   */
  obey(payload: unknown): Promise<DeviceResponse | null>;
}

/** As many answers are remembered as a server may ask for again. */
const remembered = 100;

/**
 * @param parts.deeds what the device can do, beside setting its clock; what is left out it cannot
 * @param parts.onUnread told of a command that cannot be read
 */
export function createObedience(parts: {
  readonly clock: DeviceClock;
  readonly deeds: Readonly<Partial<Record<CommandName, () => Promise<string | undefined>>>>;
  readonly onUnread: (cause: Error) => void;
}): Obedience {
  const { clock } = parts;
  /** By the command's id, oldest first; null for one that is being done. */
  const answers = new Map<string, DeviceResponse | null>();

  async function become(command: CommandMessage): Promise<DeviceResponse> {
    const answer = (outcome: DeviceResponse["outcome"], detail?: string): DeviceResponse => ({
      v: 1,
      id: command.id,
      outcome,
      ...(detail !== undefined && { detail: detail.slice(0, longestDetail) }),
    });
    // By a clock that nobody set, nothing can be said of its being late.
    if (clock.state() !== "unsynced" && clock.now() >= Date.parse(command.expires_at)) {
      return answer("expired", "it came too late");
    }
    const deed = command.name === "set_clock" ? () => setClock(command) : parts.deeds[command.name];
    if (deed === undefined) return answer("unable", "this device cannot do that");
    try {
      return answer("done", await deed());
    } catch (error) {
      return answer("unable", error instanceof Error ? error.message : String(error));
    }
  }

  async function setClock({ args }: CommandMessage): Promise<string> {
    if (clock.state() === "ntp") throw new Error("a time server keeps its clock right");
    if (clock.set === undefined) throw new Error("this device cannot set its clock");
    if (args.now === undefined) throw new Error("args.now is missing: the time to set");
    const ahead = Math.round((clock.now() - Date.parse(args.now)) / 1000);
    clock.set(Date.parse(args.now));
    return ahead === 0 ? "it was right" : `it was ${Math.abs(ahead)} s ${ahead > 0 ? "ahead" : "behind"}`;
  }

  return {
    async obey(payload) {
      const parsed = commandMessage.safeParse(payload);
      if (!parsed.success) {
        parts.onUnread(parsed.error);
        return null;
      }
      const { id } = parsed.data;
      const before = answers.get(id);
      if (before !== undefined) return before;
      answers.set(id, null);
      const answer = await become(parsed.data);
      answers.set(id, answer);
      for (const oldest of answers.keys()) {
        if (answers.size <= remembered) break;
        answers.delete(oldest);
      }
      return answer;
    },
  };
}

const longestDetail = 500;
