import type { IPublishPacket, MqttClient } from "mqtt";

type Done = Parameters<MqttClient["handleMessage"]>[1];

/** One MQTT connection with the messages it brought. A connection is known by its stream: a reconnect has another. */
interface Epoch {
  readonly connection: MqttClient["stream"];
  /** In the order received, which is the order in which PUBACKs must go out (MQTT 3.1.1 and 5, section 4.6). */
  readonly inOrder: Pending[];
}

interface Pending {
  readonly messageId: number;
  fate: "submitted" | "committed" | "refused";
}

/**
 * Sends PUBACK for a QoS 1 message only once it was taken for good, and in the order received.
 *
 * MQTT.js acknowledges when `handleMessage` calls back without an error. Its `customHandleAcks` would let us wait,
 * but it holds everything inbound meanwhile, pings included, and exists for MQTT 5 alone. So `handleMessage` is
 * overridden: it calls back *with* an error at once, which suppresses the PUBACK and nothing else, and the PUBACK goes
 * out later through the client's private `_sendPacket`. Both are held to MQTT.js 5.16.0 by a contract test.
 *
 * Three laws:
 * - A PUBACK goes out on the connection that brought the message, or not at all. Packet identifiers are reused, so an
 *   acknowledgement from before a reconnect would confirm somebody else's message and lose it.
 * - At `highWater` messages in hand the intake stops reading. The pings go on meanwhile, so a long pause does not cost
 *   the connection; a dead peer still shows, since a ping cannot be written to it. Neither do many short ones: the
 *   broker's answer to a ping comes behind the messages that it sent before, so each of them tells that it lives.
 * - A refused message is never acknowledged: the broker keeps it and delivers it again after the next reconnect.
 *
 * While reading is paused the broker's answers to our own publications wait too: `submit` must not wait for one.
 */
