import { join } from "node:path";
import mqtt, { type MqttClient } from "mqtt";
import type { ConnectionState } from "../device/create-connection.ts";
import { createDevice, type Device } from "../device/create-device.ts";
import { systemClock } from "../device/device-clock.ts";
import { createFileOutbox } from "../device/file-outbox.ts";
import { createMemoryOutbox } from "../device/memory-outbox.ts";
import { deviceTopic } from "../src/contract/mqtt/topics.ts";
import { createChanges } from "./create-changes.ts";
import { type DrawnScan, type Room, rooms } from "./draw-scan.ts";
import { BrokerUnreachable, brokerPatienceMs, type ScanSender } from "./scan-sender.ts";
import { simulatedDeeds } from "./simulated-deeds.ts";

export interface NativeSenderOptions {
  readonly url: string;
  readonly site: string;
  /** A folder for outboxes that outlive the process, or null to keep them in memory. */
  readonly outboxFolder: string | null;
  /** What a device logs in with; by default whatever the URL says. */
  readonly credentials?: (device: string) => { readonly username: string; readonly password: string };
  readonly onConfirmed: (scans: number) => void;
  readonly onRejected: (scans: number) => void;
  /** Told of each failure to connect, and of trouble with an outbox. */
  readonly onTrouble: (error: Error) => void;
}

/** The name of the device that hangs in a room. */
export function deviceOfRoom(room: Room): string {
  return `camera-${room.toLowerCase()}`;
}

/** How many scans may wait on one device before the simulation waits too. */
const mostWaiting = 1_000;

interface Camera {
  readonly name: string;
  readonly device: Device;
  client: MqttClient | null;
  state: ConnectionState;
}

/**
 * Speaks as the reference device does: a device in each room, with its outbox and receipts. Rejects with
 * BrokerUnreachable when the first connection of any of them fails.
 */
export async function createNativeSender(options: NativeSenderOptions): Promise<ScanSender> {
  const { url, site, outboxFolder } = options;
  const { changed, until } = createChanges();
  /** The scans of this simulation that nobody has answered for: an outbox may hold others, of an earlier one. */
  const unanswered = new Set<string>();
  const cameras = new Map<Room, Camera>();
  for (const room of rooms) cameras.set(room, hang(room));

  function hang(room: Room): Camera {
    const name = deviceOfRoom(room);
    const credentials = options.credentials?.(name);
    const camera: Camera = {
      name,
      client: null,
      state: { connection: "connecting" },
      device: createDevice({
        site,
        device: name,
        url,
        outbox:
          outboxFolder === null
            ? createMemoryOutbox()
            : createFileOutbox({ folder: join(outboxFolder, name) }),
        clock: systemClock("ntp"),
        firmware: "simulator",
        commands: simulatedDeeds(name),
        ...(credentials && { credentials }),
        // Kept, so that faults can be put on the very connection that the device uses.
        connect: (address, connectOptions) => {
          camera.client = mqtt.connect(address, { ...connectOptions, connectTimeout: brokerPatienceMs });
          return camera.client;
        },
        onReceipt: (ids) => {
          options.onConfirmed(ids.filter((id) => unanswered.delete(id)).length);
          changed();
        },
        onRejected: (rejected) => {
          options.onRejected(rejected.filter(({ id }) => unanswered.delete(id)).length);
          changed();
        },
        onState: (state) => {
          camera.state = state;
          if (state.connection === "offline" && state.cause !== null) options.onTrouble(state.cause);
          changed();
        },
        onFault: options.onTrouble,
      }),
    };
    return camera;
  }

  function cameraOf({ room }: DrawnScan): Camera {
    const camera = cameras.get(room);
    if (camera === undefined) throw new RangeError(`no camera hangs in ${room}`);
    return camera;
  }

  async function publishBeside(camera: Camera, payload: string | Uint8Array): Promise<void> {
    await until(() => camera.state.connection === "online");
    const bytes = typeof payload === "string" ? payload : Buffer.from(payload);
    camera.client?.publish(deviceTopic(site, camera.name, "scan"), bytes, { qos: 1 });
  }

  const all = [...cameras.values()];
  await Promise.all(all.map(({ device }) => device.start()));
  await until(() => all.every(({ state }) => state.connection !== "connecting"));
  for (const { state } of all) {
    if (state.connection !== "offline") continue;
    await Promise.all(all.map(({ device }) => device.stop()));
    throw new BrokerUnreachable(url, state.cause);
  }

  return {
    async send(scan, at, copies) {
      const camera = cameraOf(scan);
      await until(() => camera.device.outboxSize() < mostWaiting);
      const sent = {
        occurred_at: at.toISOString(),
        subject: { scheme: "student_id", value: scan.student },
        decision: scan.decision,
        reason: scan.reason,
        method: "face",
        direction: "in",
        location: scan.room,
      } as const;
      const id = await camera.device.record(sent);
      unanswered.add(id);
      if (copies === 2) {
        await publishBeside(
          camera,
          JSON.stringify({ v: 1, event_id: id, clock: "ntp", live: true, ...sent }),
        );
      }
    },
    sendMalformed: (payload, beside) => publishBeside(cameraOf(beside), payload),
    async disconnect(scan) {
      const camera = cameraOf(scan);
      await until(() => camera.state.connection === "online");
      camera.client?.stream.destroy();
      await until(() => camera.state.connection !== "online");
      await until(() => camera.state.connection === "online");
    },
    settle: (signal) => until(() => all.every(({ device }) => device.outboxSize() === 0), signal),
    async close() {
      await Promise.all(all.map(({ device }) => device.stop()));
    },
  };
}
