// A process of its own that publishes scans at QoS 1 over real TCP connections as fast as they are acknowledged.
// All packets are made before the clock starts, so that generating costs the server as little as can be.
import { connect, type Socket } from "node:net";
import { deviceTopic } from "../../src/contract/mqtt/topics.ts";
import { quantile } from "../report/statistics.ts";
import type { LoadNews, LoadOrder, LoadResult } from "./load-messages.ts";
import {
  connectPacket,
  createPacketReader,
  disconnectPacket,
  packetType,
  pubackPacket,
  publishPacket,
  subscribePacket,
} from "./mqtt-bytes.ts";
import { deviceName, deviceOf, scanAt, site } from "./scan-plan.ts";

interface Connection {
  readonly socket: Socket;
  /** All packets in a row; packet n ends at ends[n]. */
  readonly packets: Buffer;
  readonly ends: readonly number[];
  readonly sentAt: Float64Array;
  sent: number;
  acknowledged: number;
  onAcknowledged: () => void;
}

const tell = (news: LoadNews): void => void process.send?.(news);

let connections: Connection[] = [];
let window = 1;

process.on("message", (order: LoadOrder) => {
  const work = order.order === "prepare" ? prepare(order) : publishAll();
  work.catch((error: unknown) => tell({ news: "failed", why: String(error) }));
});
process.on("disconnect", () => process.exit());

async function prepare(order: Extract<LoadOrder, { order: "prepare" }>): Promise<void> {
  closeAll();
  window = Math.max(1, Math.floor(order.inFlight / order.connections));
  const now = Date.now();
  const sent = Array.from({ length: order.connections }, () => ({
    packets: [] as Buffer[],
    devices: new Set<number>(),
  }));
  for (let n = 0; n < order.plan.count; n++) {
    const index = (order.plan.from ?? 0) + n;
    const device = deviceOf(order.plan, index, order.connections);
    const connection = sent[device % order.connections];
    if (connection === undefined) throw new RangeError(`no connection carries device ${device}`);
    const { topic, payload } = scanAt(order.plan, index, device, now);
    connection.devices.add(device);
    connection.packets.push(publishPacket((connection.packets.length % 65_535) + 1, topic, payload));
  }
  connections = await Promise.all(
    sent.map(({ packets, devices }, at) => open(order.port, at, packets, [...devices])),
  );
  tell({ news: "ready" });
}

function open(
  port: number,
  at: number,
  packets: readonly Buffer[],
  devices: readonly number[],
): Promise<Connection> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port, noDelay: true });
    let end = 0;
    /** Subscriptions that are not granted yet. */
    let awaited = 0;
    const connection: Connection = {
      socket,
      packets: Buffer.concat(packets),
      ends: packets.map(({ length }) => (end += length)),
      sentAt: new Float64Array(packets.length),
      sent: 0,
      acknowledged: 0,
      onAcknowledged: () => undefined,
    };
    const read = createPacketReader((type, flags, body) => {
      if (type === packetType.connack) {
        const heard = devices.length === 0 ? [at] : devices;
        awaited = heard.length;
        for (const device of heard) {
          socket.write(subscribePacket(1, deviceTopic(site, deviceName(device), "receipt")));
        }
      } else if (type === packetType.suback) {
        awaited -= 1;
        if (awaited === 0) resolve(connection);
      } else if (type === packetType.puback) acknowledge(connection, body.readUInt16BE(0));
      else if (type === packetType.publish && (flags & 0x06) !== 0) {
        socket.write(pubackPacket(body.readUInt16BE(2 + body.readUInt16BE(0))));
      }
    });
    socket.on("data", (chunk: Buffer) => {
      read(chunk);
      if (connection.sent > 0) fill(connection);
    });
    socket.on("error", (error) => {
      reject(error);
      tell({ news: "failed", why: String(error) });
    });
    socket.write(connectPacket(`bench-${process.pid}-${at}`));
  });
}

/** Says good-bye; receipts that still come are nobody's any more. */
function closeAll(): void {
  for (const { socket } of connections) {
    socket.removeAllListeners("data");
    socket.resume();
    socket.end(disconnectPacket);
  }
  connections = [];
}

const latencies: number[] = [];

function acknowledge(connection: Connection, id: number): void {
  connection.acknowledged += 1;
  // Ids repeat after 65,535; far fewer are in flight, so the latest packet of this id is meant.
  const turn = Math.floor((connection.sent - id) / 65_535);
  const sentAt = connection.sentAt[turn * 65_535 + id - 1];
  if (sentAt !== undefined) latencies.push(performance.now() - sentAt);
  if (connection.acknowledged === connection.ends.length) connection.onAcknowledged();
}

/** Publishes as much as the window leaves room for, in one write. */
function fill(connection: Connection): void {
  const { ends, sent } = connection;
  const until = Math.min(ends.length, connection.acknowledged + window);
  if (until <= sent) return;
  connection.sentAt.fill(performance.now(), sent, until);
  connection.sent = until;
  connection.socket.write(connection.packets.subarray(ends[sent - 1] ?? 0, ends[until - 1]));
}

async function publishAll(): Promise<void> {
  latencies.length = 0;
  const cpu = process.cpuUsage();
  const begin = performance.now();
  await Promise.all(
    connections
      .filter(({ ends }) => ends.length > 0)
      .map(
        (connection) =>
          new Promise<void>((resolve) => {
            connection.onAcknowledged = resolve;
            fill(connection);
          }),
      ),
  );
  const seconds = (performance.now() - begin) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const sorted = latencies.sort((a, b) => a - b);
  const result: LoadResult = {
    acknowledged: connections.reduce((sum, { acknowledged }) => sum + acknowledged, 0),
    seconds,
    ackP50Ms: quantile(sorted, 0.5),
    ackP99Ms: quantile(sorted, 0.99),
    cpuSeconds: (user + system) / 1e6,
  };
  closeAll();
  tell({ news: "done", result });
}
