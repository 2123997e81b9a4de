import type { Temporal } from "temporal-polyfill";
import type { retentionKinds } from "../../contract/http/privacy.ts";
import type { Doer } from "../audit/audit-entry.ts";

export type RetentionKind = (typeof retentionKinds)[number];

interface RetentionRule {
  readonly title: string;
  /** What of it is taken after its time, and from when that counts. */
  readonly takes: string;
  /** What stays. */
  readonly leaves: string;
  /** For how many days it is kept where nobody said otherwise. */
  readonly days: number;
}

/** For how long things are kept, and what their clocks take. None of it is anything that a mark or a figure rests on. */
export const retentionRules: Readonly<Record<RetentionKind, RetentionRule>> = {
  payloads: {
    title: "Messages of scans",
    takes: "what a device sent, word for word, from when it was received",
    leaves: "the scan itself: who, where, when and what was decided",
    days: 35,
  },
  strangers: {
    title: "Scans of nobody",
    takes: "card, name or id of somebody whom no roster knows, from when they were seen",
    leaves: "that somebody was seen there then, since it is counted",
    days: 35,
  },
  quarantine: {
    title: "Messages that could not be taken",
    takes: "what was in them, from when they came; they cannot be read again afterwards",
    leaves: "that a message came, from whom, and why it could not be taken",
    days: 90,
  },
  sign_ins: {
    title: "Sign-ins that ended",
    takes: "address and browser of a sign-in, and links to choose a password, from when they ended",
    leaves: "that somebody signed in, on the audit log",
    days: 30,
  },
  accounts: {
    title: "Accounts of people who left",
    takes: "accounts that were disabled, from when they were",
    leaves: "what was done with them, on the audit log, without the name",
    days: 365,
  },
  audit: {
    title: "Audit log",
    takes: "entries, the oldest first, from when they were written",
    leaves: "the hash of the last one that was taken, with which the chain goes on",
    days: 730,
  },
};

/** Everything older than this is taken. */
export const olderThan = (now: Temporal.Instant, days: number): Temporal.Instant =>
  now.subtract({ hours: days * 24 });

/** For so long a preview is what would happen now. */
const previewMinutes = 60;

/**
 * Whether a change may be put in force: a longer time takes nothing; before a shorter one somebody has to have seen what it
 * takes.
 *
 * @param seen the instant that a preview of as many days said everything older of would be taken; null for none
 */
export function mayChangeRetention(
  before: number,
  after: number,
  seen: Temporal.Instant | null,
  now: Temporal.Instant,
): boolean {
  if (after >= before) return true;
  if (seen === null) return false;
  const age = olderThan(now, after).epochMilliseconds - seen.epochMilliseconds;
  return age >= 0 && age <= previewMinutes * 60_000;
}

/** How long something is kept, as somebody last said. */
export interface RetentionChange {
  readonly days: number;
  readonly at: Temporal.Instant;
  readonly by: string;
  readonly reason: string;
}

/** What there is of a kind that its clock would take some day. */
export interface HeldOfKind {
  readonly rows: number;
  /** Of the oldest; null where there is none. */
  readonly oldest: Temporal.Instant | null;
}

export interface RetentionRun {
  readonly kind: RetentionKind;
  readonly at: Temporal.Instant;
  readonly olderThan: Temporal.Instant;
  readonly taken: number;
}

/** One step of taking. */
export interface TakenStep {
  readonly taken: number;
  /** Whether there may be more that are older. */
  readonly more: boolean;
}

export interface RetentionStore {
  changes(): Promise<ReadonlyMap<RetentionKind, RetentionChange>>;
  change(kind: RetentionKind, change: RetentionChange, before: number, by: Doer): Promise<void>;
  held(kind: RetentionKind): Promise<HeldOfKind>;
  /** How many are older. */
  due(kind: RetentionKind, older: Temporal.Instant): Promise<number>;
  /** Looks at no more than so many of those that are older, the oldest first, and takes them, in a transaction of its own. */
  take(kind: RetentionKind, older: Temporal.Instant, limit: number): Promise<TakenStep>;
  /** Writes down, here and on the audit log, what a run took. */
  addRun(run: RetentionRun): Promise<void>;
  /** The newest run of each kind that took something. */
  lastRuns(): Promise<ReadonlyMap<RetentionKind, RetentionRun>>;
}
