import { Temporal } from "temporal-polyfill";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createSmtpMailer } from "../../../src/adapters/mail/create-smtp-mailer.ts";
import { notificationStore } from "../../../src/adapters/postgres/notification-store.ts";
import { createWebhookSender } from "../../../src/adapters/webhooks/create-webhook-sender.ts";
import { newSecret } from "../../../src/adapters/webhooks/new-secret.ts";
import { webhookAddresses } from "../../../src/adapters/webhooks/webhook-addresses.ts";
import { newToken } from "../../../src/app/accounts/secrets.ts";
import { localOperator } from "../../../src/app/actor.ts";
import { firstAttentionRules } from "../../../src/app/attention/attention-rules.ts";
import {
  createNotifications,
  type Notifications,
} from "../../../src/app/notifications/create-notifications.ts";
import { createNotifier, type Notifier } from "../../../src/app/notifications/create-notifier.ts";
import { mostAttempts } from "../../../src/app/notifications/retry-delay.ts";
import type { NotificationView } from "../../../src/contract/http/alerts.ts";
import { type WebhookEvent, webhookDelivery } from "../../../src/contract/http/webhook-delivery.ts";
import { openSmtpMailbox, type SmtpMailbox } from "../../adapters/mail/smtp-mailbox.ts";
import { openWebhookReceiver, type WebhookReceiver } from "../../adapters/webhooks/webhook-receiver.ts";
import { queryRows } from "../../parts/postgres.ts";
import { type AttentionSchool, at, openAttentionSchool, timeZone } from "../attention/attention-school.ts";

let school: AttentionSchool;
let notifications: Notifications;
let box: SmtpMailbox;
let receiver: WebhookReceiver;
let maths: string;
const days = ["2026-11-09", "2026-11-10", "2026-11-11"];
const logged: unknown[] = [];
const closing: (() => Promise<void>)[] = [];
let refuse: number | null = null;

/** The part that tells, as a server that has just started has it. */
function newNotifier(addresses: readonly string[] | null = ["office@school.example"]): Notifier {
  const keep = (fields: Record<string, unknown>, outcome: string): void => void logged.push(fields, outcome);
  const notifier = createNotifier({
    store: notificationStore(school.laid.pool),
    rules: school.attention,
    mail: addresses && {
      mailer: createSmtpMailer({ url: box.url, from: "muster@school.example" }),
      addresses,
      digestAt: "07:00",
      pages: "https://muster.school.example/",
      newToken,
      institution: async () => "St Example",
    },
    sender: createWebhookSender({ addresses: webhookAddresses(["localhost"]), userAgent: "Muster/test" }),
    clock: { now: () => school.now },
    timeZone,
    log: { info: keep, warn: keep, error: keep },
  });
  closing.push(() => notifier.stop());
  return notifier;
}

const queue = async (): Promise<readonly NotificationView[]> =>
  (await notifications.list({}, null, 200)).notifications;
const events = (): WebhookEvent[] =>
  receiver.received.flatMap(({ body }) => webhookDelivery.parse(JSON.parse(body)).events);

/** Whoever did not come is absent from sessions on days. */
async function hold(classId: string, on: readonly string[], ...came: string[]): Promise<string[]> {
  const sessions: string[] = [];
  for (const day of on) {
    const session = await school.session(classId, day);
    school.now = at(day, "09:02");
    if (came.length > 0) await school.scan(day, ...came);
    school.now = at(day, "10:30");
    await school.close(session);
    sessions.push(session);
  }
  return sessions;
}

beforeEach(async () => {
  logged.length = 0;
  refuse = null;
  [school, box, receiver] = await Promise.all([
    openAttentionSchool("2026-11-02T08:00:00Z"),
    openSmtpMailbox({
      onRcptTo(_, __, done) {
        done(refuse === null ? null : Object.assign(new Error("refused"), { responseCode: refuse }));
      },
    }),
    openWebhookReceiver(),
  ]);
  closing.push(() => school.dispose(), box.stop, receiver.stop);
  await school.laid.term("T1", "2026-09-01", "2026-12-18");
  maths = await school.class("MATHS", [{ id: "teacher-m", email: "Maths@School.example" }]);
  await school.student("S1", maths, { given: "Zoë", family: "<王>" });
  notifications = createNotifications({
    store: notificationStore(school.laid.pool),
    mail: { configured: true, addresses: ["office@school.example"], digestAt: "07:00" },
    checkUrl: webhookAddresses(["localhost"]).check,
    newSecret,
    clock: { now: () => school.now },
  });
}, 60_000);
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

