import mqtt, { type MqttClient } from "mqtt";
import { originalTopic } from "../src/contract/mqtt/topics.ts";
import { createChanges } from "./create-changes.ts";
import { originalPayload } from "./original-payload.ts";
import { BrokerUnreachable, brokerPatienceMs, type ScanSender } from "./scan-sender.ts";

export interface OriginalSenderOptions {
  readonly url: string;
  readonly qos: 0 | 1 | 2;
  /** Called once for each scan that the broker has acknowledged, at QoS 1 and 2. */
  readonly onConfirmed: () => void;
  /** Told of each failure to connect again. */
  readonly onTrouble: (error: Error) => void;
  /** How long the first answer may take. */
  readonly patienceMs?: number;
}

/** Messages that may be with MQTT.js at once: enough to fill the network, few enough to stay out of memory. */
const mostUnfinished = 500;

/**
 * Speaks as the original's camera does: one MQTT 3.1.1 connection, everything on `access/result`. Rejects
 * with BrokerUnreachable when the first connection fails.
 */
export async function createOriginalSender({
  url,
  qos,
  onConfirmed,
  onTrouble,
  patienceMs = brokerPatienceMs,
}: OriginalSenderOptions): Promise<ScanSender> {
  const client = mqtt.connect(url, {
    protocolVersion: 4,
    reconnectPeriod: 250,
    reconnectOnConnackError: true,
    connectTimeout: patienceMs,
  });
  await connected(client, url, patienceMs);
  // From here on MQTT.js mends the connection by itself.
  client.on("error", onTrouble);

  const unfinished = new Set<symbol>();
  const { changed, until } = createChanges();
  client.on("connect", changed);
  client.on("close", () => {
    // At QoS 0 MQTT.js never calls back for what was in a connection that broke: those messages are over.
    if (qos === 0) unfinished.clear();
    changed();
  });

  const publish = async (payload: string | Uint8Array, confirmed: () => void): Promise<void> => {
    // While there is no connection MQTT.js would queue without a limit.
    await until(() => client.connected && unfinished.size < mostUnfinished);
    const key = Symbol();
    unfinished.add(key);
    const bytes = typeof payload === "string" ? payload : Buffer.from(payload);
    client.publish(originalTopic, bytes, { qos }, (error) => {
      unfinished.delete(key);
      if (!error && qos > 0) confirmed();
      changed();
    });
  };

  return {
    async send(scan, at, copies) {
      const payload = originalPayload(scan, at);
      await publish(payload, onConfirmed);
      if (copies === 2) await publish(payload, () => {});
    },
    sendMalformed: (payload) => publish(payload, () => {}),
    async disconnect() {
      const back = new Promise<void>((done) => client.once("connect", () => done()));
      client.stream.destroy();
      await back;
    },
    settle: (signal) => until(() => unfinished.size === 0, signal),
    close: () => client.endAsync(unfinished.size > 0),
  };
}

function connected(client: MqttClient, url: string, patienceMs: number): Promise<void> {
  return new Promise((done, failed) => {
    const giveUp = (cause: Error | null) => {
      client.off("close", closed);
      client.end(true);
      failed(new BrokerUnreachable(url, cause, patienceMs));
    };
    const closed = () => giveUp(null);
    client.once("error", giveUp);
    client.once("close", closed);
    client.once("connect", () => {
      client.off("error", giveUp);
      client.off("close", closed);
      done();
    });
  });
}
