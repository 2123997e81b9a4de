import mqtt, { type MqttClient } from "mqtt";
import {
  type Connection,
  type ConnectionState,
  createConnection,
  type Message,
} from "../../device/create-connection.ts";
import { createDelivery } from "../../device/create-delivery.ts";
import { createObedience } from "../../device/create-obedience.ts";
import type { OutboxEntry } from "../../device/outbox.ts";
import { systemTimer } from "../../device/timer.ts";
import type { DeviceHeartbeat, DeviceStatus } from "../../src/contract/mqtt/device-health.ts";
import type { NativeScan } from "../../src/contract/mqtt/native-scan.ts";
import { receipt } from "../../src/contract/mqtt/receipt.ts";
import { type DeviceChannel, deviceTopic } from "../../src/contract/mqtt/topics.ts";
import { brokerPatienceMs } from "../scan-sender.ts";
import { simulatedDeeds } from "../simulated-deeds.ts";

export interface RoomDeviceOptions {
  readonly url: string;
  readonly site: string;
  readonly name: string;
  /** How many scans may be without a receipt before the next is sent. */
  readonly window: number;
  readonly now: () => number;
  /** By how much its clock is wrong. */
  readonly skewMs: number;
  readonly credentials?: { readonly username: string; readonly password: string };
  readonly onStored: (eventIds: readonly string[]) => void;
  readonly onRejected: (eventIds: readonly string[]) => void;
  readonly onState: (state: ConnectionState) => void;
  readonly onFault: (error: Error) => void;
}

/** The device of a room, that is given scans with their ids and numbers instead of minting them. */
export interface RoomDevice {
  /** Begins to connect, in the life that this boot id is of. */
  start(bootId: string): void;
  /** A scan to deliver, `copies` times each try. */
  give(scan: OutboxEntry["scan"], recordedAt: number, copies: 1 | 2): void;
  /** Cuts the connection without a word, and is silent until `start`. What waits, waits. */
  die(): Promise<void>;
  /** Scans without an answer. */
  waiting(): number;
  /** Says `offline` and disconnects. */
  stop(): Promise<void>;
}

const heartbeatMs = 30_000;
/** A scan that waited longer is no longer live. */
const liveMs = 60_000;

/**
 * Delivers as the reference device does, by the same parts: at QoS 1, again and again until the receipt, with a birth,
 * a will, and a heartbeat every 30 seconds and whenever its outbox has become empty.
 */
export function createRoomDevice(options: RoomDeviceOptions): RoomDevice {
  const { site, name } = options;
  const topic = (channel: DeviceChannel) => deviceTopic(site, name, channel);
  const twice = new Set<string>();
  let bootId = "";
  /** The last number of each life. */
  const numbers = new Map<string | undefined, number>();
  let client: MqttClient | null = null;
  let connection: Connection | null = null;
  let cancelHeartbeat = (): void => {};
  let gone: (() => void) | null = null;

  const delivery = createDelivery({
    send({ scan, recordedAt }) {
      const waited = options.now() - recordedAt;
      const sent: NativeScan = { ...scan, live: waited >= 0 && waited <= liveMs };
      const message: Message = { topic: topic("scan"), payload: JSON.stringify(sent), qos: 1 };
      connection?.publish(message);
      if (twice.has(scan.event_id)) connection?.publish(message);
    },
    timer: systemTimer,
    random: Math.random,
    window: options.window,
    receiptTimeoutMs: 30_000,
    retry: { firstMs: 10_000, mostMs: 300_000 },
  });

  const now = (): string => new Date(options.now() + options.skewMs).toISOString();

  function status(state: DeviceStatus["state"], at: string | null): Message {
    const told: DeviceStatus = {
      v: 1,
      state,
      boot_id: bootId,
      firmware: "simulator",
      ...(at !== null && { at }),
    };
    return { topic: topic("status"), payload: JSON.stringify(told), qos: 1, retain: true };
  }

  function beat(): void {
    cancelHeartbeat();
    const told: DeviceHeartbeat = {
      v: 1,
      at: now(),
      boot_id: bootId,
      seq: numbers.get(bootId) ?? 0,
      outbox: delivery.size(),
      clock: "ntp",
    };
    connection?.publish({ topic: topic("heartbeat"), payload: JSON.stringify(told), qos: 0 });
    cancelHeartbeat = systemTimer.after(heartbeatMs, beat);
  }

  const obedience = createObedience({
    clock: { now: () => options.now() + options.skewMs, state: () => "ntp" },
    deeds: {
      ...simulatedDeeds(name),
      send_outbox: async () => {
        delivery.hurry();
        return undefined;
      },
    },
    onUnread: options.onFault,
  });

  function hear(from: string, payload: Uint8Array): void {
    if (from === topic("receipt")) readReceipt(from, payload);
    if (from !== topic("command")) return;
    void obedience.obey(parseJson(payload)).then((response) => {
      if (response === null) return;
      connection?.publish({ topic: topic("response"), payload: JSON.stringify(response), qos: 1 });
    });
  }

  function readReceipt(from: string, payload: Uint8Array): void {
    const parsed = receipt.safeParse(parseJson(payload));
    if (!parsed.success) {
      options.onFault(new Error(`a receipt on ${from} cannot be read`, { cause: parsed.error }));
      return;
    }
    const stored = delivery.settle(parsed.data.ids);
    const rejected = delivery.settle(parsed.data.rejected.map(({ id }) => id));
    for (const id of [...stored, ...rejected]) twice.delete(id);
    if (stored.length + rejected.length > 0 && delivery.size() === 0) beat();
    options.onStored(stored);
    options.onRejected(rejected);
  }

  return {
    start(boot) {
      bootId = boot;
      connection = createConnection({
        url: options.url,
        connect: (url, connectOptions) => {
          client = mqtt.connect(url, { ...connectOptions, connectTimeout: brokerPatienceMs });
          return client;
        },
        clientId: `muster.${site}.${name}`,
        ...(options.credentials && { credentials: options.credentials }),
        will: status("offline", null),
        subscription: topic("receipt"),
        wish: topic("command"),
        onRefused: options.onFault,
        birth: () => status("online", now()),
        onState(state) {
          if (state.connection === "online") {
            beat();
            delivery.connected();
          } else {
            cancelHeartbeat();
            delivery.disconnected();
          }
          if (state.connection === "offline") gone?.();
          options.onState(state);
        },
        onMessage: hear,
        timer: systemTimer,
        random: Math.random,
        reconnect: { firstMs: 1_000, mostMs: 30_000 },
      });
      connection.open();
    },
    give(scan, recordedAt, copies) {
      numbers.set(scan.boot_id, Math.max(numbers.get(scan.boot_id) ?? 0, scan.seq ?? 0));
      if (copies === 2) twice.add(scan.event_id);
      delivery.add({ scan, recordedAt });
    },
    async die() {
      const last = connection;
      connection = null;
      if (last === null) return;
      if (client?.connected) {
        const cut = new Promise<void>((done) => {
          gone = done;
        });
        client.stream.destroy();
        await cut;
        gone = null;
      }
      // Its client is gone, so that nothing is left to say goodbye with: this only ends the attempts to come back.
      await last.close(status("offline", now()));
    },
    waiting: delivery.size,
    async stop() {
      const last = connection;
      connection = null;
      cancelHeartbeat();
      await last?.close(status("offline", now()));
    },
  };
}

/** The value of a JSON text, or undefined: no schema takes that for a value. */
function parseJson(payload: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload));
  } catch {
    return undefined;
  }
}
