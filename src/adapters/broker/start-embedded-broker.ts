import type { IncomingMessage } from "node:http";
import { createServer, type Server, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { Aedes, type AedesPublishPacket, type Client, type PublishPacket } from "aedes";
import type { Temporal } from "temporal-polyfill";
import { createWebSocketStream, WebSocketServer } from "ws";
import type { Ingest } from "../../app/ingest/create-ingest.ts";
import type { Clock, InboundMessage, Log, Publisher, TopicRoutes } from "../../app/ports.ts";
import { createTlsListener, type TlsFiles } from "./create-tls-listener.ts";
import { type BrokerAccess, guardDevices, localPacketBytes } from "./guard-devices.ts";
import { limitPackets, PacketTooLarge } from "./limit-packets.ts";

const maxConnections = 5000;
/** A chunk of this size is what one connection may have in flight: about 200 scans, one group commit. */
const readChunkBytes = 64 * 1024;

export interface EmbeddedBroker extends Publisher {
  /** The addresses it listens on without TLS, `host:port`. */
  readonly addresses: readonly string[];
  readonly port: number;
  /** null without TLS. */
  readonly tlsPort: number | null;
  clients(): number;
  /** How many connections a device has. */
  connections(device: string): number;
  /** Takes over an HTTP upgrade to a WebSocket that speaks MQTT. The caller has checked Host and Origin. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): Promise<void>;
}

/** A port that something else listens on. */
export class PortTaken extends Error {
  override readonly name = "PortTaken";
  readonly port: number;
  constructor(host: string, port: number) {
    super(`port ${port} on ${host} is taken`);
    this.port = port;
  }
}

/**
 * Starts the MQTT broker inside this process (MQTT 3.1 and 3.1.1, on TCP and on WebSocket).
 *
 * aedes asks `authorizePublish` before it acknowledges a publication, so the message is committed there: its
 * PUBACK means that it is safe. An error instead drops the connection, and the device tries again.
 *
 * @param hosts the addresses to listen on; the first must work, others may not exist on this machine (`::1`)
 */
export async function startEmbeddedBroker(options: {
  readonly hosts: readonly string[];
  readonly port: number;
  /** Where it speaks TLS as well; null for nowhere. */
  readonly tls: (TlsFiles & { readonly hosts: readonly string[]; readonly port: number }) | null;
  readonly ingest: () => Pick<Ingest, "submit" | "refuse">;
  /** Told of each message on a topic that nobody here reads, before it is acknowledged. */
  readonly onUnread: (message: InboundMessage) => void;
  readonly routes: TopicRoutes;
  /** Who is let in, and to what. */
  readonly access: BrokerAccess;
  readonly clock: Clock;
  readonly log: Log;
  readonly onClientsChange?: () => void;
}): Promise<EmbeddedBroker> {
  const { clock, log, routes } = options;
  const guard = guardDevices(options.access, routes, () => performance.now());
  const broker = await Aedes.createBroker({
    concurrency: 1000,
    // What MQTT 3.1 allows is asked of the client's own id; the broker puts a device's name before it.
    maxClientsIdLength: 300,
    preConnect: (client, packet, done) => guard.preConnect(client, packet, done),
    authenticate: (client, username, password, done) => guard.authenticate(client, username, password, done),
    authorizePublish: (client, packet, done) => authorize(client, packet, done),
    authorizeSubscribe: (client, subscription, done) => {
      // aedes grants shared subscriptions and then never delivers: a refusal is honest.
      const granted = !subscription.topic.startsWith("$share/") && guard.maySubscribe(client, subscription);
      done(null, granted ? subscription : null);
    },
    authorizeForward: (client, packet) => (guard.mayForward(client, packet.topic) ? packet : null),
  });
  const endWatch = guard.watch(broker, () => options.onClientsChange?.());

  function authorize(
    client: Client | null,
    packet: PublishPacket | AedesPublishPacket,
    done: (error?: Error | null) => void,
  ): void {
    const verdict = guard.judgePublish(client, packet);
    if (verdict.kind === "break") {
      done(verdict.error);
      return;
    }
    if (verdict.kind === "drop") {
      // aedes has no way to take a message and give it to nobody but a topic that nobody can subscribe to.
      packet.topic = refusedTopic;
      packet.payload = Buffer.alloc(0);
      packet.retain = false;
      done(null);
      return;
    }
    const message = toInbound(client, packet, clock.now());
    const device = guard.deviceOf(client);
    if (device !== null) {
      options.access.traffic.arrived(device.name, message);
      // Only what senders keep on purpose: anything else would lie at the broker for whoever comes later.
      if (!routes.keepsRetained(packet.topic)) packet.retain = false;
    }
    switch (routes.destination(packet.topic)) {
      case "unread":
        options.onUnread(message);
        done(null);
        return;
      case "elsewhere":
        done(null);
        return;
      case "server":
        // Receipts and commands are the server's to send: a forged receipt would make a device forget a scan.
        options
          .ingest()
          .refuse(message, "unknown_topic", `${packet.topic.slice(0, 200)}: only the server publishes here`)
          .then(
            () => done(new Error("only the server publishes on this topic")),
            (error: unknown) => done(toError(error)),
          );
        return;
      case "ingest": {
        // A retained event is in quarantine by now; kept, it would reach each later subscriber as if it were new.
        if (!routes.keepsRetained(packet.topic)) packet.retain = false;
        const stored = options.ingest().submit(message);
        if (packet.qos === 0) {
          stored.catch((error: unknown) => log.warn({ error }, "QoS 0 message lost while stopping"));
          done(null);
        } else {
          stored.then(
            () => done(null),
            (error: unknown) => done(toError(error)),
          );
        }
      }
    }
  }

  broker.on("clientError", (client, error) => recordRefused(client, error));
  broker.on("connectionError", (client, error) => recordRefused(client, error));
  broker.on("clientReady", () => options.onClientsChange?.());
  broker.on("clientDisconnect", () => options.onClientsChange?.());

  /** What the broker's own checks refuse never becomes a message; it is put on record all the same. */
  function recordRefused(client: Client | null, error: Error): void {
    if (!isProtocolError(error)) return;
    const device = guard.deviceOf(client);
    if (device !== null && error instanceof PacketTooLarge) {
      options.access.traffic.refused({ name: device.name, known: true }, "too_large", error.message);
    }
    if (!guard.isKnown(client)) return;
    const message: InboundMessage = {
      topic: "",
      payload: new Uint8Array(),
      qos: 0,
      retain: false,
      receivedAt: clock.now(),
      client: client?.id ?? null,
    };
    options
      .ingest()
      .refuse(message, "packet_refused", `the broker broke the connection: ${error.message}`)
      .catch((cause: unknown) => log.warn({ error: cause }, "refused packet not recorded"));
  }

  const sockets = new Set<Duplex>();
  function accept(connection: Duplex, address: string | null, request?: IncomingMessage): void {
    const limits = guard.limitsOf(connection, address);
    if (limits === null) {
      connection.destroy();
      return;
    }
    sockets.add(connection);
    connection.once("close", () => {
      sockets.delete(connection);
      guard.closed(connection);
    });
    broker.handle(limitPackets(connection, limits), request);
  }

  const servers: Server[] = [];
  let port = options.port;
  try {
    for (const [at, host] of options.hosts.entries()) {
      const server = createServer({ noDelay: true, highWaterMark: readChunkBytes }, (socket: Socket) =>
        accept(socket, socket.remoteAddress ?? null),
      );
      server.maxConnections = maxConnections;
      const listening = await listen(server, host, port, at > 0);
      if (!listening) continue;
      servers.push(server);
      port = portOf(server);
    }
  } catch (error) {
    await closeAll();
    throw error;
  }
  const plain = [...servers];

  let tlsPort: number | null = null;
  try {
    for (const [at, host] of (options.tls?.hosts ?? []).entries()) {
      if (options.tls === null) break;
      const server = createTlsListener(options.tls, {
        log,
        highWaterMark: readChunkBytes,
        onSocket: (socket) => accept(socket, socket.remoteAddress ?? null),
      });
      server.maxConnections = maxConnections;
      if (!(await listen(server, host, tlsPort ?? options.tls.port, at > 0))) continue;
      servers.push(server);
      tlsPort = portOf(server);
    }
  } catch (error) {
    await closeAll();
    throw error;
  }

  const webSockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: localPacketBytes + 5,
    handleProtocols: (offered) => (offered.has("mqtt") ? "mqtt" : false),
  });

  async function closeAll(): Promise<void> {
    endWatch();
    const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
    await new Promise<void>((resolve) => broker.close(resolve));
    for (const socket of sockets) socket.destroy();
    await Promise.all(closed);
  }

  return {
    port,
    tlsPort,
    addresses: plain.map((server) => addressOf(server)),
    clients: () => broker.connectedClients,
    connections: (device) => guard.connections(device),
    upgrade(request, socket, head) {
      webSockets.handleUpgrade(request, socket, head, (webSocket) => {
        const stream = createWebSocketStream(webSocket, { readableHighWaterMark: readChunkBytes });
        accept(stream, request.socket.remoteAddress ?? null, request);
      });
    },
    publish: (topic, payload, { qos, retain = false }) =>
      new Promise((resolve, reject) => {
        broker.publish({ cmd: "publish", topic, payload, qos, retain, dup: false }, (error) =>
          error ? reject(error) : resolve(),
        );
      }),
    async close() {
      webSockets.close();
      await closeAll();
    },
  };
}

