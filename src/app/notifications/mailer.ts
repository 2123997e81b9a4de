import type { Temporal } from "temporal-polyfill";

/** One message to one address. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The same however often it is tried, so that a mailbox can tell a repeat. */
  readonly id: string;
  readonly at: Temporal.Instant;
  /** Where whoever gets it says that they want no more of its kind; left out where that cannot be said. */
  readonly wayOut?: string | undefined;
}

/** Sends mail. */
export interface Mailer {
  /** Resolves when the mail server has taken the message. Throws `NotDelivered`. */
  send(mail: Mail): Promise<void>;
  close(): void;
}
