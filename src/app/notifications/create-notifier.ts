import type { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import { pagePaths } from "../../contract/http/page-paths.ts";
import type { WebhookDelivery, WebhookEvent } from "../../contract/http/webhook-delivery.ts";
import { dayOf } from "../../domain/timetable/standing-session.ts";
import { firstAttentionRules } from "../attention/attention-rules.ts";
import type { AttentionStore } from "../attention/attention-store.ts";
import type { Clock, Log } from "../ports.ts";
import { lastDigest } from "./digest-time.ts";
import type { Mailer } from "./mailer.ts";
import { NotDelivered } from "./not-delivered.ts";
import type {
  DueMail,
  MailAudience,
  MailKind,
  NotificationStore,
  Settled,
  WebhookTarget,
} from "./notification-store.ts";
import { retryDelay } from "./retry-delay.ts";
import { rolesOfReaders } from "./roles-of-readers.ts";
import type { WebhookSender } from "./webhook-sender.ts";
import { writeAnswer } from "./write-answer.ts";
import { type WrittenMail, writeDigest } from "./write-digest.ts";
import { writeReaders } from "./write-readers.ts";

/** How the institution is told by mail. */
export interface MailParts {
  readonly mailer: Mailer;
  /** Addresses that are told of every alert, in lower case. */
  readonly addresses: readonly string[];
  /** Local time of the daily digest, `07:00`. */
  readonly digestAt: string;
  /** Where people open the pages; null where nobody said: then no mail names one, and students are told nothing by mail. */
  readonly pages: string | null;
  /** For the link at the foot of a mail. */
  readonly newToken: () => string;
  readonly institution: () => Promise<string>;
}

/**
 * Tells what came up: by mail once a day and recipient, and to webhooks as it happens. What waits is stored and goes on
 * after a restart. A message that a receiver took just before a crash, and whose taking was not stored, is sent once more,
 * with the same id.
 */
export interface Notifier {
  /** Sends what is due, and resolves when it has been tried. One run at a time. */
  run(): Promise<void>;
  /** Begins a run unless one goes on. A fault is logged; the next run tries again. */
  wake(): void;
  /** Gives up what is on its way, which is tried again after the next start. */
  stop(): Promise<void>;
}

const mailsAtOnce = 50;
const eventsInDelivery = 100;
/** Deliveries to one webhook in a run; more wait for the next one. */
const deliveriesAtOnce = 20;
/** Spans of changes that are searched for a webhook's events in a run. */
const spansAtOnce = 20;
const keptDays = 30;

export function createNotifier(parts: {
  readonly store: NotificationStore;
  readonly rules: Pick<AttentionStore, "rules">;
  /** null without a mail server: then no mail is queued. */
  readonly mail: MailParts | null;
  readonly sender: WebhookSender;
  readonly clock: Clock;
  readonly timeZone: string;
  readonly log: Log;
}): Notifier {
  const { store, mail, sender, clock, timeZone, log } = parts;
  let running: Promise<void> | null = null;
  let stopped = false;
  /** The digest whose mail is queued: nothing can be added to one that is past. */
  let queued: string | null = null;
  let prunedOn: string | null = null;

  async function audience(): Promise<MailAudience> {
    const rules = (await parts.rules.rules())?.rules ?? firstAttentionRules;
    return {
      addresses: mail?.addresses ?? [],
      staffRules: rules.filter(({ tellStaff }) => tellStaff).map(({ id }) => id),
      day: dayOf(clock.now(), timeZone).toString(),
    };
  }

  async function sendMail(parts: MailParts): Promise<void> {
    const { mailer, digestAt } = parts;
    const told = await audience();
    const digest = lastDigest(clock.now(), digestAt, timeZone);
    if (queued !== digest.day) {
      const messages = await store.queueDigests(digest, told, clock.now());
      if (messages > 0) log.info({ digest: digest.day, messages }, "notifications: digest queued");
      queued = digest.day;
    }
    for (const due of await store.dueMail(clock.now(), mailsAtOnce)) {
      if (stopped) return;
      const written = await writeTo(due, told, parts);
      if (written === null) {
        log.info({ notification: due.id }, "notifications: nothing left to tell");
        continue;
      }
      const state = await attempt("email", due, () =>
        mailer.send({ ...written, to: due.to, id: due.id, at: clock.now() }),
      );
      // The mail server is away: the others would wait for it in vain as well.
      if (state === "waiting") return;
    }
  }

  function writeTo(due: DueMail, told: MailAudience, parts: MailParts): Promise<WrittenMail | null> {
    switch (due.audience) {
      case "student":
        return writeAnswerTo(due, parts);
      case "technician":
        return writeReadersTo(due, parts);
      case "institution":
      case "staff":
        return writeDigestTo(due, told, parts);
    }
  }

  async function writeReadersTo(due: DueMail, parts: MailParts): Promise<WrittenMail | null> {
    const lines = await store.readerLines(due.id, rolesOfReaders, clock.now());
    if (lines.length === 0) return null;
    const wayOut = await wayOutOf(due, "readers", parts);
    return writeReaders(lines, { pages: parts.pages, wayOut, timeZone });
  }

  async function writeDigestTo(
    due: DueMail,
    told: MailAudience,
    parts: MailParts,
  ): Promise<WrittenMail | null> {
    const lines = await store.mailLines(due.id, told);
    if (lines.length === 0) return null;
    // Whom the settings name is taken out there.
    return writeDigest(lines, due.audience === "institution" ? null : await wayOutOf(due, "digest", parts));
  }

  async function writeAnswerTo(due: DueMail, parts: MailParts): Promise<WrittenMail | null> {
    const answer = await store.answerToTell(due.id);
    const wayOut = answer && (await wayOutOf(due, "answers", parts));
    if (!answer || !wayOut) return null;
    const { pages, institution } = parts;
    return writeAnswer(answer, { institution: await institution(), pages: pages ?? "", wayOut, timeZone });
  }

  async function wayOutOf(
    due: DueMail,
    kind: MailKind,
    { pages, newToken }: MailParts,
  ): Promise<string | null> {
    if (pages === null) return null;
    const token = await store.wayOut(due.to, kind, newToken(), clock.now());
    return `${pages.replace(/\/$/, "")}${pagePaths.mailChoice}#${token}`;
  }

  /** @returns how the message stands after it */
  async function attempt(
    channel: "email" | "webhook",
    { id, attempts: before }: Pick<DueMail, "id" | "attempts">,
    send: () => Promise<void>,
  ): Promise<Settled["state"]> {
    const attempts = before + 1;
    const delay = retryDelay(attempts);
    const nextAt = clock.now().add({ minutes: delay ?? 60 });
    await store.beginAttempt(id, nextAt);
    let settled: Settled;
    let code: string | null = null;
    try {
      await send();
      settled = { state: "sent", at: clock.now() };
    } catch (error) {
      if (!(error instanceof NotDelivered)) throw error;
      // What was given up because the server stops says nothing of the receiver.
      if (stopped) return "waiting";
      code = error.code;
      settled =
        error.forGood || delay === null
          ? { state: "failed", at: clock.now(), error: error.message }
          : { state: "waiting", error: error.message, nextAt };
    }
    await store.settle(id, settled);
    const said = { notification: id, channel, attempts, state: settled.state };
    if (code === null) log.info(said, "notification");
    else log.warn({ ...said, code }, "notification");
    return settled.state;
  }

  /** Sends a webhook its events in their order: the next delivery is made when the one before is settled. */
  async function feed(target: WebhookTarget): Promise<void> {
    let { cursor, waiting } = target;
    let spans = 0;
    for (let sent = 0; sent < deliveriesAtOnce && !stopped; ) {
      if (waiting === null) {
        const { upTo, events } = await store.eventsAfter(cursor, target.events, eventsInDelivery);
        if (upTo === cursor) return;
        cursor = upTo;
        if (events.length === 0) {
          await store.moveCursor(target.id, upTo);
          spans += 1;
          if (spans >= spansAtOnce) return;
          continue;
        }
        waiting = await compose(target, events, upTo);
      }
      if (clock.now().epochMilliseconds < waiting.nextAt.epochMilliseconds) return;
      const { id, payload } = waiting;
      const { url, secret } = target;
      const state = await attempt("webhook", waiting, () =>
        sender.post({ url, secret, body: payload, delivery: id, now: clock.now() }),
      );
      if (state === "waiting") return;
      waiting = null;
      sent += 1;
    }
  }

  async function compose(
    target: WebhookTarget,
    events: readonly WebhookEvent[],
    upTo: number,
  ): Promise<NonNullable<WebhookTarget["waiting"]>> {
    const id = uuidv7();
    const body: WebhookDelivery = { v: 1, id, events: [...events] };
    const payload = JSON.stringify(body);
    const at = clock.now();
    await store.addDelivery({
      id,
      webhook: target.id,
      to: shownAddress(target.url),
      subject: `${events.length} ${events.length === 1 ? "event" : "events"}`,
      payload,
      events,
      upTo,
      at,
    });
    return { id, payload, attempts: 0, nextAt: at };
  }

  async function prune(now: Temporal.Instant): Promise<void> {
    const today = dayOf(now, timeZone).toString();
    if (prunedOn === today) return;
    await store.pruneDeliveries(now.subtract({ hours: 24 * keptDays }));
    prunedOn = today;
  }

  async function tell(): Promise<void> {
    // Each is waited for together with the others: one that failed while nobody waited for it would end the process.
    const outcomes = await Promise.allSettled([
      mail === null ? forgetMail() : sendMail(mail),
      prune(clock.now()),
      feedAll(),
    ]);
    for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
  }

  async function feedAll(): Promise<void> {
    const outcomes = await Promise.allSettled((await store.targets()).map(feed));
    for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
  }

  /** Mail that was queued while there was a mail server. */
  async function forgetMail(): Promise<void> {
    if (queued !== null) return;
    await store.failWaitingMail("mail was switched off; set MUSTER_SMTP_URL to switch it on", clock.now());
    queued = "";
  }

  function run(): Promise<void> {
    running ??= tell().finally(() => {
      running = null;
    });
    return running;
  }

  return {
    run,
    wake() {
      if (running !== null || stopped) return;
      run().catch((error: unknown) =>
        log.warn({ error }, "notifications not sent; the next round tries again"),
      );
    },
    async stop() {
      stopped = true;
      sender.close();
      mail?.mailer.close();
      // Whoever began the run hears of its fault.
      await running?.catch(() => undefined);
    },
  };
}

/** An address without what may be secret in it. */
export function shownAddress(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}
