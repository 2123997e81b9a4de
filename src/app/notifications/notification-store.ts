import type { Temporal } from "temporal-polyfill";
import type { NotificationView, WebhookEventType, WebhookView } from "../../contract/http/alerts.ts";
import type { PersonView } from "../../contract/http/sessions.ts";
import type { WebhookEvent } from "../../contract/http/webhook-delivery.ts";
import type { DisputeClaim } from "../../domain/attendance/dispute.ts";
import type { MarkStatus } from "../../domain/attendance/mark.ts";
import type { ReaderTrouble } from "../../domain/attendance/reader-trouble.ts";
import type { Role } from "../../domain/rights/role.ts";
import type { Author } from "../actor.ts";
import type { AbsenceState } from "../registers/sessions-reading.ts";
import type { Digest } from "./digest-time.ts";

/** Whom mail may go to, as it is now. */
export interface MailAudience {
  /** The institution's own addresses, in lower case. */
  readonly addresses: readonly string[];
  /** Ids of the rules of which staff are told. */
  readonly staffRules: readonly string[];
  /** ISO local day on which somebody has to be in a class. */
  readonly day: string;
}

/**
 * Mail that an address may end for itself: answers to what a student asked, the digest of a member of staff, and what breaks
 * and works again of readers.
 */
export const mailKinds = ["answers", "digest", "readers"] as const;
export type MailKind = (typeof mailKinds)[number];

/** A mail that waits for its time. */
export interface DueMail {
  readonly id: string;
  readonly to: string;
  /**
   * As whom the address is told: by settings, by a class that they teach, of what they asked themselves, or of readers since
   * they chose so.
   */
  readonly audience: "institution" | "staff" | "student" | "technician";
  readonly attempts: number;
}

/** What a mail says of one alert. */
export interface DigestLine {
  readonly word: "opened" | "retracted";
  readonly student: PersonView;
  readonly because: string;
}

/** What a mail says of one reader. */
export interface ReaderLine {
  readonly word: "broke" | "works";
  readonly trouble: ReaderTrouble;
  readonly sender: string;
  /** What people call it; null where nobody said. */
  readonly title: string | null;
  /** The code of the room where it is now; null for none. */
  readonly room: string | null;
  readonly since: Temporal.Instant;
  /** Seconds that its clock is ahead, numbers that are missing, or scans that wait; null for a silence. */
  readonly amount: number | null;
  /** true where it said goodbye, or the broker said in its name that it is gone. */
  readonly left: boolean;
  readonly wellSince: Temporal.Instant | null;
}

/** Whether somebody is told of readers by mail, by their own choice. */
export interface ReaderMailChoice {
  readonly wanted: boolean;
  /** Where it goes; null for somebody of whom no address is known. */
  readonly address: string | null;
}

/** What a mail tells a student was answered to them, as it stands when it is sent. */
export type AnswerToTell = {
  /** null where no given name is known. */
  readonly name: string | null;
  /** Why, in the words of whoever answered; empty for none. */
  readonly reason: string;
} & (
  | {
      readonly about: "dispute";
      readonly word: "accepted" | "declined" | "taken_back";
      readonly title: string;
      readonly start: Temporal.Instant;
      readonly claimed: DisputeClaim;
      /** The mark as it stands now. */
      readonly status: MarkStatus;
    }
  | {
      readonly about: "leave";
      readonly state: AbsenceState;
      readonly from: Temporal.Instant;
      readonly to: Temporal.Instant;
    }
);

/** A webhook that events are sent to. */
export interface WebhookTarget {
  readonly id: string;
  readonly url: string;
  readonly secret: string;
  readonly events: readonly WebhookEventType[];
  /** Every change up to here is in a delivery. */
  readonly cursor: number;
  /** The delivery that is on its way, the same bytes at each attempt. */
  readonly waiting: {
    readonly id: string;
    readonly payload: string;
    readonly attempts: number;
    readonly nextAt: Temporal.Instant;
  } | null;
}

export interface NewDelivery {
  readonly id: string;
  readonly webhook: string;
  readonly to: string;
  readonly subject: string;
  readonly payload: string;
  readonly events: readonly WebhookEvent[];
  /** Every change up to here is in this delivery, or is none of the webhook's events. */
  readonly upTo: number;
  readonly at: Temporal.Instant;
}

