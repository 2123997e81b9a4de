import type { Socket } from "node:net";
import type {
  Aedes,
  AedesPublishPacket,
  AuthenticateError,
  Client,
  ConnectPacket,
  PublishPacket,
  Subscription,
} from "aedes";
import type { DeviceBook, KnownDevice } from "../../app/devices/create-device-book.ts";
import type { DeviceTraffic, RefusedFor } from "../../app/devices/create-device-traffic.ts";
import type { TopicRoutes } from "../../app/ports.ts";
import { createThrottle, type Throttle } from "./create-throttle.ts";
import { certifiedName } from "./create-tls-listener.ts";
import type { ReadingLimits } from "./limit-packets.ts";

/** What the broker asks to know whom it lets in, and what they may do. */
export interface BrokerAccess {
  readonly book: DeviceBook;
  readonly traffic: DeviceTraffic;
  /** Whether clients of this machine need no name. */
  readonly anonymous: "loopback" | "off";
  /** Of which sender a message tells; null where it tells of none. Asked where the topic does not say it. */
  readonly senderOf: (packet: Pick<PublishPacket, "topic" | "payload" | "qos" | "retain">) => string | null;
}

/** Packets that a device may send; a backlog of three days goes through in a minute or two. */
export const deviceRate = {
  packetsPerSecond: 100,
  burstPackets: 500,
  bytesPerSecond: 512 * 1024,
  burstBytes: 6 * 1024 * 1024,
  longestWaitMs: 5_000,
} as const;
/** Connections of one device: one, and those that it lost without the broker knowing. */
export const mostConnections = 4;
/** What a connection costs, in packets: whoever comes again and again is slowed as well. */
const packetsOfConnection = 20;
/** Before it is known who somebody is: a CONNECT with a will. */
const unknownPacketBytes = 32 * 1024;
/** Connections of one address that have not shown yet whose they are. */
const mostUnknownOfAddress = 32;
const mostClientIdLetters = 128;

/** Who a client is, from its CONNECT on. */
type Principal =
  | { readonly kind: "anonymous" }
  | {
      readonly kind: "device";
      readonly device: KnownDevice;
      readonly keyId: string;
      readonly subscriptions: Set<string>;
    };

/** What is to be done with a message. */
export type PublishVerdict =
  | { readonly kind: "let" }
  /** It is acknowledged and goes nowhere. */
  | { readonly kind: "drop" }
  /** Its connection breaks, so that it is never acknowledged. */
  | { readonly kind: "break"; readonly error: Error };

/** Lets devices in by name and key, and each of them to its own topics alone. */
export interface DeviceGuard {
  /** A connection is there: its limits until it shows whose it is, or null where there are too many of its address. */
  limitsOf(connection: object, address: string | null): ReadingLimits | null;
  /** A connection is gone, whoever it was. */
  closed(connection: object): void;
  preConnect(
    client: Client,
    packet: ConnectPacket,
    done: (error: Error | null, success: boolean) => void,
  ): void;
  authenticate(
    client: Client,
    username: string | undefined,
    password: Buffer | undefined,
    done: (error: AuthenticateError | null, success: boolean | null) => void,
  ): void;
  /** @param client null for the server itself */
  judgePublish(client: Client | null, packet: PublishPacket | AedesPublishPacket): PublishVerdict;
  maySubscribe(client: Client | null, subscription: Subscription): boolean;
  mayForward(client: Client, topic: string): boolean;
  /** Whether what a client did wrong is put on record: not of a stranger, who could fill the store. */
  isKnown(client: Client | null): boolean;
  /** The device of a client, or null. */
  deviceOf(client: Client | null): KnownDevice | null;
  connections(device: string): number;
  /** Follows who comes and goes, and ends connections that would not be let in any more. @returns ends the following */
  watch(broker: Aedes, onGone: () => void): () => void;
}

/** What a refused name is answered with (MQTT 3.1.1, section 3.2.2.3). */
const [identifierRejected, badNameOrPassword, notAuthorized] = [2, 4, 5];

