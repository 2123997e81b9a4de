import { setTimeout as pause } from "node:timers/promises";
import { connect } from "mqtt";
import { v7 as uuidv7 } from "uuid";
import { between, createRandom } from "../../simulator/random.ts";
import { type Burst, createLedger } from "./burst.ts";
import type { Place } from "./draw-scan.ts";
import { nativePublication, originalPublication } from "./publication.ts";

/**
 * Ordinary MQTT clients, which count on a scan as soon as its PUBACK is there: half speak as native devices, half as
 * the original's camera, whose scans have no id (theirs stands in the reason). What is not acknowledged when a
 * connection breaks is sent again by the client library, as every sender does.
 */
export function startBurstClients(options: {
  readonly url: string;
  readonly seed: number;
  readonly clients: number;
  readonly places: readonly Place[];
}): Burst {
  const ledger = createLedger();
  let over = false;

  const senders = Array.from({ length: options.clients }, (_, at) => {
    const random = createRandom(options.seed, 100 + at);
    const client = connect(options.url, {
      clientId: `burst-${at}`,
      reconnectPeriod: 50,
      connectTimeout: 5_000,
      protocolVersion: 4,
    });
    // Being refused is what these clients are for; the library connects again by itself.
    client.on("error", () => undefined);

    async function send(): Promise<void> {
      const id = uuidv7();
      const { topic, payload } =
        at % 2 === 0
          ? nativePublication(random, `burst-${at}`, id, options.places)
          : originalPublication(random, id, options.places);
      ledger.send(id);
      await client.publishAsync(topic, payload, { qos: 1 });
      ledger.settle([id]);
    }
    async function sendBursts(): Promise<void> {
      while (!over) {
        const size = 1 + Math.floor(random() * 100);
        await Promise.all(Array.from({ length: size }, send));
        await pause(between(random, 0, 20));
      }
    }
    return { client, done: sendBursts() };
  });
  const done = Promise.all(senders.map((sender) => sender.done));
  // A rejection is told by `drain`.
  done.catch(() => undefined);

  return {
    sent: ledger.sent,
    safe: ledger.safe,
    moreSafe: ledger.moreSafe,
    async drain() {
      over = true;
      await ledger.allSafe();
      await done;
    },
    async close() {
      over = true;
      await Promise.all(senders.map(({ client }) => client.endAsync(true)));
    },
  };
}
