// The default import, for the package's browser bundle has no named exports.
import mqtt from "mqtt";
import { v7 as uuidv7 } from "uuid";
import type { CommandName } from "../src/contract/mqtt/command.ts";
import type { DeviceHeartbeat, DeviceStatus } from "../src/contract/mqtt/device-health.ts";
import { type NativeScan, type NativeScanInput, nativeScan } from "../src/contract/mqtt/native-scan.ts";
import { receipt } from "../src/contract/mqtt/receipt.ts";
import { deviceTopic } from "../src/contract/mqtt/topics.ts";
import type { Backoff } from "./backoff.ts";
import { type Connect, type ConnectionState, createConnection, type Message } from "./create-connection.ts";
import { createDelivery } from "./create-delivery.ts";
import { createObedience } from "./create-obedience.ts";
import type { DeviceClock } from "./device-clock.ts";
import type { Outbox, OutboxEntry } from "./outbox.ts";
import { systemTimer, type Timer } from "./timer.ts";

/** What a device has seen. The device adds the ids, the state of its clock, and the time where it is left out. */
export type ScanToRecord = Omit<
  NativeScanInput,
  "v" | "event_id" | "boot_id" | "seq" | "clock" | "live" | "occurred_at"
> & {
  /** RFC 3339; now, where it is left out. */
  readonly occurred_at?: string;
};

/** A scan that the server has put into quarantine, and why. */
export interface RejectedScan {
  readonly id: string;
  readonly code: string;
}

export interface DeviceOptions {
  readonly site: string;
  /** The device's name: 1 to 63 of a-z, 0-9 and '-'. */
  readonly device: string;
  /** Of the broker: mqtt://, mqtts://, ws:// or wss://. */
  readonly url: string;
  readonly outbox: Outbox;
  readonly clock: DeviceClock;
  readonly credentials?: { readonly username: string; readonly password: string };
  readonly firmware?: string;
  /** These scans are committed by the server and no longer on the device. */
  readonly onReceipt?: (eventIds: readonly string[]) => void;
  /** These scans are in the server's quarantine and no longer on the device. */
  readonly onRejected?: (rejected: readonly RejectedScan[]) => void;
  /**
   * What the device does when it is told to, beside sending its outbox and setting its clock; resolves with what it has
   * to say of it, if anything. A rejection is answered as `unable`, in the words of its message. One that ends the device,
   * such as starting anew, is done after its promise resolved, or it is never answered and told again.
   */
  readonly commands?: Readonly<
    Partial<Record<Extract<CommandName, "identify" | "reload">, () => Promise<string | undefined>>>
  >;
  readonly onState?: (state: ConnectionState) => void;
  /** Trouble that loses no scan: a receipt that cannot be read, a removal that the outbox could not write. */
  readonly onFault?: (error: Error) => void;
  readonly timer?: Timer;
  /** A number in [0, 1), for spreading retries. */
  readonly random?: () => number;
  readonly connect?: Connect;
  /** How many scans may be without a receipt before the next is sent. */
  readonly window?: number;
  readonly receiptTimeoutMs?: number;
  readonly retry?: Backoff;
  readonly reconnect?: Backoff;
}

/** A camera, kiosk or reader that loses no scan. */
export interface Device {
  /**
   * Opens the outbox and begins to connect; resolves when scans can be recorded, with or without a network.
   * Rejects when the outbox cannot be opened, and throws for a URL that cannot be one of a broker.
   */
  start(): Promise<void>;
  /**
   * Resolves with the scan's event id once the scan would survive a crash of the device. Rejects when it is
   * not a valid scan, when the outbox could not store it, and while the device is not running.
   */
  record(scan: ScanToRecord): Promise<string>;
  /** How many recorded scans the server has not yet answered for. */
  outboxSize(): number;
  /**
   * Says `offline`, disconnects and closes the outbox. What still waits there is sent by the next device that
   * opens it. Rejects while the device is not running.
   */
  stop(): Promise<void>;
}

const heartbeatMs = 30_000;
/** A scan that waited longer is no longer live. */
const liveMs = 60_000;

/**
 * The reference device: each scan is stored first, then sent at QoS 1 until the server's receipt says that it
 * is committed. A PUBACK proves nothing, for a broker may lose what it acknowledged.
 *
 * Starts nothing by itself. Throws a RangeError for a site or device that cannot stand in a topic.
 */