export function guardDevices(access: BrokerAccess, routes: TopicRoutes, now: () => number): DeviceGuard {
  const { book, traffic } = access;
  const principals = new WeakMap<Client, Principal>();
  /** What a client said at CONNECT, until it is known who it is. */
  const asked = new WeakMap<Client, { readonly clientId: string; readonly will: ConnectPacket["will"] }>();
  const limits = new WeakMap<object, ReadingLimits>();
  const unknownOf = new Map<string, number>();
  const settled = new WeakMap<object, () => void>();
  /** Of each device, in the order in which they came. */
  const connected = new Map<string, Set<Client>>();
  const throttles = new Map<string, Throttle>();

  function refused(principal: Principal | undefined, reason: RefusedFor, told: string): void {
    const name = principal?.kind === "device" ? principal.device.name : null;
    traffic.refused({ name, known: name !== null }, reason, told);
  }

  function throttleOf(name: string): Throttle {
    const throttle = throttles.get(name) ?? createThrottle(deviceRate, now);
    throttles.set(name, throttle);
    return throttle;
  }

  /** Why somebody is not let in, with the answer that MQTT has for it. */
  function refuseConnect(
    who: { readonly name: string | null; readonly known: boolean },
    reason: RefusedFor,
    told: string,
    returnCode: number,
  ): AuthenticateError {
    traffic.refused(who, reason, told);
    return Object.assign(new Error(`not let in: ${reason}`), { returnCode });
  }

  /** Who this is, or why nobody is let in. */
  function admit(
    client: Client,
    username: string | undefined,
    password: Buffer | undefined,
  ): AuthenticateError | Principal {
    const { clientId, will } = asked.get(client) ?? { clientId: client.id, will: undefined };
    const name = nameOf(client, username);
    if (name !== undefined && name === certifiedName(client.conn)) {
      const found = book.admitCertified(name);
      const who = { name, known: book.isName(name) };
      if ("refused" in found) return refuseConnect(who, found.refused, clientId, badNameOrPassword);
      return admitDevice(found, clientId, will);
    }
    // A name that no device has is none: some of the original's clients give one, and it opens nothing.
    const here = access.anonymous === "loopback" && isOfThisMachine(client);
    if (name === undefined || username === undefined || (here && !book.isName(name))) {
      if (!here) return refuseConnect({ name: null, known: false }, "no_name", clientId, notAuthorized);
      // The broker knows a device's connections by its name and a slash.
      if (clientId.includes("/") && book.isName(clientId.split("/", 1).join(""))) {
        return refuseConnect({ name: null, known: false }, "foreign_client_id", clientId, identifierRejected);
      }
      return { kind: "anonymous" };
    }
    const found = book.admit(username, password ?? new Uint8Array());
    if ("refused" in found) {
      const who = { name: username, known: book.isName(username) };
      return refuseConnect(who, found.refused, clientId, badNameOrPassword);
    }
    return admitDevice(found, clientId, will);
  }

  function admitDevice(
    { device, keyId }: { readonly device: KnownDevice; readonly keyId: string },
    clientId: string,
    will: ConnectPacket["will"],
  ): AuthenticateError | Principal {
    const who = { name: device.name, known: true };
    if (clientId.length > mostClientIdLetters || namesAnother(clientId, device.name)) {
      return refuseConnect(who, "foreign_client_id", clientId, identifierRejected);
    }
    if (will !== undefined && will !== null) {
      if (!device.mayWrite(will.topic)) {
        return refuseConnect(who, "foreign_will", will.topic, notAuthorized);
      }
      if (will.payload.length > device.maxPacketBytes) {
        return refuseConnect(who, "too_large", will.topic, notAuthorized);
      }
    }
    return { kind: "device", device, keyId, subscriptions: new Set() };
  }

  /** Whether a client id names a device, and not the one that shows it: `muster.main.door-2` of `door-1`. */
  function namesAnother(clientId: string, own: string): boolean {
    const parts = clientId.split(/[./:]/);
    return !parts.includes(own) && parts.some((part) => book.isName(part));
  }

  const guard: DeviceGuard = {
    limitsOf(connection, address) {
      const local = address === null || isLoopbackAddress(address);
      const waiting = address === null ? 0 : (unknownOf.get(address) ?? 0);
      if (!local && waiting >= mostUnknownOfAddress) return null;
      const own: ReadingLimits = {
        maxPacketBytes: local ? localPacketBytes : unknownPacketBytes,
        throttle: null,
        onSlowed: () => undefined,
      };
      limits.set(connection, own);
      if (!local) {
        unknownOf.set(address, waiting + 1);
        let counted = true;
        settled.set(connection, () => {
          if (!counted) return;
          counted = false;
          const left = (unknownOf.get(address) ?? 1) - 1;
          if (left > 0) unknownOf.set(address, left);
          else unknownOf.delete(address);
        });
      }
      return own;
    },

    closed: (connection) => settled.get(connection)?.(),

    preConnect(client, packet, done) {
      asked.set(client, { clientId: packet.clientId, will: packet.will });
      const name = nameOf(client, packet.username);
      if (name !== undefined && book.isName(name)) {
        // Below its name, so that no device puts another one's connection or session out. Whether it is the name's owner
        // is seen before anything is done by this id.
        packet.clientId = `${name.slice(0, mostClientIdLetters)}/${packet.clientId.slice(0, mostClientIdLetters)}`;
        // A session that is kept would gather what is said to it while nobody is there, as many as it makes up ids.
        packet.clean = true;
      }
      done(null, true);
    },

    authenticate(client, username, password, done) {
      const admitted = admit(client, username, password);
      asked.delete(client);
      if (admitted instanceof Error) {
        done(admitted, null);
        return;
      }
      principals.set(client, admitted);
      settled.get(client.conn)?.();
      const own = limits.get(client.conn);
      if (admitted.kind === "device" && own !== undefined) {
        const { name, maxPacketBytes } = admitted.device;
        own.maxPacketBytes = maxPacketBytes;
        own.throttle = throttleOf(name);
        own.throttle.spend(packetsOfConnection, 0);
        own.onSlowed = () => refused(admitted, "slowed", client.id);
      }
      done(null, true);
    },

    judgePublish(client, packet) {
      if (client === null) return { kind: "let" };
      const principal = principals.get(client);
      if (principal === undefined) return broken("nobody is let in here yet");
      const { topic } = packet;
      if (principal.kind === "anonymous") {
        const owner = book.ownerOf(topic);
        if (owner === null) return { kind: "let" };
        refused(principal, "foreign_topic", topic);
        return broken(`${owner} has a key, and only who shows it speaks on its topics`);
      }
      const { device } = principal;
      if (!device.mayWrite(topic)) {
        refused(principal, "foreign_topic", topic);
        // What nobody here reads does no harm undone, and a maker's device that says more than it should goes on.
        const harmless = ["unread", "elsewhere"].includes(routes.destination(topic));
        return harmless ? { kind: "drop" } : broken("a device speaks on its own topics alone");
      }
      if (device.speaksFor !== null) {
        const { payload, qos, retain } = packet;
        const sender = access.senderOf({ topic, payload, qos, retain });
        if (sender !== null && !device.speaksFor(sender)) {
          refused(principal, "foreign_sender", sender);
          return broken("a device speaks for itself alone");
        }
      }
      if (packet.retain && !routes.keepsRetained(topic)) refused(principal, "retained", topic);
      return { kind: "let" };
    },

    maySubscribe(client, { topic }) {
      const principal = client === null ? undefined : principals.get(client);
      if (principal === undefined) return false;
      if (principal.kind === "anonymous") return true;
      if (!principal.device.mayRead(topic)) {
        refused(principal, "foreign_subscription", topic);
        return false;
      }
      if (
        principal.subscriptions.size >= principal.device.mostSubscriptions &&
        !principal.subscriptions.has(topic)
      ) {
        refused(principal, "too_many_subscriptions", topic);
        return false;
      }
      principal.subscriptions.add(topic);
      return true;
    },

    mayForward(client, topic) {
      const principal = principals.get(client);
      if (principal === undefined) return false;
      return principal.kind === "anonymous" ? book.ownerOf(topic) === null : principal.device.mayRead(topic);
    },

    isKnown: (client) => client !== null && (principals.has(client) || isOfThisMachine(client)),

    deviceOf(client) {
      const principal = client === null ? undefined : principals.get(client);
      return principal?.kind === "device" ? principal.device : null;
    },

    connections: (device) => connected.get(device)?.size ?? 0,

    watch(broker, onGone) {
      broker.on("clientReady", (client) => {
        const principal = principals.get(client);
        if (principal?.kind !== "device") return;
        const { name } = principal.device;
        const all = connected.get(name) ?? new Set();
        connected.set(name, all.add(client));
        // Between its CONNECT and now it may have been disabled.
        if (!book.holds(name, principal.keyId)) end(client);
        const [oldest] = all;
        if (all.size <= mostConnections || oldest === undefined) return;
        refused(principal, "too_many_connections", client.id);
        end(oldest);
      });
      broker.on("clientDisconnect", (client) => {
        const principal = principals.get(client);
        if (principal?.kind !== "device") return;
        const { name } = principal.device;
        const all = connected.get(name);
        all?.delete(client);
        if (all?.size === 0) connected.delete(name);
        // Its throttle stays: to come again is no way around it.
      });
      broker.on("unsubscribe", (filters, client) => {
        const principal = principals.get(client);
        if (principal?.kind !== "device") return;
        for (const filter of filters) principal.subscriptions.delete(filter);
      });
      return book.onChanged(() => {
        for (const client of [...connected.values()].flatMap((all) => [...all])) {
          const principal = principals.get(client);
          if (principal?.kind === "device" && !book.holds(principal.device.name, principal.keyId))
            end(client);
        }
        onGone();
      });
    },
  };
  return guard;

  function end(client: Client): void {
    client.conn.destroy();
  }
}

