import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { BrokerAccess } from "../adapters/broker/guard-devices.ts";
import { PortTaken, startEmbeddedBroker } from "../adapters/broker/start-embedded-broker.ts";
import { claimBroker } from "../adapters/mqtt/claim-broker.ts";
import { connectExternalBroker } from "../adapters/mqtt/connect-external-broker.ts";
import { parseBrokerUrl } from "../adapters/mqtt/parse-broker-url.ts";
import { probeBroker } from "../adapters/mqtt/probe-broker.ts";
import { readRetained, readRetainedStates } from "../adapters/mqtt/read-retained-states.ts";
import type { Ingest } from "../app/ingest/create-ingest.ts";
import { routeTopics } from "../app/ingest/route-topics.ts";
import type { Clock, InboundMessage, Log, Publisher } from "../app/ports.ts";
import { isLoopback, type Settings } from "../config/settings.ts";
import { mosquittoOptions } from "../contract/http/mosquitto-options.ts";
import { hostInUrl } from "../contract/http/simulate-line.ts";
import type { ServerState } from "../contract/mqtt/mark-event.ts";
import { stateTopic } from "../contract/mqtt/topics.ts";
import type { SourceAdapter } from "../sources/adapter.ts";
import { foreignAdapters, subscriptionsOf } from "../sources/adapters.ts";

export interface OpenBroker extends Publisher {
  /** Embedded, one that the operator named, or one found on the default port. */
  readonly kind: "embedded" | "external" | "borrowed";
  /** Where programmes of this machine find it, without credentials. */
  readonly address: string;
  /** Where the embedded one speaks TLS; null where it does not, or for another's. */
  readonly tlsPort: number | null;
  /** Clients need a name and a password of their own to connect. */
  readonly asksName: boolean;
  connected(): boolean;
  clients(): number | null;
  /** How many connections a device has; null on a broker of the operator's own. */
  connections(device: string): number | null;
  /** What it kept on a topic from before this server; null for nothing. */
  kept(topic: string): Promise<Uint8Array | null>;
  /** null where MQTT over WebSocket is not ours to serve. */
  readonly upgrade: ((request: IncomingMessage, socket: Duplex, head: Buffer) => void) | null;
  close(): Promise<void>;
}

interface BrokerParts {
  readonly settings: Settings;
  readonly instanceId: string;
  readonly ingest: () => Ingest;
  readonly onUnread: (message: InboundMessage) => void;
  /** Who is let in at the embedded broker. */
  readonly access: BrokerAccess;
  /** Adapters of the operator's own making. */
  readonly made: readonly SourceAdapter[];
  readonly clock: Clock;
  readonly log: Log;
  readonly onChange: () => void;
  readonly onFault: (fault: Error) => void;
}

/** Opens the broker that the settings name, or the embedded one, or borrows the one that is already there. */
export async function openBroker(parts: BrokerParts): Promise<OpenBroker> {
  const { settings, log } = parts;
  if (settings.mqttUrl !== null) return connect(parts, settings.mqttUrl, true);
  try {
    return await embed(parts);
  } catch (error) {
    if (!(error instanceof PortTaken)) throw error;
    const url = await borrowable(settings, error);
    log.warn({ url }, "an MQTT broker runs on this port: using it instead of the embedded one");
    return connect(parts, url, false);
  }
}

