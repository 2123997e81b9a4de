import { setTimeout as pause } from "node:timers/promises";
import type { MqttClient } from "mqtt";
import type { BrokerAddress, BrokerTls } from "./parse-broker-url.ts";
import { visitBroker } from "./visit-broker.ts";

const patienceMs = 2_000;
/** Longer than a dying broker takes to lose both connections. */
const bothLostWithinMs = 300;
/** The connection it watches is over by then, or was no short one. */
const serviceMs = 15_000;

/**
 * Tells a fight over a client id from a broker, or a way to it, that fails over and over: a second connection, under
 * an id of its own. When the first ends and this one lives on, it was the first alone that was thrown out.
 */
export class EvictionWitness {
  readonly #address: Omit<BrokerAddress, "shown"> & BrokerTls;
  #client: MqttClient | null = null;
  #calling = false;
  #dismissed = false;

  constructor(address: Omit<BrokerAddress, "shown"> & BrokerTls) {
    this.#address = address;
  }

  /** Opens the second connection for a while, unless there is one. Where that fails there is simply no witness. */
  async call(): Promise<void> {
    if (this.#client !== null || this.#calling || this.#dismissed) return;
    this.#calling = true;
    const visit = await visitBroker(this.#address, 4, patienceMs);
    this.#calling = false;
    if (visit.outcome !== "let_in") return;
    const { client } = visit;
    if (this.#dismissed) {
      client.end(true);
      return;
    }
    this.#client = client;
    const service = setTimeout(() => client.end(true), serviceMs);
    client.on("error", () => undefined); // tells itself by `close`
    client.once("close", () => {
      clearTimeout(service);
      if (this.#client === client) this.#client = null;
    });
  }

  /** Asked when the first connection has just ended: whether the second one, opened before that, lives on. */
  async outlives(): Promise<boolean> {
    const client = this.#client;
    if (client === null) return false;
    await pause(bothLostWithinMs);
    return this.#client === client && client.connected;
  }

  /** Ends the second connection, and opens no more. */
  dismiss(): void {
    this.#dismissed = true;
    this.#client?.end(true);
  }
}
