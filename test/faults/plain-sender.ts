import { connectAsync } from "mqtt";
import { v7 as uuidv7 } from "uuid";
import { createRandom } from "../../simulator/random.ts";
import { nativePublication } from "./publication.ts";

/** One ordinary MQTT client that sends what a test asks for. */
export interface PlainSender {
  /**
   * Publishes so many scans at once.
   *
   * @returns their ids, the set of those acknowledged so far, and a promise of the last acknowledgement
   */
  send(count: number, qos: 0 | 1): Sending;
  close(): Promise<void>;
}

export interface Sending {
  readonly ids: readonly string[];
  readonly acknowledged: ReadonlySet<string>;
  readonly done: Promise<void>;
}

export async function connectPlainSender(url: string, device = "plain"): Promise<PlainSender> {
  const random = createRandom(1);
  const client = await connectAsync(url, { clientId: device, reconnectPeriod: 100 });
  // It connects again by itself, and sends again what was not acknowledged.
  client.on("error", () => undefined);
  return {
    send(count, qos) {
      const ids = Array.from({ length: count }, () => uuidv7());
      const acknowledged = new Set<string>();
      const done = Promise.all(
        ids.map(async (id) => {
          const { topic, payload } = nativePublication(random, device, id);
          await client.publishAsync(topic, payload, { qos });
          acknowledged.add(id);
        }),
      );
      return { ids, acknowledged, done: done.then(() => undefined) };
    },
    close: () => client.endAsync(true),
  };
}
