import { randomBytes } from "node:crypto";
import { type MqttClient, connect as openClient } from "mqtt";
import type { BrokerAddress, BrokerTls } from "./parse-broker-url.ts";
import { reasonText } from "./reason-text.ts";

/** What came of knocking at a broker once. */
export type Visit =
  | { readonly outcome: "let_in"; readonly client: MqttClient }
  /** `reason` in words, `code` as in the CONNACK. */
  | { readonly outcome: "refused"; readonly code: number; readonly reason: string }
  /** Something listens and does not answer as an MQTT broker does. */
  | { readonly outcome: "other"; readonly silent: boolean; readonly cause: Error }
  | { readonly outcome: "nothing"; readonly cause: Error };

/**
 * Connects once, with a clean session under a random client id, so that nothing of the visit stays with the broker.
 * Whoever was let in says goodbye with `client.endAsync()`.
 *
 * @param patienceMs how long the broker may take to answer
 */
export async function visitBroker(
  address: Omit<BrokerAddress, "shown"> & BrokerTls,
  protocolVersion: 4 | 5,
  patienceMs: number,
): Promise<Visit> {
  const client = openClient({
    ...address,
    clientId: `muster-visit-${randomBytes(4).toString("hex")}`,
    clean: true,
    protocolVersion,
    reconnectPeriod: 0,
  });
  let connected = false;
  client.stream.once("connect", () => {
    connected = true;
  });
  const visit = await new Promise<Visit>((resolve) => {
    const unanswered = (cause: Error, silent = false): Visit =>
      connected ? { outcome: "other", silent, cause } : { outcome: "nothing", cause };
    const patience = setTimeout(() => settle(unanswered(new Error("no answer in time"), true)), patienceMs);
    const settle = (outcome: Visit) => {
      clearTimeout(patience);
      resolve(outcome);
    };
    client.once("packetreceive", (packet) => {
      // A broker's first packet is the CONNACK: whatever else can be read as a packet came from no broker.
      if (packet.cmd !== "connack")
        return settle(unanswered(new Error("it does not answer as a broker does")));
      const code = packet.reasonCode ?? packet.returnCode ?? 0;
      if (code === 0) client.once("connect", () => settle({ outcome: "let_in", client }));
      else settle({ outcome: "refused", code, reason: reasonText(code) });
    });
    client.once("error", (cause) => settle(unanswered(cause)));
    client.once("close", () => settle(unanswered(new Error("the connection was ended"))));
  });
  if (visit.outcome !== "let_in") client.end(true);
  return visit;
}
