const shortLifeMs = 5_000;
const shortLivesInARow = 5;

/**
 * Recognises that another client uses our client id, where the broker does not say so (MQTT 3.1.1): each of the two
 * reconnects and throws the other out, for ever. So: connections the broker accepted and ended within 5 s, five in a row.
 */
export class EvictionWatch {
  #openedAt: number | null = null;
  #shortLives = 0;

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
