import { type IPublishPacket, type MqttClient, connect as openClient, Store } from "mqtt";
import { Temporal } from "temporal-polyfill";
import type { Clock, InboundMessage, Intake, Publisher } from "../../app/ports.ts";
import { DeferredAcknowledgement } from "./deferred-acknowledgement.ts";
import { EvictionWatch } from "./eviction-watch.ts";
import { EvictionWitness } from "./eviction-witness.ts";
import { Outbox, type Publication } from "./outbox.ts";
import { type BrokerAddress, type BrokerTls, parseBrokerUrl } from "./parse-broker-url.ts";
import { reasonText } from "./reason-text.ts";
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
  /** Tells when a message came. The machine's own by default. */
  readonly clock?: Clock;
  /** Where this server keeps `online` and `offline`, retained; the last will says `offline`. */
  readonly state?: { readonly topic: string; readonly instance: string };
  /** QoS 1 messages in hand at which the intake pauses. Default 500. */
  readonly highWater?: number;
  /** Seconds. Default 30. */
  readonly keepalive?: number;
  /** What is tried first. Default 5; 4 (which is 3.1.1) for a broker whose MQTT 5 is not to be trusted. */
  readonly protocolVersion?: 4 | 5;
  readonly tls?: BrokerTls;
  readonly log: (line: { event: string; [key: string]: unknown }) => void;
  /** The connection was given up for good after it had once stood: the operator must act. */
  readonly onFault?: (fault: Error) => void;
}

const sessionExpirySeconds = 7 * 24 * 3600;
const reconnectMs = 1_000;
/** After a refusal: brokers ban clients that knock every second with a wrong password. */
const refusedReconnectMs = 10_000;
const otherVersionMs = 50;
const outboxCapacity = 10_000;
const publishWindow = 100;
const closePatienceMs = 2_000;

