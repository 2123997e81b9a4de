import { type IConnackPacket, type IPublishPacket, type MqttClient, connect as openClient, ReasonCodes } from "mqtt";
import { Temporal } from "temporal-polyfill";
import type { Intake, Publisher } from "../../app/ports.ts";
import { DeferredAcknowledgement } from "./deferred-acknowledgement.ts";
import { EvictionWatch } from "./eviction-watch.ts";
import { Outbox, type Publication } from "./outbox.ts";
import { type BrokerAddress, parseBrokerUrl } from "./parse-broker-url.ts";
import { encodeServerState } from "./server-state.ts";
import { within } from "./within.ts";

/** A broker that others run (Mosquitto, EMQX), seen from its client. */
export interface ExternalBroker extends Publisher {
  readonly state: () => ExternalBrokerState;
  /** Calls `listener` after each change of `connected`, `protocolVersion` or `fault`. @returns how to stop that */
  onStateChange(listener: () => void): () => void;
  /**
   * Takes nothing more in, waits a moment for what is in hand and what is to be published, says `offline` and
   * disconnects. What was not acknowledged stays with the broker; what was not published is rejected.
   */
  close(): Promise<void>;
}

export interface ExternalBrokerState {
  readonly connected: boolean;
  readonly protocolVersion: 4 | 5;
  /** Without credentials. */
  readonly url: string;
  /** QoS 1 messages handed to the intake that are not yet committed. */
  readonly pending: number;
  /** Publications that the broker has not yet taken. */
  readonly unpublished: number;
  /** Why this connection was given up for good, or null. */
  readonly fault: string | null;
}

export interface ExternalBrokerOptions {
  /** `mqtt://`, `mqtts://`, `ws://` or `wss://`; may hold credentials, which never leave this adapter. */
  readonly url: string;
  /** Fixed for ever, one per instance: the session with everything unacknowledged hangs on it. */
  readonly clientId: string;
  readonly subscriptions: readonly string[];
  readonly intake: Intake;
  /** Where this server keeps `online` and `offline`, retained; the last will says `offline`. */
  readonly state?: { readonly topic: string; readonly instance: string };
  /** QoS 1 messages in hand at which the intake pauses. Default 500. */
  readonly highWater?: number;
  /** Seconds. Default 30. */
  readonly keepalive?: number;
  /** PEM texts, for a private authority or a client certificate. */
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string };
  readonly log: (line: { event: string; [key: string]: unknown }) => void;
  /** The connection was given up for good after it had once stood: the operator must act. */
  readonly onFault?: (fault: Error) => void;
}

const sessionExpirySeconds = 7 * 24 * 3600;
const reconnectMs = 1_000;
/** After a refusal: brokers ban clients that knock every second with a wrong password. */
const refusedReconnectMs = 10_000;
const outboxCapacity = 10_000;
const publishWindow = 100;
const closePatienceMs = 2_000;

const sessionTakenOver = 0x8e;
/** "Unacceptable protocol version" of 3.1.1 and "Unsupported Protocol Version" of 5. */
const versionRefusals: readonly number[] = [0x01, 0x84];
/** Refusals that only a change of the configuration ends: identifier, credentials, authorisation, ban, method. */
const lastingRefusals: readonly number[] = [2, 4, 5, 0x85, 0x86, 0x87, 0x8a, 0x8c];

/**
 * Connects to an external broker so that a message is acknowledged only after `intake.submit` has committed it.
 *
 * The session is persistent under a fixed client id, subscribed at QoS 1; MQTT 5 is tried first, then 3.1.1.
 *
 * @returns the broker once the first attempt has an outcome: connected and subscribed, or not reachable yet, in which
 *   case it goes on trying and `state().connected` is false
 * @throws when the broker refuses us in a way that trying again does not mend (credentials, client id, subscription,
 *   certificate), or the URL is not usable; the message says the remedy and holds no credentials
 */
export async function connectExternalBroker(options: ExternalBrokerOptions): Promise<ExternalBroker> {
  const connection = new Connection(options, parseBrokerUrl(options.url));
  await connection.firstOutcome;
  return connection;
}