async function embed(parts: BrokerParts): Promise<OpenBroker> {
  const { settings, clock, log, instanceId } = parts;
  const here = ["127.0.0.1", "::1"];
  const asked = settings.mqttHost === "localhost" ? here : [settings.mqttHost.replace(/^\[|\]$/g, "")];
  // Where there is a certificate, no key crosses a network without it.
  const hosts = settings.mqttTls !== null && !isLoopback(settings.mqttHost) ? here : asked;
  if (settings.mqttTls === null && !isLoopback(settings.mqttHost)) {
    log.warn(
      { mqttHost: settings.mqttHost },
      "devices show their keys without TLS: whoever listens on this network can take them; see docs/devices.md",
    );
  }
  const broker = await startEmbeddedBroker({
    hosts,
    port: settings.mqttPort,
    tls: settings.mqttTls && { ...settings.mqttTls, hosts: asked },
    ingest: parts.ingest,
    routes: routeTopics(parts.made),
    onUnread: parts.onUnread,
    access: parts.access,
    clock,
    log,
    onClientsChange: parts.onChange,
  });
  if (settings.mqttAnonymous === "loopback") {
    log.info(
      { mqttHost: settings.mqttHost },
      "senders of this machine are let in at the broker without a name and a key; MUSTER_MQTT_ANONYMOUS=off ends that",
    );
  }
  const tellState = (state: ServerState["state"]): Promise<void> => {
    const payload: ServerState = { v: 1, instance: instanceId, state, at: clock.now().toString() };
    return broker.publish(stateTopic(settings.site), JSON.stringify(payload), { qos: 1, retain: true });
  };
  try {
    await tellState("online");
  } catch (error) {
    await broker.close();
    throw error;
  }
  return {
    kind: "embedded",
    address: `mqtt://${hostInUrl(hosts === here ? "localhost" : settings.mqttHost)}:${broker.port}`,
    tlsPort: broker.tlsPort,
    asksName: settings.mqttAnonymous === "off",
    connected: () => true,
    clients: () => broker.clients(),
    connections: (device) => broker.connections(device),
    // It keeps in memory, and begins with this server.
    kept: async () => null,
    upgrade: (request, socket, head) => broker.upgrade(request, socket, head),
    publish: (topic, payload, options) => broker.publish(topic, payload, options),
    async close() {
      await tellState("offline");
      await broker.close();
    },
  };
}

/** The URL of a broker on the taken port that may be used, or an error that names the port and the remedy. */
async function borrowable(settings: Settings, taken: PortTaken): Promise<string> {
  const remedy = "set MUSTER_MQTT_PORT to a free port, or MQTT_URL to the broker to use";
  if (!isLoopback(settings.mqttHost)) throw new Error(`${taken.message}; ${remedy}`, { cause: taken });
  const probe = await probeBroker({ host: "localhost", port: taken.port });
  if (probe.kind !== "mqtt") {
    throw new Error(`${taken.message} by something that is no MQTT broker; ${remedy}`, { cause: taken });
  }
  if (!probe.letsUsIn) {
    throw new Error(
      `${taken.message} by an MQTT broker that does not let us in (${probe.reason}); ${remedy}`,
      {
        cause: taken,
      },
    );
  }
  return `mqtt://localhost:${taken.port}`;
}

async function connect(parts: BrokerParts, url: string, explicit: boolean): Promise<OpenBroker> {
  const { settings, instanceId, log } = parts;
  const topic = stateTopic(settings.site);
  const { shown, username } = parseBrokerUrl(url);
  const claim = claimBroker({
    read: await readRetainedStates(url, settings.site),
    topic,
    instanceId,
    explicit,
    reach: mosquittoOptions(shown, username !== undefined),
  });
  if (!claim.claimed) throw new Error(claim.why);
  const broker = await connectExternalBroker({
    url,
    clientId: `muster-${instanceId}`,
    subscriptions: subscriptionsOf([
      ...foreignAdapters.filter(({ name }) => settings.senders.some((asked) => asked === name)),
      ...parts.made,
    ]),
    intake: { submit: (message) => parts.ingest().submit(message) },
    clock: parts.clock,
    state: { topic, instance: instanceId },
    log: ({ event, ...fields }) => log.info(fields, event),
    onFault: parts.onFault,
  });
  broker.onStateChange(parts.onChange);
  return {
    kind: explicit ? "external" : "borrowed",
    address: broker.state().url,
    tlsPort: null,
    asksName: username !== undefined,
    connected: () => broker.state().connected,
    clients: () => null,
    connections: () => null,
    kept: async (of) => (await readRetained(url, of))[0]?.payload ?? null,
    upgrade: null,
    publish: (to, payload, options) => broker.publish(to, payload, options),
    close: () => broker.close(),
  };
}