export class DeferredAcknowledgement {
  readonly #client: MqttClient;
  readonly #submit: (packet: IPublishPacket) => Promise<void>;
  readonly #highWater: number;
  readonly #report: (line: { event: string; [key: string]: unknown }) => void;
  #epoch: Epoch | null = null;
  #inHand = 0;
  #held: {
    packet: IPublishPacket;
    done: Done;
    connection: MqttClient["stream"];
  } | null = null;
  /** Something other than an answer to a ping was read since the last turn of the pulse. */
  #heard = false;
  #pulse: NodeJS.Timeout | undefined;
  #stopped = false;
  #onSettled: (() => void)[] = [];

  /**
   * @param options.client a client whose messages nobody else handles
   * @param options.submit resolves when the message is safe; rejects when it was not taken
   * @param options.highWater QoS 1 messages in hand at which reading pauses; it resumes at half of it
   * @param options.report one line per outcome
   */
  constructor(options: {
    client: MqttClient;
    submit: (packet: IPublishPacket) => Promise<void>;
    highWater: number;
    report: (line: { event: string; [key: string]: unknown }) => void;
  }) {
    this.#client = options.client;
    this.#submit = options.submit;
    this.#highWater = options.highWater;
    this.#report = options.report;
    this.#client.handleMessage = (packet, done) => this.#receive(packet, done);
    this.#client.on("packetreceive", ({ cmd }) => {
      if (cmd !== "pingresp") this.#heard = true;
    });
    this.#client.on("connect", () => {
      clearInterval(this.#pulse);
      const { keepalive } = this.#client;
      if (keepalive > 0) this.#pulse = setInterval(() => this.#sayAlive(), keepalive * 500);
    });
    this.#client.on("close", () => {
      clearInterval(this.#pulse);
      this.#letGo();
    });
  }

  /** QoS 1 messages handed over whose fate is open, those of earlier connections included. */
  get pending(): number {
    return this.#inHand;
  }

  /** From here on nothing is handed over or kept waiting; what arrives stays with the broker. */
  stop(): void {
    this.#stopped = true;
    this.#letGo()?.(leftWithTheBroker);
  }

  /** Resolves when every message handed over is committed (and acknowledged, if its connection lives) or refused. */
  async settled(): Promise<void> {
    if (this.#inHand === 0) return;
    await new Promise<void>((resolve) => this.#onSettled.push(resolve));
  }

  #receive(packet: IPublishPacket, done: Done): void {
    if (packet.qos === 0) {
      if (!this.#stopped) this.#submit(packet).catch((cause: unknown) => this.#reportRefusal(packet, cause));
      done();
    } else if (this.#stopped) {
      done(leftWithTheBroker);
    } else if (packet.qos === 2) {
      // Not subscribed to; a session that outlived another set-up may still hold some. Rare enough to wait for.
      this.#submit(packet).then(
        () => done(),
        (cause: unknown) => {
          this.#reportRefusal(packet, cause);
          done(leftWithTheBroker);
        },
      );
    } else if (this.#inHand >= this.#highWater) {
      this.#hold(packet, done);
    } else {
      this.#take(packet);
      done(acknowledgedLater);
    }
  }

  #take(packet: IPublishPacket): void {
    const { messageId } = packet;
    if (messageId === undefined)
      throw new Error("A QoS 1 message without a packet identifier reached the intake.");
    const epoch = this.#currentEpoch();
    const pending: Pending = { messageId, fate: "submitted" };
    epoch.inOrder.push(pending);
    this.#inHand += 1;
    const settle = (fate: "committed" | "refused") => {
      pending.fate = fate;
      this.#inHand -= 1;
      this.#acknowledge(epoch);
      this.#resume();
      if (this.#inHand === 0) for (const tell of this.#onSettled.splice(0)) tell();
    };
    this.#submit(packet).then(
      () => settle("committed"),
      (cause: unknown) => {
        this.#reportRefusal(packet, cause);
        settle("refused");
      },
    );
  }

  #currentEpoch(): Epoch {
    if (this.#epoch?.connection !== this.#client.stream) {
      this.#epoch = { connection: this.#client.stream, inOrder: [] };
    }
    return this.#epoch;
  }

  #acknowledge(epoch: Epoch): void {
    for (let first = epoch.inOrder[0]; first && first.fate !== "submitted"; first = epoch.inOrder[0]) {
      epoch.inOrder.shift();
      // Without a connection MQTT.js would store the packet and send it on the next one: see the first law.
      const sameConnection = this.#client.connected && this.#client.stream === epoch.connection;
      if (first.fate === "committed" && sameConnection) {
        // biome-ignore lint/complexity/useLiteralKeys: the member is private, and TypeScript checks it only so
        this.#client["_sendPacket"]({ cmd: "puback", messageId: first.messageId, reasonCode: 0 });
      }
    }
  }

  #hold(packet: IPublishPacket, done: Done): void {
    this.#held = { packet, done, connection: this.#client.stream };
    this.#report({ event: "mqtt_intake_paused", pending: this.#inHand });
  }

  /**
   * Where messages come, or are held, the answer to a ping waits behind them: the client must not conclude from its
   * absence that the broker is gone. Where nothing comes, MQTT.js pings and concludes by itself.
   */
  #sayAlive(): void {
    if (!this.#heard && this.#held === null) return;
    this.#heard = false;
    this.#client.sendPing();
    this.#client.reschedulePing(true);
  }

  #resume(): void {
    if (this.#held === null || this.#inHand > this.#highWater / 2) return;
    const { packet, connection } = this.#held;
    const done = this.#letGo();
    this.#report({ event: "mqtt_intake_resumed", pending: this.#inHand });
    if (connection === this.#client.stream) this.#take(packet);
    done?.(acknowledgedLater);
  }

  /** Forgets the held message, which the broker still has, and says how to let the connection read on. */
  #letGo(): Done | undefined {
    const held = this.#held;
    this.#held = null;
    return held?.done;
  }

  #reportRefusal(packet: IPublishPacket, cause: unknown): void {
    this.#report({
      event: "mqtt_message_not_taken",
      topic: packet.topic,
      qos: packet.qos,
      reason: cause instanceof Error ? cause.message : String(cause),
    });
  }
}

const acknowledgedLater = new Error("This message is acknowledged once it is committed.");
const leftWithTheBroker = new Error("This message stays with the broker.");