class Connection implements ExternalBroker {
  readonly firstOutcome: Promise<void>;
  readonly #options: ExternalBrokerOptions;
  readonly #address: BrokerAddress;
  readonly #outbox = new Outbox(outboxCapacity);
  readonly #evictions = new EvictionWatch();
  readonly #listeners = new Set<() => void>();
  #settleFirst: { resolve: () => void; reject: (cause: Error) => void } | null;
  #client: MqttClient;
  #acknowledgement: DeferredAcknowledgement;
  #version: 4 | 5 = 5;
  #versionAgreed = false;
  #connected = false;
  #fault: Error | null = null;
  #closing: Promise<void> | null = null;
  /** The last trouble logged, so that an outage is one line and not one a second. */
  #told: string | null = null;

  constructor(options: ExternalBrokerOptions, address: BrokerAddress) {
    this.#options = options;
    this.#address = address;
    let settle: { resolve: () => void; reject: (cause: Error) => void } | null = null;
    this.firstOutcome = new Promise((resolve, reject) => {
      settle = { resolve, reject };
    });
    this.#settleFirst = settle;
    [this.#client, this.#acknowledgement] = this.#open();
  }

  state(): ExternalBrokerState {
    return {
      connected: this.#connected,
      protocolVersion: this.#version,
      url: this.#address.shown,
      pending: this.#acknowledgement.pending,
      unpublished: this.#outbox.size,
      fault: this.#fault?.message ?? null,
    };
  }

  onStateChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  publish(topic: string, payload: string, options: { qos: 0 | 1; retain?: boolean }): Promise<void> {
    return this.#outbox.add({ topic, payload, qos: options.qos, retain: options.retain ?? false });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  #open(): [MqttClient, DeferredAcknowledgement] {
    const { clientId, highWater = 500, keepalive = 30, tls, log } = this.#options;
    const { shown: _, ...address } = this.#address;
    const client = openClient({
      ...address,
      ...tls,
      clientId,
      clean: false,
      keepalive,
      protocolVersion: this.#version,
      reconnectPeriod: reconnectMs,
      reconnectOnConnackError: true,
      // Subscribing is done here after each CONNACK: a broker that lost our session says so only sometimes.
      resubscribe: false,
      // MQTT 5 lets the broker pause at our high water, so that reading itself need not stop.
      ...(this.#version === 5
        ? { properties: { sessionExpiryInterval: sessionExpirySeconds, receiveMaximum: highWater } }
        : {}),
      ...this.#will(),
    });
    const acknowledgement = new DeferredAcknowledgement({
      client,
      submit: (packet) => this.#options.intake.submit(toMessage(packet)),
      highWater,
      report: log,
    });
    // A client that was replaced may still have an event to tell.
    const whileCurrent =
      <Event extends readonly unknown[]>(handle: (...event: Event) => void) =>
      (...event: Event): void => {
        if (this.#client === client && this.#fault === null && this.#closing === null) handle(...event);
      };
    let ended: { cause: Error | null } = { cause: null };
    client.on("reconnect", () => {
      ended = { cause: null };
      Object.assign(client.options, this.#will());
    });
    client.on(
      "error",
      whileCurrent((cause: Error) => {
        ended = { cause };
      }),
    );
    client.on(
      "packetreceive",
      whileCurrent((packet) => {
        if (packet.cmd !== "connack") return;
        const code = packet.reasonCode ?? packet.returnCode ?? 0;
        if (code === 0) this.#accepted(client);
        else this.#refused(client, code);
      }),
    );
    client.on(
      "disconnect",
      whileCurrent((packet) => {
        ended = { cause: new Error(reasonText(packet.reasonCode ?? 0)) };
        if (packet.reasonCode === sessionTakenOver) this.#giveUp(takenOver(clientId, this.#address.shown));
      }),
    );
    client.on(
      "connect",
      whileCurrent((packet: IConnackPacket) => this.#ready(client, packet)),
    );
    client.on(
      "close",
      whileCurrent(() => this.#lost(client, ended.cause)),
    );
    return [client, acknowledgement];
  }

  #will() {
    const { state } = this.#options;
    if (state === undefined) return {};
    const payload = encodeServerState(state.instance, "offline");
    return { will: { topic: state.topic, payload: Buffer.from(payload), qos: 1, retain: true } } as const;
  }

  #accepted(client: MqttClient): void {
    this.#versionAgreed = true;
    this.#evictions.opened(performance.now());
    client.options.reconnectPeriod = reconnectMs;
  }

  #refused(client: MqttClient, code: number): void {
    if (versionRefusals.includes(code) && !this.#versionAgreed && this.#version === 5) {
      this.#tryVersion(4);
      return;
    }
    client.options.reconnectPeriod = refusedReconnectMs;
    const refusal = new Error(
      `The MQTT broker ${this.#address.shown} refused the connection: ${reasonText(code)}. ` +
        "Check the user name and password in its address, and what the broker allows that user and client id.",
    );
    if (this.#settleFirst !== null && lastingRefusals.includes(code)) this.#giveUp(refusal);
    else this.#tell("mqtt_refused", reasonText(code));
  }

  #tryVersion(version: 4 | 5): void {
    this.#client.end(true);
    this.#version = version;
    [this.#client, this.#acknowledgement] = this.#open();
    this.#options.log({ event: "mqtt_version", url: this.#address.shown, protocolVersion: version });
  }

  #ready(client: MqttClient, connack: IConnackPacket): void {
    this.#subscribe(client).then(
      (granted) => {
        if (this.#client !== client || !client.connected || this.#fault !== null || this.#closing !== null) return;
        this.#connected = true;
        this.#told = null;
        const { log } = this.#options;
        log({
          event: "mqtt_connected",
          url: this.#address.shown,
          protocolVersion: this.#version,
          sessionPresent: connack.sessionPresent,
        });
        for (const { topic, qos } of granted.filter(({ qos }) => qos === 0)) {
          log({ event: "mqtt_subscribed_at_most_once", topic, qos });
        }
        const window = Math.min(publishWindow, client.serverProperties?.receiveMaximum ?? publishWindow);
        this.#sayState("online");
        this.#outbox.open((publication) => send(client, publication), window);
        this.#settle();
        this.#announceChange();
      },
      (cause: Error) => {
        // A connection that ends before the answer is told by `close`, and the next one subscribes again.
        if (this.#client !== client || !client.connected || this.#fault !== null || this.#closing !== null) return;
        this.#giveUp(cause);
      },
    );
  }

  async #subscribe(client: MqttClient): Promise<readonly { topic: string; qos: number }[]> {
    if (this.#options.subscriptions.length === 0) return [];
    const granted = await new Promise<readonly { topic: string; qos: number }[]>((resolve, reject) => {
      // `rh: 1`: what is retained is sent for a new subscription, not again at each reconnect (MQTT 5).
      const options = this.#version === 5 ? ({ qos: 1, rh: 1 } as const) : ({ qos: 1 } as const);
      client.subscribe([...this.#options.subscriptions], options, (cause, asked, answer) => {
        if (answer === undefined) reject(cause ?? new Error("The broker did not answer the subscription."));
        else resolve((asked ?? []).map(({ topic }, at) => ({ topic, qos: Number(answer.granted[at]) })));
      });
    });
    const refused = granted.filter(({ qos }) => qos >= 0x80).map(({ topic }) => topic);
    if (refused.length > 0) {
      throw new Error(
        `The MQTT broker ${this.#address.shown} refused the subscription to ${refused.join(", ")}. ` +
          "Allow the server's user to read these topics.",
      );
    }
    return granted;
  }

  #lost(client: MqttClient, cause: Error | null): void {
    const wasConnected = this.#connected;
    this.#connected = false;
    this.#outbox.pause();
    if (this.#evictions.closed(performance.now())) {
      this.#giveUp(takenOver(this.#options.clientId, this.#address.shown));
      return;
    }
    if (isCertificateTrouble(cause) && this.#settleFirst !== null) {
      this.#giveUp(
        new Error(`The certificate of the MQTT broker ${this.#address.shown} was not accepted: ${cause.message}.`, { cause }),
      );
      return;
    }
    this.#tell(wasConnected ? "mqtt_lost" : "mqtt_unreachable", cause?.message ?? "the broker closed the connection");
    if (wasConnected) this.#announceChange();
    // Some 3.1.1 brokers answer an MQTT 5 greeting by hanging up. So do brokers in trouble: hence each in turn.
    if (!this.#versionAgreed && hungUp(cause) && client.options.reconnectPeriod === reconnectMs) {
      const mayBeVersion = this.#version === 5;
      this.#tryVersion(mayBeVersion ? 4 : 5);
      if (mayBeVersion) return;
    }
    this.#settle();
  }
