import type { BrokerRefusal, DeviceTest } from "../../contract/http/devices.ts";
import { readMessage } from "../../sources/read-message.ts";
import type { SourceMessage, SourceSettings } from "../../sources/source.ts";
import { scanPayload } from "../ingest/ingest-item.ts";
import type { Clock, InboundMessage, Log } from "../ports.ts";
import { describeReading } from "./describe-reading.ts";

export type RefusedFor = BrokerRefusal["reason"];

/** What the broker saw of devices, in memory: what it would not let them do, and what came last. */
export interface DeviceTraffic {
  /**
   * Counts something that was not let through.
   *
   * @param who the device, or the name that was given; null for none
   * @param told the topic, filter or client id
   */
  refused(
    who: { readonly name: string | null; readonly known: boolean },
    reason: RefusedFor,
    told: string,
  ): void;
  arrived(device: string, message: InboundMessage): void;
  /** Last first; of one name where it is given. */
  refusals(name?: string): readonly BrokerRefusal[];
  /**
   * What arrived of a device, newest first, as it is read.
   *
   * @param named whether it is told who was seen, and the message itself
   */
  lastOf(device: string, named: boolean): DeviceTest["arrived"];
  /** What arrived of all devices last, as it came. */
  lastMessages(): readonly SourceMessage[];
}

/** Names are anybody's to make up until a key shows whose they are. */
const mostUnknown = 100;
const mostOfDevices = 20_000;
const mostLetters = 256;
const keptMessages = 10;
/** No message without a picture in it is longer. */
const keptPayloadBytes = 20 * 1024;
const shownBytes = 512;

/** @param settings by which messages are read when somebody looks at them */
export function createDeviceTraffic(parts: {
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: SourceSettings;
  readonly onRefused: () => void;
}): DeviceTraffic {
  const { clock, log, settings } = parts;
  /** In order of the last, the latest at the end. */
  const known = new Map<string, { readonly told: BrokerRefusal; readonly order: number }>();
  const unknown = new Map<string, { readonly told: BrokerRefusal; readonly order: number }>();
  let order = 0;
  const last = new Map<string, { readonly message: InboundMessage; readonly bytes: number }[]>();

  return {
    refused(who, reason, told) {
      const name = who.name?.slice(0, mostLetters) ?? null;
      const kept = who.known ? known : unknown;
      const key = JSON.stringify([name, reason]);
      const before = kept.get(key);
      kept.delete(key);
      order += 1;
      kept.set(key, {
        order,
        told: {
          name,
          known: who.known,
          reason,
          times: (before?.told.times ?? 0) + 1,
          lastAt: clock.now().toString({ fractionalSecondDigits: 3 }),
          last: told.slice(0, mostLetters),
        },
      });
      parts.onRefused();
      if (before !== undefined) return;
      const [oldest] = kept.keys();
      if (kept.size > (who.known ? mostOfDevices : mostUnknown)) {
        if (oldest !== undefined) kept.delete(oldest);
        return;
      }
      // Once for each: whoever tries again and again does not fill the log.
      log.warn({ device: name, reason, told: told.slice(0, mostLetters) }, "the broker refused a device");
    },

    arrived(device, message) {
      const messages = last.get(device) ?? [];
      last.set(device, messages);
      messages.unshift({
        message: { ...message, payload: kept(message.payload) },
        bytes: message.payload.byteLength,
      });
      messages.length = Math.min(messages.length, keptMessages);
    },

    refusals: (name) =>
      [...unknown.values(), ...known.values()]
        .filter(({ told }) => name === undefined || told.name === name)
        .sort((a, b) => b.order - a.order)
        .map(({ told }) => told),

    lastMessages: () => [...last.values()].flatMap((messages) => messages.map(({ message }) => message)),

    lastOf: (device, named) =>
      (last.get(device) ?? []).map(({ message, bytes }) => {
        const { source, reading } = readMessage(message, settings);
        return {
          at: message.receivedAt.toString({ fractionalSecondDigits: 3 }),
          topic: message.topic.slice(0, mostLetters),
          qos: message.qos,
          retain: message.retain,
          bytes,
          text: named ? new TextDecoder().decode(message.payload.subarray(0, shownBytes)) : null,
          source,
          read: source === null ? "unread" : reading.kind,
          detail: source === null ? "nobody reads this topic" : describeReading(reading, named),
        };
      }),
  };
}

/** A copy, for the bytes lie in a larger piece of what the connection read. */
function kept(payload: Uint8Array): Uint8Array {
  const cut = payload.byteLength > keptPayloadBytes ? scanPayload(payload) : payload;
  return new Uint8Array(cut.subarray(0, keptPayloadBytes));
}
