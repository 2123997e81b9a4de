import type { Temporal } from "temporal-polyfill";

/** One MQTT message as a broker handed it over. */
export interface InboundMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  readonly receivedAt: Temporal.Instant;
  /** The MQTT client id of the sender, where the broker tells it (only the embedded one does). */
  readonly client: string | null;
}

/** Where brokers hand messages over. */
export interface Intake {
  /**
   * Resolves once the message is committed to the store (as a scan, a repeat, health or quarantine): only
   * then may it be acknowledged. Waits through a store that is away; rejects only when the server stops
   * before the message was committed, and then it must not be acknowledged.
   */
  submit(message: InboundMessage): Promise<void>;
}

/** Whose each topic is, as a broker must know before it lets a message through. */
export interface TopicRoutes {
  /** Ingest's, the server's alone, known to be nobody's here, or nobody's that is known here. */
  destination(topic: string): "ingest" | "server" | "elsewhere" | "unread";
  /** Whether messages of this topic are kept by the broker for later subscribers. */
  keepsRetained(topic: string): boolean;
}

/** How the server speaks to devices and subscribers. */
export interface Publisher {
  /** Resolves when the broker has taken the message (for QoS 1: after its PUBACK). */
  publish(topic: string, payload: string, options: { qos: 0 | 1; retain?: boolean }): Promise<void>;
}

/** What the server says of its own running: one line an outcome, with ids, never names. */
export interface Log {
  info(fields: Record<string, unknown>, outcome: string): void;
  warn(fields: Record<string, unknown>, outcome: string): void;
  error(fields: Record<string, unknown>, outcome: string): void;
}

/** The only way to the time of day; tests and demonstrations turn its hands. */
export interface Clock {
  now(): Temporal.Instant;
}

/** A clock that wakes as well. What waits for a time of day waits here, so that turned hands move it along. */
export interface Timekeeper extends Clock {
  /**
   * Does `work` once this much time has passed, and returns how to call it off. Work that returns a promise handles its
   * own errors; a clock whose hands are turned by a test waits for it before the hands move on.
   */
  after(milliseconds: number, work: () => void | Promise<void>): () => void;
}