/** Where messages go that nobody is to get: the broker's own part of topics, to which nobody may subscribe. */
const refusedTopic = "$muster/refused";

function toInbound(
  client: Client | null,
  packet: PublishPacket | AedesPublishPacket,
  receivedAt: Temporal.Instant,
): InboundMessage {
  return {
    topic: packet.topic,
    payload: typeof packet.payload === "string" ? Buffer.from(packet.payload) : packet.payload,
    qos: packet.qos,
    retain: packet.retain,
    receivedAt,
    client: client?.id ?? null,
  };
}

const toError = (cause: unknown): Error => (cause instanceof Error ? cause : new Error(String(cause)));

/** Tells a sender's mistake from a connection that merely went away. */
function isProtocolError(error: Error): boolean {
  if (error instanceof PacketTooLarge) return true;
  // The system's errors and refused sign-ins have codes as well; a WebSocket frame that is wrong or too long is one of these.
  if ("code" in error) return typeof error.code === "string" && error.code.startsWith("WS_ERR_");
  if ("errorCode" in error) return false;
  return !/^(?:keep alive timeout|connect did not arrive in time|drain timeout|connection closed|the server |only the server |refused: )/.test(
    error.message,
  );
}

/** Resolves with false when this machine has no such address and it may be missing. */
function listen(server: Server, host: string, port: number, mayBeMissing: boolean): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (mayBeMissing && (error.code === "EADDRNOTAVAIL" || error.code === "EAFNOSUPPORT")) resolve(false);
      else reject(error.code === "EADDRINUSE" ? new PortTaken(host, port) : error);
    });
    server.listen({ host, port, ipv6Only: host.includes(":") }, () => resolve(true));
  });
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the broker listens on no port");
  return address.port;
}

function addressOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the broker listens on no port");
  return address.family === "IPv6"
    ? `[${address.address}]:${address.port}`
    : `${address.address}:${address.port}`;
}
