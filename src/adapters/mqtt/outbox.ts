/** A message on its way out. */
export interface Publication {
  readonly topic: string;
  readonly payload: string;
  readonly qos: 0 | 1;
  readonly retain: boolean;
}

interface Entry {
  readonly publication: Publication;
  readonly resolve: () => void;
  readonly reject: (cause: Error) => void;
}

/**
 * What is to be published, in order, through times without a connection. Nothing leaves it silently: a publication is
 * resolved by the broker's answer or rejected with the reason.
 *
 * At most `window` publications are under way at once: MQTT.js does not heed the receive maximum that an MQTT 5 broker
 * announces, and the broker drops a client that exceeds it.
 */
export class Outbox {
  readonly #capacity: number;
  readonly #waiting: Entry[] = [];
  #underWay = 0;
  #window = 0;
  #send: ((publication: Publication) => Promise<void>) | null = null;
  #closed: Error | null = null;
  #onDrained: (() => void)[] = [];

  /** @param capacity publications kept, those under way included; more are rejected */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Publications not yet answered by the broker. */
  get size(): number {
    return this.#waiting.length + this.#underWay;
  }

  /** Resolves when the broker has taken the publication. */
  add(publication: Publication): Promise<void> {
    if (this.#closed !== null) return Promise.reject(this.#closed);
    if (this.size >= this.#capacity) {
      return Promise.reject(new Error(`${this.#capacity} messages already wait for the broker: not published.`));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ publication, resolve, reject });
      this.#pump();
    });
  }

  /** A connection is there: `send` resolves at the broker's answer, also when a reconnect lies in between. */
  open(send: (publication: Publication) => Promise<void>, window: number): void {
    this.#send = send;
    this.#window = window;
    this.#pump();
  }

  /** The connection is gone: what is under way is its client's to repeat, the rest waits here. */
  pause(): void {
    this.#send = null;
  }

  /** Resolves when nothing is left to publish. */
  async drained(): Promise<void> {
    if (this.size === 0) return;
    await new Promise<void>((resolve) => this.#onDrained.push(resolve));
  }

  /** Nothing is published any more; what still waits is rejected with `reason`. */
  close(reason: Error): void {
    this.#closed = reason;
    this.#send = null;
    for (const entry of this.#waiting.splice(0)) entry.reject(reason);
  }

  #pump(): void {
    while (this.#send !== null && this.#underWay < this.#window) {
      const entry = this.#waiting.shift();
      if (entry === undefined) return;
      this.#underWay += 1;
      this.#send(entry.publication)
        .then(entry.resolve, entry.reject)
        .finally(() => {
          this.#underWay -= 1;
          this.#pump();
          if (this.size === 0) for (const tell of this.#onDrained.splice(0)) tell();
        });
    }
  }
}
