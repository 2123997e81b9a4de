const shortLifeMs = 5_000;
const shortLivesInARow = 5;

/**
 * Suspects that another client uses our client id, where the broker does not say so (MQTT 3.1.1, and Mosquitto in 5):
 * each of the two reconnects and throws the other out, for ever. So: connections the broker accepted and ended within
 * 5 s, five in a row. A broker that fails over and over looks the same from here.
 */
export class EvictionWatch {
  #openedAt: number | null = null;
  #shortLives = 0;

  /** One more short connection would look like a fight. */
  get near(): boolean {
    return this.#shortLives >= shortLivesInARow - 1;
  }

  /** @param at milliseconds of a monotonic clock */
  opened(at: number): void {
    this.#openedAt = at;
  }

  /** The broker ended the connection. @returns true when this looks like a fight over the client id */
  closed(at: number): boolean {
    if (this.#openedAt === null) return false;
    this.#shortLives = at - this.#openedAt < shortLifeMs ? this.#shortLives + 1 : 0;
    this.#openedAt = null;
    return this.#shortLives >= shortLivesInARow;
  }
}
