import type { IClientOptions, MqttClient } from "mqtt";
import { type Backoff, backoffMs } from "./backoff.ts";
import type { Timer } from "./timer.ts";

/** How a connection to a broker is made; the `connect` of the package `mqtt` is one. */
export type Connect = (url: string, options: IClientOptions) => MqttClient;

export type ConnectionState =
  | { readonly connection: "connecting" }
  | { readonly connection: "online" }
  /** `cause` is null when the broker closed the connection without a word. */
  | { readonly connection: "offline"; readonly cause: Error | null }
  | { readonly connection: "stopped" };

export interface Message {
  readonly topic: string;
  readonly payload: string;
  readonly qos: 0 | 1;
  readonly retain?: boolean;
}

export interface ConnectionOptions {
  readonly url: string;
  readonly connect: Connect;
  readonly clientId: string;
  readonly credentials?: { readonly username: string; readonly password: string };
  readonly will: Message;
  /** Must be granted before the connection counts as online. */
  readonly subscription: string;
  /** Asked for as well. A broker that refuses it costs the device nothing else; `onRefused` is told. */
  readonly wish: string;
  readonly onRefused: (error: Error) => void;
  /** Written once, first of all, whenever the connection comes online. */
  readonly birth: () => Message;
  readonly onState: (state: ConnectionState) => void;
  readonly onMessage: (topic: string, payload: Uint8Array) => void;
  readonly timer: Timer;
  readonly random: () => number;
  readonly reconnect: Backoff;
}

/** One MQTT connection that comes back. */
export interface Connection {
  /** Throws for a URL that cannot be one of a broker; otherwise trouble is told as a state. */
  open(): void;
  /** Writes a message when online; otherwise it is gone. Whoever needs certainty waits for an answer. */
  publish(message: Message): void;
  /** Says a last word when online, and disconnects. Resolves when the connection is closed. */
  close(lastWord: Message): Promise<void>;
}

/** A connection that lasted this long was a success: the next break is answered quickly again. */
const settledAfterMs = 10_000;
/** How long the last word may take. If it does not arrive, the connection is cut and the will says it. */
const lastWordMs = 2_000;

/**
 * Each attempt is a fresh client with a clean session: what MQTT.js had in flight dies with its connection,
 * for it is the outbox, and not the client, that knows what has to be sent again.
 */
export function createConnection(options: ConnectionOptions): Connection {
  const { timer, will, onState } = options;
  let client: MqttClient | null = null;
  let online = false;
  let closing = false;
  let failures = 0;
  let cancelRetry: (() => void) | null = null;

  function attempt(): void {
    cancelRetry = null;
    onState({ connection: "connecting" });
    const fresh = options.connect(options.url, {
      protocolVersion: 4,
      clientId: options.clientId,
      clean: true,
      reconnectPeriod: 0,
      resubscribe: false,
      queueQoSZero: false,
      connectTimeout: 10_000,
      keepalive: 20,
      will: { ...will, retain: will.retain ?? false },
      ...options.credentials,
    });
    client = fresh;
    let cause: Error | null = null;
    let cancelSettled = (): void => {};

    const fail = (error: Error): void => {
      cause ??= error;
      fresh.end(true);
    };
    fresh.on("error", fail);
    fresh.on("message", (topic, payload) => options.onMessage(topic, payload));
    fresh.once("connect", () => {
      fresh.subscribe(options.subscription, { qos: 1 }, (error, granted) => {
        if (error) return fail(error);
        if (granted?.some(({ qos }) => qos === 128)) {
          return fail(new Error(`the broker does not let this device subscribe to ${options.subscription}`));
        }
        if (closing) return;
        fresh.subscribe(options.wish, { qos: 1 }, (refusal, wished) => {
          // A connection that ended meanwhile refused nothing.
          if (fresh.connected && (refusal || wished?.some(({ qos }) => qos === 128))) {
            options.onRefused(new Error(`the broker does not let this device subscribe to ${options.wish}`));
          }
        });
        online = true;
        cancelSettled = timer.after(settledAfterMs, () => {
          failures = 0;
        });
        publish(options.birth());
        onState({ connection: "online" });
      });
    });
    fresh.once("close", () => {
      online = false;
      client = null;
      cancelSettled();
      if (closing) return;
      failures += 1;
      cancelRetry = timer.after(backoffMs(options.reconnect, failures, options.random()), attempt);
      onState({ connection: "offline", cause });
    });
  }

  function publish({ topic, payload, qos, retain = false }: Message): void {
    if (!online) return;
    client?.publish(topic, payload, { qos, retain });
  }

  return {
    open: attempt,
    publish,
    async close(lastWord) {
      closing = true;
      cancelRetry?.();
      const last = client;
      if (last !== null) {
        await new Promise<void>((closed) => {
          // Not `end(true)`, which does nothing while an earlier `end` still waits for acknowledgements.
          const cancelCut = timer.after(lastWordMs, () => last.stream.destroy());
          last.once("close", () => {
            cancelCut();
            closed();
          });
          if (!online) {
            last.end(true);
            return;
          }
          publish(lastWord);
          online = false;
          last.end();
        });
      }
      onState({ connection: "stopped" });
    },
  };
}
