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
 *
 * What a connection took along without an answer goes out again here, before anything else and as fast as the rest.
 * MQTT.js would repeat it one by one, each after the answer to the one before and all before it says that it is
 * connected: behind a backlog that comes in on the same connection that takes minutes, in which nobody gets a receipt.
 */
export class Outbox {
  readonly #capacity: number;
  readonly #waiting: Entry[] = [];
  readonly #underWay = new Set<Entry>();
  #window = 0;
  #send: ((publication: Publication) => Promise<void>) | null = null;
  #closed: Error | null = null;
  #onDrained: (() => void)[] = [];
  /** Which connection it is: an answer that comes to an earlier one is none. */
  #connection = 0;

  /** @param capacity publications kept, those under way included; more are rejected */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Publications not yet answered by the broker. */
  get size(): number {
    return this.#waiting.length + this.#underWay.size;
  }

  /**
   * Resolves when the broker has taken the publication.
   *
   * @param place.ahead before all that wait, and whether or not there is room
   */
  add(publication: Publication, place: { ahead: boolean } = { ahead: false }): Promise<void> {
    if (this.#closed !== null) return Promise.reject(this.#closed);
    if (this.size >= this.#capacity && !place.ahead) {
      return Promise.reject(
        new Error(`${this.#capacity} messages already wait for the broker: not published.`),
      );
    }
    return new Promise((resolve, reject) => {
      const entry = { publication, resolve, reject };
      if (place.ahead) this.#waiting.unshift(entry);
      else this.#waiting.push(entry);
      this.#pump();
    });
  }

  /** A connection is there: `send` resolves at the broker's answer. What the one before left unanswered goes first. */
  open(send: (publication: Publication) => Promise<void>, window: number): void {
    this.#waiting.unshift(...this.#underWay);
    this.#underWay.clear();
    this.#connection += 1;
    this.#send = send;
    this.#window = window;
    this.#pump();
  }

  /** The connection is gone, with whatever answers were still to come: everything waits here for the next one. */
  pause(): void {
    this.#send = null;
  }

  /** Resolves when nothing is left to publish. */
  async drained(): Promise<void> {
    if (this.size === 0) return;
    await new Promise<void>((resolve) => this.#onDrained.push(resolve));
  }

  /** Nothing is published any more; what the broker has not answered yet is rejected with `reason`. */
  close(reason: Error): void {
    this.#closed = reason;
    this.#send = null;
    for (const entry of this.#underWay) entry.reject(reason);
    this.#underWay.clear();
    for (const entry of this.#waiting.splice(0)) entry.reject(reason);
  }

  #pump(): void {
    while (this.#send !== null && this.#underWay.size < this.#window) {
      const entry = this.#waiting.shift();
      if (entry === undefined) return;
      this.#underWay.add(entry);
      const connection = this.#connection;
      const answered = (tell: () => void): void => {
        if (connection === this.#connection) this.#answered(entry, tell);
      };
      this.#send(entry.publication).then(
        () => answered(entry.resolve),
        (cause: Error) => answered(() => entry.reject(cause)),
      );
    }
  }

  #answered(entry: Entry, tell: () => void): void {
    this.#underWay.delete(entry);
    this.#pump();
    tell();
    if (this.size === 0) for (const tellDrained of this.#onDrained.splice(0)) tellDrained();
  }
}