export function createDevice(options: DeviceOptions): Device {
  const { site, device, outbox, clock } = options;
  const timer = options.timer ?? systemTimer;
  const random = options.random ?? Math.random;
  const topics = {
    scan: deviceTopic(site, device, "scan"),
    status: deviceTopic(site, device, "status"),
    heartbeat: deviceTopic(site, device, "heartbeat"),
    receipt: deviceTopic(site, device, "receipt"),
    command: deviceTopic(site, device, "command"),
    response: deviceTopic(site, device, "response"),
  };
  const bootId = uuidv7();
  let seq = 0;
  let phase: "new" | "starting" | "running" | "stopped" = "new";
  let cancelHeartbeat = (): void => {};
  const beingStored = new Set<Promise<void>>();

  const delivery = createDelivery({
    send: (entry) => connection.publish({ topic: topics.scan, payload: scanPayload(entry), qos: 1 }),
    timer,
    random,
    window: options.window ?? 100,
    receiptTimeoutMs: options.receiptTimeoutMs ?? 10_000,
    retry: options.retry ?? { firstMs: 10_000, mostMs: 300_000 },
  });

  const connection = createConnection({
    url: options.url,
    connect: options.connect ?? mqtt.connect,
    // A dot cannot stand in either name, so that no two devices of a broker come to the same id.
    clientId: `muster.${site}.${device}`,
    ...(options.credentials && { credentials: options.credentials }),
    // The will is written when the connection opens and read when it breaks: a time in it would mislead.
    will: statusMessage("offline", null),
    subscription: topics.receipt,
    wish: topics.command,
    onRefused: (error) => options.onFault?.(error),
    birth: () => statusMessage("online", now()),
    onState: changeState,
    onMessage: (topic, payload) => {
      if (phase !== "running") return;
      if (topic === topics.receipt) readReceipt(payload);
      else if (topic === topics.command) obey(payload);
    },
    timer,
    random,
    reconnect: options.reconnect ?? { firstMs: 1_000, mostMs: 30_000 },
  });

  function now(): string {
    return new Date(clock.now()).toISOString();
  }

  function statusMessage(state: DeviceStatus["state"], at: string | null): Message {
    const status: DeviceStatus = {
      v: 1,
      state,
      boot_id: bootId,
      ...(options.firmware !== undefined && { firmware: options.firmware }),
      ...(at !== null && { at }),
    };
    return { topic: topics.status, payload: JSON.stringify(status), qos: 1, retain: true };
  }

  function scanPayload({ scan, recordedAt }: OutboxEntry): string {
    const waited = clock.now() - recordedAt;
    // A clock that was set back since then cannot tell how long the scan waited.
    const sent: NativeScan = { ...scan, live: waited >= 0 && waited <= liveMs };
    return JSON.stringify(sent);
  }

  function changeState(state: ConnectionState): void {
    if (state.connection === "online") {
      beat();
      delivery.connected();
    } else {
      cancelHeartbeat();
      delivery.disconnected();
    }
    options.onState?.(state);
  }

  function beat(): void {
    const heartbeat: DeviceHeartbeat = {
      v: 1,
      at: now(),
      boot_id: bootId,
      seq,
      outbox: delivery.size(),
      clock: clock.state(),
    };
    connection.publish({ topic: topics.heartbeat, payload: JSON.stringify(heartbeat), qos: 0 });
    cancelHeartbeat = timer.after(heartbeatMs, beat);
  }

  const obedience = createObedience({
    clock,
    deeds: {
      ...options.commands,
      send_outbox: async () => {
        const waiting = delivery.size();
        delivery.hurry();
        return waiting === 0 ? "nothing waits in the outbox" : `scans that are sent again: ${waiting}`;
      },
    },
    onUnread: (cause) =>
      options.onFault?.(new Error(`a command on ${topics.command} cannot be read`, { cause })),
  });

  function obey(payload: Uint8Array): void {
    void obedience.obey(parseJson(payload)).then((response) => {
      if (response === null || phase !== "running") return;
      connection.publish({ topic: topics.response, payload: JSON.stringify(response), qos: 1 });
    });
  }

  function readReceipt(payload: Uint8Array): void {
    const parsed = receipt.safeParse(parseJson(payload));
    if (!parsed.success) {
      options.onFault?.(new Error(`a receipt on ${topics.receipt} cannot be read`, { cause: parsed.error }));
      return;
    }
    const codes = new Map(parsed.data.rejected.map(({ id, code }) => [id, code]));
    const stored = delivery.settle(parsed.data.ids);
    const rejected = delivery.settle([...codes.keys()]);
    if (stored.length + rejected.length === 0) return;
    outbox.remove([...stored, ...rejected]).catch((cause: unknown) => {
      options.onFault?.(new Error("the outbox could not remove scans that are safe", { cause }));
    });
    if (stored.length > 0) options.onReceipt?.(stored);
    if (rejected.length > 0) {
      options.onRejected?.(rejected.map((id) => ({ id, code: codes.get(id) ?? "" })));
    }
  }

  return {
    async start() {
      if (phase !== "new") throw new Error("a device is started once");
      phase = "starting";
      for (const entry of await outbox.open()) delivery.add(entry);
      phase = "running";
      connection.open();
    },
    async record(scan) {
      if (phase !== "running") throw new Error(`a scan cannot be recorded: the device is ${phase}`);
      const recordedAt = clock.now();
      const parsed = nativeScan.omit({ live: true }).safeParse({
        occurred_at: new Date(recordedAt).toISOString(),
        ...scan,
        v: 1,
        event_id: uuidv7(),
        boot_id: bootId,
        seq: seq + 1,
        clock: clock.state(),
      });
      if (!parsed.success) {
        const issues = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
        throw new TypeError(`not a valid scan: ${issues.join("; ")}`, { cause: parsed.error });
      }
      seq += 1;
      const entry: OutboxEntry = { scan: parsed.data, recordedAt };
      const stored = outbox.add(entry);
      beingStored.add(stored);
      try {
        await stored;
      } finally {
        beingStored.delete(stored);
      }
      delivery.add(entry);
      return entry.scan.event_id;
    },
    outboxSize: delivery.size,
    async stop() {
      if (phase !== "running") throw new Error(`the device cannot be stopped: it is ${phase}`);
      phase = "stopped";
      await Promise.allSettled(beingStored);
      await connection.close(statusMessage("offline", now()));
      cancelHeartbeat();
      await outbox.close();
    },
  };
}

/** The value of a JSON text in strict UTF-8, or undefined: no schema takes that for a value. */
function parseJson(payload: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload));
  } catch {
    return undefined;
  }
}