describe("the daily digest", () => {
  test("is one message to a recipient, at its time, and tells each alert once", async () => {
    const notifier = newNotifier();
    await hold(maths, days);
    await school.review();
    for (const time of ["10:31", "23:59"]) {
      school.now = at("2026-11-11", time);
      await notifier.run();
    }
    school.now = at("2026-11-12", "06:59");
    await notifier.run();
    expect(box.taken).toEqual([]);
    school.now = at("2026-11-12", "07:00");
    await notifier.run();
    await newNotifier().run();
    school.now = at("2026-11-13", "12:00");
    await newNotifier().run();
    expect(box.taken).toHaveLength(1);
    expect(box.taken[0]?.headers.subject).toBe("Muster: 2 new alerts");
    expect(box.taken[0]?.parts["text/plain"]).toContain("Zoë <王> (S1): 3 absences in a row.");
    expect(box.taken[0]?.parts["text/html"]).toContain("Zoë &lt;王&gt; (S1)");
    expect((await school.alerts())[0]?.notified).toEqual([
      { at: "2026-11-12T07:00:00.000Z", channel: "email", to: "office@school.example" },
    ]);
    expect(await queue()).toMatchObject([
      { state: "sent", attempts: 1, alerts: 2, to: "office@school.example", error: null, nextAt: null },
    ]);
    expect(JSON.stringify([logged, await queue()])).not.toMatch(/Zo|王|S1/);
  });

  test("says nothing of an alert that was taken back before, and takes back what it told", async () => {
    await hold(maths, days);
    await school.review();
    school.now = at("2026-11-12", "06:00");
    await school.scan(days[2] ?? "", "S1");
    await school.review();
    school.now = at("2026-11-12", "07:00");
    await newNotifier().run();
    expect(box.taken[0]?.headers.subject).toBe("Muster: 1 new alert");
    expect(box.taken[0]?.parts["text/plain"]).not.toContain("in a row");

    school.now = at("2026-11-12", "12:00");
    for (const day of days) await school.scan(day, "S1");
    await school.review();
    school.now = at("2026-11-13", "07:00");
    await newNotifier().run();
    school.now = at("2026-11-14", "07:00");
    await newNotifier().run();
    expect(box.taken).toHaveLength(2);
    expect(box.taken[1]?.headers.subject).toBe("Muster: 1 taken back");
    expect(box.taken[1]?.parts["text/plain"]).toContain("No longer below 80 %");
  });

  test("tells staff of students in their own classes alone, and only where a rule says so", async () => {
    const art = await school.class("ART", [
      { id: "teacher-a", email: "art@school.example" },
      { id: "teacher-b", email: null },
    ]);
    await school.student("S2", art);
    await hold(maths, days);
    await hold(art, days);
    await school.attention.addRules(
      firstAttentionRules.map((rule) => ({ ...rule, tellStaff: rule.kind === "absences_in_a_row" })),
      { at: school.now, actor: localOperator },
    );
    await school.review();
    school.now = at("2026-11-12", "07:00");
    await newNotifier().run();
    const told = Object.fromEntries(
      box.taken.map(({ to, parts }) => [
        to.join(),
        (parts["text/plain"]?.match(/S\d(?=\)|:)/g) ?? []).sort(),
      ]),
    );
    expect(told).toEqual({
      "office@school.example": ["S1", "S1", "S2", "S2"],
      "maths@school.example": ["S1"],
      "art@school.example": ["S2"],
    });
  });

  test("is ended by a member of staff with the link at its foot, and by nobody whom the settings name", async () => {
    await school.attention.addRules(
      firstAttentionRules.map((rule) => ({ ...rule, tellStaff: true })),
      { at: school.now, actor: localOperator },
    );
    await hold(maths, days);
    await school.review();
    school.now = at("2026-11-12", "07:00");
    await newNotifier().run();
    const textTo = (to: string): string =>
      box.taken.findLast((mail) => mail.to.join() === to)?.parts["text/plain"] ?? "";
    expect(textTo("office@school.example")).not.toContain("/mail#");
    const [, token = ""] = /\/mail#([\w-]{43})/.exec(textTo("maths@school.example")) ?? [];
    expect(await notifications.chooseMail(token, false)).toBe("digest");
    school.now = at("2026-11-12", "12:00");
    for (const day of days) await school.scan(day, "S1");
    await school.review();
    school.now = at("2026-11-13", "07:00");
    await newNotifier().run();
    expect(box.taken.map(({ to }) => to.join()).sort()).toEqual([
      "maths@school.example",
      "office@school.example",
      "office@school.example",
    ]);
  });

  test("that waited is not sent to a member of staff who has left the class meanwhile", async () => {
    await school.attention.addRules(
      firstAttentionRules.map((rule) => ({ ...rule, tellStaff: true })),
      { at: school.now, actor: localOperator },
    );
    await hold(maths, days);
    await school.review();
    refuse = 451;
    school.now = at("2026-11-12", "07:00");
    await newNotifier([]).run();
    expect(await queue()).toMatchObject([{ state: "waiting", attempts: 1, to: "maths@school.example" }]);
    refuse = null;
    await queryRows(school.laid.database, "delete from class_staff");
    school.now = at("2026-11-12", "07:05");
    await newNotifier([]).run();
    expect(box.taken).toEqual([]);
    expect(await queue()).toEqual([]);
  });

  test("waits longer after each refusal, across restarts, shows why, and is told after all", async () => {
    await hold(maths, days);
    await school.review();
    refuse = 451;
    school.now = at("2026-11-12", "07:00");
    await newNotifier().run();
    await newNotifier().run();
    expect(await queue()).toMatchObject([
      {
        state: "waiting",
        attempts: 1,
        error: expect.stringContaining("refused"),
        nextAt: "2026-11-12T07:01:00.000Z",
      },
    ]);
    school.now = at("2026-11-12", "07:01");
    await newNotifier().run();
    expect(await queue()).toMatchObject([{ attempts: 2, nextAt: "2026-11-12T07:03:00.000Z" }]);
    refuse = null;
    school.now = at("2026-11-12", "07:03");
    await newNotifier().run();
    expect(box.taken).toHaveLength(1);
    expect(await queue()).toMatchObject([{ state: "sent", attempts: 3, error: null }]);
  });

  test("that has failed for good has told nothing: the next one tells it", async () => {
    await hold(maths, days);
    await school.review();
    refuse = 550;
    school.now = at("2026-11-12", "07:00");
    await newNotifier().run();
    expect(await queue()).toMatchObject([
      { state: "failed", attempts: 1, error: expect.stringContaining("refused") },
    ]);
    refuse = null;
    school.now = at("2026-11-13", "07:00");
    await newNotifier().run();
    expect(box.taken.map(({ headers }) => headers.subject)).toEqual(["Muster: 2 new alerts"]);
  });

  test("is not queued without a mail server, and what waited is given up in words", async () => {
    await hold(maths, days);
    await school.review();
    refuse = 451;
    school.now = at("2026-11-12", "07:00");
    await newNotifier().run();
    await newNotifier(null).run();
    school.now = at("2026-11-13", "07:00");
    await newNotifier(null).run();
    expect(await queue()).toMatchObject([
      { state: "failed", error: expect.stringContaining("MUSTER_SMTP_URL") },
    ]);
  });
});

