import type { MqttClient } from "mqtt";
import { stateTopic } from "../../contract/mqtt/topics.ts";
import { type BrokerTls, parseBrokerUrl } from "./parse-broker-url.ts";
import { decodeServerState, type RetainedServerState } from "./server-state.ts";
import { visitBroker } from "./visit-broker.ts";
import { within } from "./within.ts";

/** A retained message where servers keep their state; `state` is null when it is no such thing. */
export interface RetainedState {
  readonly topic: string;
  readonly state: RetainedServerState | null;
}

interface RetainedMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
}

const patienceMs = 5_000;
/** MQTT does not say when the last retained message of a subscription has come; silence as long as this must do. */
const quietMs = 300;

/**
 * Reads the states that servers of any site keep on a broker, and leaves nothing behind there. A broker that gives what it
 * keeps to exact subscriptions alone, as RabbitMQ does, tells of one site.
 *
 * @param site whose state is asked for by its exact topic as well
 * @throws when the broker is not reachable or does not let us read; the message holds no credentials
 */
export async function readRetainedStates(
  url: string,
  site: string,
  tls: BrokerTls = {},
): Promise<readonly RetainedState[]> {
  const kept = [
    ...(await readRetained(url, stateTopic("+"), tls)),
    ...(await readRetained(url, stateTopic(site), tls)),
  ];
  const byTopic = new Map(kept.map(({ topic, payload }) => [topic, decodeServerState(payload)]));
  return Array.from(byTopic, ([topic, state]) => ({ topic, state }));
}

/**
 * Reads what a broker keeps on the topics that a filter takes in, and leaves nothing behind there.
 *
 * @throws when the broker is not reachable or does not let us read; the message holds no credentials
 */
export async function readRetained(
  url: string,
  filter: string,
  tls: BrokerTls = {},
): Promise<readonly RetainedMessage[]> {
  const { shown, ...address } = parseBrokerUrl(url);
  const visit = await visitBroker({ ...address, ...tls }, 4, patienceMs);
  if (visit.outcome === "nothing") {
    throw new Error(`The MQTT broker ${shown} is not reachable: ${visit.cause.message}`, {
      cause: visit.cause,
    });
  }
  if (visit.outcome === "other") {
    throw new Error(`What listens at ${shown} did not answer as an MQTT broker: ${visit.cause.message}`, {
      cause: visit.cause,
    });
  }
  if (visit.outcome === "refused") {
    throw new Error(`The MQTT broker ${shown} refused the connection: ${visit.reason}.`);
  }
  const { client } = visit;
  try {
    return await collect(client, filter);
  } finally {
    if (!(await within(patienceMs, client.endAsync()))) client.stream.destroy();
  }
}

async function collect(client: MqttClient, filter: string): Promise<readonly RetainedMessage[]> {
  const found: RetainedMessage[] = [];
  await new Promise<void>((resolve, reject) => {
    let quiet = setTimeout(
      () => reject(new Error(`The broker did not answer the subscription to ${filter}.`)),
      patienceMs,
    );
    const waitOn = () => {
      clearTimeout(quiet);
      quiet = setTimeout(resolve, quietMs);
    };
    client.on("message", (topic, payload, { retain }) => {
      if (!retain) return;
      found.push({ topic, payload });
      waitOn();
    });
    client.on("close", () => {
      clearTimeout(quiet);
      reject(new Error("The MQTT broker ended the connection."));
    });
    client.subscribe(filter, { qos: 0 }, (cause) => {
      if (cause) {
        clearTimeout(quiet);
        reject(
          new Error(
            `The MQTT broker refused the subscription to ${filter}. Allow the server's user to read it.`,
          ),
        );
      } else waitOn();
    });
  });
  return found;
}
