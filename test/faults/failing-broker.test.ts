import { expect, test } from "vitest";
import {
  connectExternalBroker,
  type ExternalBroker,
} from "../../src/adapters/mqtt/connect-external-broker.ts";
import { startMosquitto } from "../parts/mosquitto.ts";
import { closeAfterTest } from "./closing.ts";

/** One more than would pass for two servers that throw each other out. */
const failures = 6;

test.each([4, 5] as const)(
  "a broker that fails over and over is not taken for another server (MQTT version %i)",
  async (protocolVersion) => {
    const mosquitto = await startMosquitto();
    closeAfterTest(mosquitto.remove);
    const faults: Error[] = [];
    const broker = await connectExternalBroker({
      url: mosquitto.url,
      clientId: "server",
      protocolVersion,
      subscriptions: ["access/result"],
      intake: { submit: async () => undefined },
      log: () => undefined,
      onFault: (fault) => faults.push(fault),
    });
    closeAfterTest(() => broker.close());
    for (let failure = 0; failure < failures; failure += 1) {
      await mosquitto.kill();
      await changes(broker, false);
      await mosquitto.start();
      await changes(broker, true);
    }
    expect(faults).toEqual([]);
    await broker.publish("t", "still here", { qos: 1 });
  },
  60_000,
);

function changes(broker: ExternalBroker, connected: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const state = broker.state();
      if (state.fault !== null) reject(new Error(state.fault));
      else if (state.connected === connected) resolve();
      else return;
      stop();
    };
    const stop = broker.onStateChange(look);
    look();
  });
}