const sessionTakenOver = 0x8e;
/** "Unacceptable protocol version" of 3.1.1 and "Unsupported Protocol Version" of 5. */
const versionRefusals: readonly number[] = [0x01, 0x84];
/** Refusals that only a change of the set-up ends: version, client id, credentials, authorisation, ban, method. */
const lastingRefusals: readonly number[] = [...versionRefusals, 2, 4, 5, 0x85, 0x86, 0x87, 0x8a, 0x8c];

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
  readonly #client: MqttClient;
  readonly #acknowledgement: DeferredAcknowledgement;
  readonly #outbox = new Outbox(outboxCapacity);
  readonly #evictions = new EvictionWatch();
  readonly #witness: EvictionWitness;
  readonly #listeners = new Set<() => void>();
  #settleFirst: { resolve: () => void; reject: (cause: Error) => void } | null = null;
  #version: 4 | 5;
  /** The broker has accepted a connection at least once, so its hanging up is not about the version. */
  #accepted = false;
  #connected = false;
  #fault: Error | null = null;
  #closing: Promise<void> | null = null;
  /** Why the present connection or attempt ends, as far as anybody said. */
  #endedBy: Error | null = null;
  /** The broker answered the present attempt with a no, which has been dealt with. */
  #answeredNo = false;
  /** The last trouble logged, so that an outage is one line and not one a second. */
  #told: string | null = null;

  constructor(options: ExternalBrokerOptions, address: BrokerAddress) {
    this.#options = options;
    this.#address = address;
    this.#version = options.protocolVersion ?? 5;
    this.firstOutcome = new Promise((resolve, reject) => {
      this.#settleFirst = { resolve, reject };
    });
    const { clientId, highWater = 500, keepalive = 30, tls, log } = options;
    const { shown: _, ...whereAndWho } = address;
    this.#witness = new EvictionWitness({ ...whereAndWho, ...tls });
    this.#client = openClient({
      ...whereAndWho,
      ...tls,
      clientId,
      clean: false,
      keepalive,
      reconnectPeriod: reconnectMs,
      reconnectOnConnackError: true,
      // Done here after each CONNACK, so that the subscriptions are those of now and not of an older session.
      resubscribe: false,
      protocolVersion: this.#version,
      // `receiveMaximum`: an MQTT 5 broker itself pauses at our high water, so that reading need not stop.
      // An MQTT 3.1.1 greeting leaves both out.
      properties: {
        sessionExpiryInterval: sessionExpirySeconds,
        receiveMaximum: Math.min(highWater, 65_535),
      },
      ...this.#will(),
    });
    this.#acknowledgement = new DeferredAcknowledgement({
      client: this.#client,
      submit: (packet) => options.intake.submit(toMessage(packet, timeOf(options))),
      highWater,
      report: log,
    });
    this.#listen();
  }

  readonly state = (): ExternalBrokerState => ({
    connected: this.#connected,
    protocolVersion: this.#version,
    url: this.#address.shown,
    pending: this.#acknowledgement.pending,
    unpublished: this.#outbox.size,
    fault: this.#fault?.message ?? null,
  });

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

  get #over(): boolean {
    return this.#fault !== null || this.#closing !== null;
  }

  #listen(): void {
    const client = this.#client;
    client.on("reconnect", () => {
      this.#endedBy = null;
      this.#answeredNo = false;
      client.options.reconnectPeriod = reconnectMs;
      client.options.protocolVersion = this.#version;
      Object.assign(client.options, this.#will());
    });
    client.on("packetreceive", (packet) => {
      if (packet.cmd !== "connack" || this.#over) return;
      const code = packet.reasonCode ?? packet.returnCode ?? 0;
      if (code === 0) this.#welcomed();
      else this.#refused(code);
    });
    client.on("connect", (connack) => {
      if (!this.#over) void this.#ready(connack.sessionPresent);
    });
    client.on("disconnect", ({ reasonCode = 0 }) => {
      if (this.#over) return;
      this.#endedBy = new Error(reasonText(reasonCode));
      if (reasonCode === sessionTakenOver) this.#giveUp(this.#takenOver());
    });
    client.on("error", (cause) => {
      this.#endedBy = cause;
    });
    client.on("close", () => {
      // What it left unanswered is the outbox's to repeat, and not MQTT.js's.
      client.outgoingStore = new Store();
      if (!this.#over) this.#lost();
    });
  }

  #will() {
    const { state } = this.#options;
    if (state === undefined) return {};
    const payload = Buffer.from(encodeServerState(state.instance, "offline", timeOf(this.#options)));
    return { will: { topic: state.topic, payload, qos: 1, retain: true } } as const;
  }

  #welcomed(): void {
    this.#accepted = true;
    this.#evictions.opened(performance.now());
  }

  #refused(code: number): void {
    this.#answeredNo = true;
    if (versionRefusals.includes(code) && this.#version === 5) {
      this.#client.options.reconnectPeriod = otherVersionMs;
      this.#tryNext(4);
    } else if (this.#settleFirst !== null && lastingRefusals.includes(code)) {
      this.#giveUp(
        new Error(
          `The MQTT broker ${this.#address.shown} refused the connection: ${reasonText(code)}. ` +
            "Check the user name and password in its address, and what it allows that user and this client id.",
        ),
      );
    } else {
      this.#client.options.reconnectPeriod = refusedReconnectMs;
      this.#tell("mqtt_refused", reasonText(code));
      this.#settle();
    }
  }

  #tryNext(version: 4 | 5): void {
    this.#version = version;
    this.#options.log({ event: "mqtt_version", url: this.#address.shown, protocolVersion: version });
  }

  async #ready(sessionPresent: boolean): Promise<void> {
    const client = this.#client;
    const { log } = this.#options;
    try {
      const subscribed = this.#subscribe();
      // Receipts do not wait for the answer, which may come behind a backlog.
      const window = Math.min(publishWindow, client.serverProperties?.receiveMaximum ?? publishWindow);
      this.#outbox.open((publication) => send(client, publication), window);
      const granted = await subscribed;
      if (!client.connected || this.#over) return;
      for (const topic of granted.atMostOnce) log({ event: "mqtt_subscribed_at_most_once", topic });
    } catch (cause) {
      // A connection that ended before the answer: `close` tells it, and the next one subscribes again.
      if (!client.connected || this.#over) return;
      this.#giveUp(cause instanceof Error ? cause : new Error(String(cause)));
      return;
    }
    this.#connected = true;
    this.#told = null;
    log({
      event: "mqtt_connected",
      url: this.#address.shown,
      protocolVersion: this.#version,
      sessionPresent,
    });
    this.#sayState("online");
    this.#settle();
    this.#announceChange();
  }

  async #subscribe(): Promise<{ atMostOnce: readonly string[] }> {
    const topics = [...this.#options.subscriptions];
    if (topics.length === 0) return { atMostOnce: [] };
    const codes = await new Promise<readonly number[]>((resolve, reject) => {
      // `rh: 1`: retained messages come with a new subscription, not again at each reconnect (MQTT 5 only).
      const options = this.#version === 5 ? ({ qos: 1, rh: 1 } as const) : ({ qos: 1 } as const);
      this.#client.subscribe(topics, options, (cause, _asked, answer) => {
        if (answer === undefined) reject(cause ?? new Error("The broker did not answer the subscription."));
        else resolve(answer.granted.map(Number));
      });
    });
    const refused = topics.filter((_, at) => (codes[at] ?? 0) >= 0x80);
    if (refused.length > 0) {
      throw new Error(
        `The MQTT broker ${this.#address.shown} refused the subscription to ${refused.join(", ")}. ` +
          "Allow the server's user to read these topics.",
      );
    }
    return { atMostOnce: topics.filter((_, at) => codes[at] === 0) };
  }

  #lost(): void {
    const cause = this.#endedBy;
    const wasConnected = this.#connected;
    this.#connected = false;
    this.#outbox.pause();
    if (this.#evictions.closed(performance.now())) void this.#giveUpIfEvicted();
    if (this.#evictions.near) void this.#witness.call();
    if (this.#settleFirst !== null && cause !== null && isCertificateTrouble(cause)) {
      const why = `The certificate of the MQTT broker ${this.#address.shown} was not accepted: ${cause.message}. `;
      this.#giveUp(new Error(`${why}Give the authority that signed it.`, { cause }));
      return;
    }
    if (this.#answeredNo) return;
    // Some 3.1.1 brokers answer an MQTT 5 greeting by hanging up. So do brokers in trouble: hence each in turn.
    if (!this.#accepted && hungUp(cause)) {
      const mayBeVersion = this.#version === 5;
      this.#tryNext(mayBeVersion ? 4 : 5);
      if (mayBeVersion) return;
    }
    this.#tell(
      wasConnected ? "mqtt_lost" : "mqtt_unreachable",
      cause === null ? "the broker hung up" : textOf(cause),
    );
    this.#settle();
    if (wasConnected) this.#announceChange();
  }

  async #giveUpIfEvicted(): Promise<void> {
    if ((await this.#witness.outlives()) && !this.#over) this.#giveUp(this.#takenOver());
  }

  #giveUp(fault: Error): void {
    this.#witness.dismiss();
    const clean = this.#client.connected && this.#outbox.size === 0;
    this.#fault = fault;
    this.#connected = false;
    this.#acknowledgement.stop();
    this.#outbox.close(fault);
    this.#client.end(!clean);
    if (this.#settleFirst !== null) {
      this.#settleFirst.reject(fault);
      this.#settleFirst = null;
      return;
    }
    this.#options.log({ event: "mqtt_fault", url: this.#address.shown, reason: fault.message });
    this.#announceChange();
    this.#options.onFault?.(fault);
  }

  async #close(): Promise<void> {
    const client = this.#client;
    this.#witness.dismiss();
    this.#acknowledgement.stop();
    await within(closePatienceMs, this.#acknowledgement.settled());
    if (this.#connected) {
      this.#sayState("offline");
      await within(closePatienceMs, this.#outbox.drained());
    }
    const clean = client.connected && this.#outbox.size === 0;
    this.#connected = false;
    this.#outbox.close(new Error("The server stopped before the broker took this message."));
    if (!(await within(closePatienceMs, client.endAsync(!clean)))) client.stream.destroy();
    this.#settle();
    this.#announceChange();
  }

  #sayState(state: "online" | "offline"): void {
    const own = this.#options.state;
    if (own === undefined) return;
    const payload = encodeServerState(own.instance, state, timeOf(this.#options));
    const publication: Publication = { topic: own.topic, payload, qos: 1, retain: true };
    this.#outbox.add(publication, { ahead: true }).catch((cause: Error) => {
      this.#options.log({
        event: "mqtt_state_not_published",
        topic: own.topic,
        state,
        reason: cause.message,
      });
    });
  }

  #takenOver(): Error {
    return new Error(
      `Another client took over the MQTT client id ${this.#options.clientId} on ${this.#address.shown}, ` +
        "so this server stopped speaking to it: two with one id throw each other out without end. " +
        "Stop the other server, or give this one a data folder of its own, and start it again.",
    );
  }

  #tell(event: "mqtt_lost" | "mqtt_unreachable" | "mqtt_refused", reason: string): void {
    if (this.#told === `${event} ${reason}`) return;
    this.#told = `${event} ${reason}`;
    this.#options.log({ event, url: this.#address.shown, reason });
  }

  #settle(): void {
    this.#settleFirst?.resolve();
    this.#settleFirst = null;
  }

  #announceChange(): void {
    for (const listener of this.#listeners) listener();
  }
}