describe("a webhook", () => {
  const all = ["alert.opened", "alert.retracted", "mark.changed", "session.final"] as const;
  async function subscribe(types: readonly (typeof all)[number][] = all): Promise<string> {
    const outcome = await notifications.addWebhook(
      { url: `${receiver.url}?key=k1`, events: types },
      localOperator,
    );
    if (outcome.kind !== "created") throw new Error(outcome.kind);
    return outcome.webhook.id;
  }

  test("hears of what happens from then on, in order, once, and of nobody's name", async () => {
    await hold(maths, days.slice(0, 2));
    await subscribe();
    const [session = ""] = await hold(maths, days.slice(2));
    await school.review();
    school.now = at("2026-11-12", "12:00");
    for (const day of days) await school.scan(day, "S1");
    await school.finalise(session);
    await school.review();
    await newNotifier(null).run();
    await newNotifier(null).run();
    expect(events().map(({ type }) => type)).toEqual([
      "mark.changed",
      "alert.opened",
      "alert.opened",
      "mark.changed",
      "mark.changed",
      "mark.changed",
      "session.final",
      "alert.retracted",
      "alert.retracted",
    ]);
    expect(events().map(({ seq }) => seq)).toEqual(
      [...new Set(events().map(({ seq }) => seq))].sort((a, b) => a - b),
    );
    expect(events()[0]).toMatchObject({ student: "S1", status: "absent", session });
    expect(receiver.received[0]?.path).toBe("/hook?key=k1");
    expect(JSON.stringify(receiver.received)).not.toMatch(/Zo|王/);
    const [sent] = await queue();
    expect(sent).toMatchObject({ channel: "webhook", to: receiver.url, state: "sent", subject: "9 events" });
    expect(JSON.stringify(logged)).not.toMatch(/k1|muster_|S1/);
  });

  test("hears of the types that it asked for alone", async () => {
    await subscribe(["session.final"]);
    const [session = ""] = await hold(maths, days.slice(0, 1));
    school.now = at("2026-11-20", "12:00");
    await school.finalise(session);
    await newNotifier(null).run();
    expect(events().map(({ type }) => type)).toEqual(["session.final"]);
  });

  test("gets the same bytes under the same id again, then what came after, and the log says what was wrong", async () => {
    await subscribe(["mark.changed"]);
    receiver.answer(500);
    await hold(maths, days.slice(0, 1));
    await newNotifier(null).run();
    await newNotifier(null).run();
    expect(receiver.received).toHaveLength(1);
    expect(await queue()).toMatchObject([{ state: "waiting", attempts: 1, error: "answered 500" }]);
    await hold(maths, days.slice(1, 2));
    receiver.answer(204);
    await newNotifier(null).run();
    const bodies = receiver.received.map(({ body }) => body);
    expect(bodies).toHaveLength(3);
    expect(bodies[1]).toBe(bodies[0]);
    expect(new Set(events().map(({ seq }) => seq)).size).toBe(2);
    expect((await queue()).map(({ state }) => state)).toEqual(["sent", "sent"]);
  });

  test("that is away for long loses one delivery and not what comes after it", async () => {
    await subscribe(["mark.changed"]);
    receiver.answer(503);
    await hold(maths, days.slice(0, 1));
    for (let n = 0; n < mostAttempts; n += 1) {
      await newNotifier(null).run();
      school.now = school.now.add({ hours: 1 });
    }
    expect(await queue()).toMatchObject([{ state: "failed", attempts: mostAttempts, error: "answered 503" }]);
    receiver.answer(204);
    await hold(maths, days.slice(1, 2));
    await newNotifier(null).run();
    expect((await queue()).map(({ state }) => state).sort()).toEqual(["failed", "sent"]);
  });

  test("skips a long past without its events in a bounded number of steps", async () => {
    await subscribe(["session.final"]);
    await queryRows(school.laid.database, "update change_counter set seq = seq + 1000000");
    const notifier = newNotifier(null);
    const cursor = async (): Promise<number> => {
      const [row] = await queryRows<{ seq: number }>(
        school.laid.database,
        "select cursor_seq as seq from webhook",
      );
      return row?.seq ?? 0;
    };
    const before = await cursor();
    await notifier.run();
    expect((await cursor()) - before).toBe(100_000);
    expect(receiver.received).toEqual([]);
  });

  test("that was removed hears no more, and its secret is gone", async () => {
    const id = await subscribe(["mark.changed"]);
    expect(await notifications.endWebhook(id, localOperator)).toBe("ended");
    expect(await notifications.endWebhook(id, localOperator)).toBe("unknown");
    await hold(maths, days.slice(0, 1));
    await newNotifier(null).run();
    expect(receiver.received).toEqual([]);
    expect(await queryRows(school.laid.database, "select secret from webhook")).toEqual([{ secret: null }]);
    expect(await notifications.webhooks()).toMatchObject([{ id, active: false }]);
  });

  test("goes to no address of a private network", async () => {
    const webhook = { url: receiver.url, events: all };
    expect(
      await notifications.addWebhook({ ...webhook, url: "http://10.0.0.1/" }, localOperator),
    ).toMatchObject({
      kind: "invalid",
    });
  });
});

test("a crash after the receiver took a message sends it once more, with the same id", async () => {
  await hold(maths, days);
  await school.review();
  school.now = at("2026-11-12", "07:00");
  await newNotifier().run();
  // As it would stand had the store not heard of the sending.
  await queryRows(
    school.laid.database,
    "update notification set state = 'waiting', settled_at = null, next_at = '2026-11-12T07:01:00Z'",
  );
  school.now = Temporal.Instant.from("2026-11-12T07:01:00Z");
  await newNotifier().run();
  await newNotifier().run();
  const ids = box.taken.map(({ headers }) => headers["message-id"]);
  expect(ids).toHaveLength(2);
  expect(ids[1]).toBe(ids[0]);
});