/** Enough for a scan with a picture in it, which other makers' terminals send; refused before it is gathered. */
export const localPacketBytes = 3 * 1024 * 1024;

/** By what name somebody comes: the one that is given, or the one of the certificate that is shown; undefined for none. */
const nameOf = (client: Client, username: string | undefined): string | undefined =>
  username === undefined || username === "" ? (certifiedName(client.conn) ?? undefined) : username;

const broken = (why: string): PublishVerdict => ({ kind: "break", error: new Error(`refused: ${why}`) });

/** Whether a client runs on this machine: not one that a proxy on it handed on. */
function isOfThisMachine(client: Client): boolean {
  const { req, conn } = client;
  if (req === undefined || req === null) return isLoopbackAddress(addressOf(conn) ?? "");
  if (
    ["forwarded", "x-forwarded-for", "x-real-ip", "via"].some((header) => req.headers[header] !== undefined)
  ) {
    return false;
  }
  return isLoopbackAddress(req.socket.remoteAddress ?? "");
}

function addressOf(connection: object): string | null {
  const { remoteAddress } = connection as Partial<Socket>;
  return remoteAddress ?? null;
}

/** Whether an address of a socket is this machine's alone. */
export const isLoopbackAddress = (address: string): boolean =>
  /^(?:::ffff:)?127\./.test(address) || address === "::1";