function send(client: MqttClient, { topic, payload, qos, retain }: Publication): Promise<void> {
  return new Promise((resolve, reject) => {
    client.publish(topic, payload, { qos, retain }, (cause) => (cause ? reject(cause) : resolve()));
  });
}

const timeOf = ({ clock }: Pick<ExternalBrokerOptions, "clock">): Temporal.Instant =>
  clock?.now() ?? Temporal.Now.instant();

function toMessage(packet: IPublishPacket, receivedAt: Temporal.Instant): InboundMessage {
  return {
    topic: packet.topic,
    payload: typeof packet.payload === "string" ? Buffer.from(packet.payload) : packet.payload,
    qos: packet.qos,
    retain: packet.retain,
    receivedAt,
    client: null,
  };
}

function codeOf(cause: Error): string | undefined {
  return "code" in cause ? String(cause.code) : undefined;
}

/** An attempt at several addresses of one name (`localhost`) fails with an error that has a code and no words. */
function textOf(cause: Error): string {
  return cause.message || (codeOf(cause) ?? cause.name);
}

/** The peer was there and ended the connection without an answer. */
function hungUp(cause: Error | null): boolean {
  return cause === null || codeOf(cause) === "ECONNRESET" || codeOf(cause) === "EPIPE";
}

function isCertificateTrouble(cause: Error): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/.test(codeOf(cause) ?? "");
}