/** How a message stands after an attempt. */
export type Settled =
  | { readonly state: "sent"; readonly at: Temporal.Instant }
  | { readonly state: "failed"; readonly at: Temporal.Instant; readonly error: string }
  | { readonly state: "waiting"; readonly error: string; readonly nextAt: Temporal.Instant };

/** What is told to whom, and what became of it. */
export interface NotificationStore {
  /**
   * Queues a mail to each recipient who has anything to be told by a digest: alerts that opened before it, are open and
   * were not told to that address before, and retractions of those that were. One that failed has told nothing. A
   * recipient who has a mail of that digest gets no other.
   *
   * @returns how many were queued
   */
  queueDigests(digest: Digest, audience: MailAudience, now: Temporal.Instant): Promise<number>;
  dueMail(now: Temporal.Instant, limit: number): Promise<readonly DueMail[]>;
  /**
   * What a queued mail has to say now. What became untrue meanwhile, or is none of the recipient's business any more, is
   * taken out of it; one that has nothing left to say, or no recipient, is removed, and comes back empty.
   */
  mailLines(id: string, audience: MailAudience): Promise<readonly DigestLine[]>;
  /**
   * What a queued answer has to say now. One that another answer has followed, or that is no longer for the address, is
   * removed, and comes back as null.
   */
  answerToTell(id: string): Promise<AnswerToTell | null>;
  /**
   * What a queued mail has to say of readers now. What works again before it was told, and what somebody may not see any more
   * or has ended, is taken out of it; one that has nothing left to say is removed, and comes back empty.
   *
   * @param roles as one of which somebody has to be granted
   */
  readerLines(id: string, roles: readonly Role[], now: Temporal.Instant): Promise<readonly ReaderLine[]>;
  readerMail(account: string): Promise<ReaderMailChoice>;
  /** From now on, or no more. @returns how it stands then */
  chooseReaderMail(account: string, wanted: boolean, now: Temporal.Instant): Promise<ReaderMailChoice>;
  /** The token by which an address ends a kind of mail: the same in every message. */
  wayOut(address: string, kind: MailKind, newToken: string, now: Temporal.Instant): Promise<string>;
  /**
   * Ends a kind of mail to the address that a token is of, and takes back what waits; or begins it again.
   *
   * @returns which kind; null for a token that is nobody's
   */
  chooseMail(token: string, wanted: boolean, now: Temporal.Instant): Promise<MailKind | null>;
  /** Gives up all mail that waits. */
  failWaitingMail(error: string, now: Temporal.Instant): Promise<void>;

  webhooks(): Promise<readonly WebhookView[]>;
  addWebhook(
    webhook: {
      readonly id: string;
      readonly url: string;
      readonly events: readonly WebhookEventType[];
      readonly secret: string;
    },
    by: { readonly at: Temporal.Instant; readonly actor: Author },
  ): Promise<void>;
  /** Forgets the secret and what waits. false for a webhook that is not there, or has ended before. */
  endWebhook(id: string, by: { readonly at: Temporal.Instant; readonly actor: Author }): Promise<boolean>;
  targets(): Promise<readonly WebhookTarget[]>;
  /**
   * Events of some types after a change number, in order. Looks at a bounded span of changes, so there may be none in it
   * and more after it.
   *
   * @returns with the number up to which all are in it
   */
  eventsAfter(
    seq: number,
    types: readonly WebhookEventType[],
    limit: number,
  ): Promise<{ readonly upTo: number; readonly events: readonly WebhookEvent[] }>;
  addDelivery(delivery: NewDelivery): Promise<void>;
  moveCursor(webhook: string, upTo: number): Promise<void>;
  /** Removes deliveries that were settled before a moment from the log. */
  pruneDeliveries(before: Temporal.Instant): Promise<void>;

  /** Counts an attempt before it is made: a crash on the way then waits like a failure. */
  beginAttempt(id: string, nextAt: Temporal.Instant): Promise<void>;
  settle(id: string, settled: Settled): Promise<void>;
  /** Newest first. @param after id of the last one of the page before */
  list(
    filter: {
      readonly state?: NotificationView["state"] | undefined;
      readonly channel?: NotificationView["channel"] | undefined;
    },
    after: string | null,
    limit: number,
  ): Promise<readonly NotificationView[]>;
}
