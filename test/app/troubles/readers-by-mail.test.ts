import { v7 as uuidv7 } from "uuid";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createSmtpMailer } from "../../../src/adapters/mail/create-smtp-mailer.ts";
import { createWebhookSender } from "../../../src/adapters/webhooks/create-webhook-sender.ts";
import { newSecret } from "../../../src/adapters/webhooks/new-secret.ts";
import { webhookAddresses } from "../../../src/adapters/webhooks/webhook-addresses.ts";
import { newToken } from "../../../src/app/accounts/secrets.ts";
import { localOperator } from "../../../src/app/actor.ts";
import { firstAttentionRules } from "../../../src/app/attention/attention-rules.ts";
import { createNotifications } from "../../../src/app/notifications/create-notifications.ts";
import { createNotifier } from "../../../src/app/notifications/create-notifier.ts";
import { webhookDelivery } from "../../../src/contract/http/webhook-delivery.ts";
import { openSmtpMailbox, type SmtpMailbox } from "../../adapters/mail/smtp-mailbox.ts";
import { openWebhookReceiver, type WebhookReceiver } from "../../adapters/webhooks/webhook-receiver.ts";
import { at, type MonitorSchool, openMonitorSchool, timeZone } from "../monitor/monitor-school.ts";

let school: MonitorSchool;
let box: SmtpMailbox;
let receiver: WebhookReceiver;
let refuse = false;
const logged: unknown[] = [];

/** Sends whatever waits, as a server that has just started does. */
async function send(): Promise<void> {
  const keep = (fields: Record<string, unknown>, outcome: string): void => void logged.push(fields, outcome);
  const notifier = createNotifier({
    store: school.store.notifications,
    rules: { rules: async () => ({ rules: firstAttentionRules, version: 1, at: at("08:00"), actor: "x" }) },
    mail: {
      mailer: createSmtpMailer({ url: box.url, from: "muster@school.example" }),
      addresses: ["office@school.example"],
      digestAt: "07:00",
      pages: "https://muster.school.example/",
      newToken,
      institution: async () => "St Example",
    },
    sender: createWebhookSender({ addresses: webhookAddresses(["localhost"]), userAgent: "Muster/test" }),
    clock: school.clock,
    timeZone,
    log: { info: keep, warn: keep, error: keep },
  });
  await notifier.run();
  await notifier.stop();
}

const notifications = () =>
  createNotifications({
    store: school.store.notifications,
    mail: { configured: true, addresses: [], digestAt: "07:00" },
    checkUrl: webhookAddresses(["localhost"]).check,
    newSecret,
    clock: school.clock,
  });

/** Somebody with an account, who is told of readers from now on where they have an address. */
async function person(
  login: string,
  role: string,
  email: string | null = `${login}@School.example`,
): Promise<string> {
  const id = uuidv7();
  await school.rows(
    `insert into account (id, login, login_key, name, email, created_at, created_by, roles_changed_at)
     values ($1, $2, $2, $2, $3, $4, 'x', $4)`,
    [id, login, email, at("07:00").toString()],
  );
  await school.rows(
    "insert into account_role (id, account_id, role, granted_at, granted_by, since) values ($1, $2, $3, $4, 'x', $4)",
    [uuidv7(), id, role, at("07:00").toString()],
  );
  await notifications().chooseReaderMail(id, true);
  return id;
}

const texts = (): string[] => box.taken.map((mail) => mail.parts["text/plain"] ?? "");
const events = () => receiver.received.flatMap(({ body }) => webhookDelivery.parse(JSON.parse(body)).events);
/** When each message was queued, by the clocks of the school. */
const queuedAt = async (): Promise<string[]> =>
  (await notifications().list({ channel: "email" }, null, 200)).notifications
    .map((one) => one.at.slice(11, 19))
    .reverse();

beforeEach(async () => {
  refuse = false;
  logged.length = 0;
  [school, box, receiver] = await Promise.all([
    openMonitorSchool(),
    openSmtpMailbox({
      onRcptTo(_, __, done) {
        done(refuse ? Object.assign(new Error("busy"), { responseCode: 451 }) : null);
      },
    }),
    openWebhookReceiver(),
  ]);
  await person("tess", "technician");
}, 60_000);
afterEach(() => Promise.all([school.close(), box.stop(), receiver.stop()]));

/** The monitor goes round so often from now on, as after a restart. */
async function everySeconds(seconds: number): Promise<void> {
  await school.off();
  await school.on(seconds / 60);
}

/** A reader in R1 that was heard at 08:58. */
async function cameraBeforeNine(seconds: number) {
  const camera = school.device("camera");
  await school.until("08:58");
  await camera.comeUp("boot-1");
  await camera.see("S1");
  await everySeconds(seconds);
  return camera;
}

describe.each(["timetabled", "standing"] as const)("a reader of a %s session", (kind) => {
  test("that falls silent is told of by mail and webhook within a minute of when that is known, and that it works again", async () => {
    const { webhook } = await notifications()
      .addWebhook({ url: receiver.url, events: ["reader.broke", "reader.works"] }, localOperator)
      .then((made) => (made.kind === "created" ? made : Promise.reject(new Error(made.kind))));
    const camera = await cameraBeforeNine(5);
    await (kind === "standing" ? school.planDay() : school.plan("09:00", "10:00"));
    await camera.die("unnoticed");
    // Heard at 08:58:00 for the last time: silent from 08:59:30 on, and nobody is told before.
    await school.until("08:59:30");
    await send();
    expect(texts()).toEqual([]);
    await school.until("09:00:30");
    await send();
    expect(await queuedAt()).toEqual(["09:00:15"]);
    expect(box.taken.map(({ to, headers }) => [to, headers.subject])).toEqual([
      [["tess@school.example"], "Muster: 1 thing wrong with readers"],
    ]);
    expect(texts()[0]).toContain("- main/camera in R1: says nothing since Monday 12 January at 08:58.");
    expect(texts()[0]).toContain("https://muster.school.example/devices");
    expect(events()).toMatchObject([
      {
        type: "reader.broke",
        at: "2026-01-12T09:00:15.000Z",
        reader: { name: "main/camera", room: "R1", trouble: "silent", since: "2026-01-12T08:58:00.000Z" },
      },
    ]);
    expect(receiver.received[0]?.headers["muster-signature"]).toBeDefined();
    expect(webhook.active).toBe(true);

    // The server is off in between, and nothing is said twice.
    await everySeconds(60);
    await send();
    await school.until("09:02");
    await camera.comeBack();
    await school.until("09:06:55");
    await send();
    expect(texts()).toHaveLength(1);
    await school.until("09:08:31");
    await send();
    await send();
    expect(texts()).toHaveLength(2);
    expect(box.taken[1]?.headers.subject).toBe("Muster: 1 works again");
    expect(texts()[1]).toContain("- main/camera in R1: is heard again since Monday 12 January at 09:02.");
    expect(events().map(({ type }) => type)).toEqual(["reader.broke", "reader.works"]);
    expect(JSON.stringify(logged)).not.toMatch(/camera|tess/);
    expect(await school.differences()).toEqual([]);
  });
});

test("a broker that goes away takes all readers along, and is one message", async () => {
  const cameras = Array.from({ length: 10 }, (_, n) => school.device(`camera-${n}`));
  await school.until("08:57");
  for (const camera of cameras) {
    await camera.comeUp("boot-1");
    await school.clock.advanceTo(school.clock.now().add({ seconds: 3 }));
  }
  await everySeconds(10);
  for (const camera of cameras) await camera.die("unnoticed");
  await school.until("09:02");
  await send();
  expect(box.taken.map(({ headers }) => headers.subject)).toEqual(["Muster: 10 things wrong with readers"]);
  expect(texts()[0]).toMatch(/^So many fell silent at once: look first at what they share/);
  for (const camera of cameras) {
    await camera.comeBack();
    await school.clock.advanceTo(school.clock.now().add({ seconds: 3 }));
  }
  await everySeconds(60);
  await school.until("09:09");
  await send();
  expect(box.taken.map(({ headers }) => headers.subject).slice(1)).toEqual(["Muster: 10 work again"]);
});

test("what was told while the mail server was away and works again meanwhile is not told at all", async () => {
  refuse = true;
  const camera = await cameraBeforeNine(60);
  await camera.lose();
  await school.until("09:00");
  await send();
  await school.until("09:03");
  await camera.comeBack();
  await school.until("09:09");
  await send();
  refuse = false;
  await school.until("09:30");
  await send();
  expect(texts()).toEqual([]);
  await camera.lose();
  await school.until("09:32");
  await send();
  expect(texts()).toHaveLength(1);
  expect(texts()[0]).toContain("is offline since Monday 12 January at 09:30.");
});

test("a wrong clock, numbers that never came and scans that wait are told of a reader that is heard", async () => {
  await cameraBeforeNine(30);
  const odd = school.device("odd");
  const scan = (seq: number) => ({
    event_id: uuidv7(),
    boot_id: "b",
    seq,
    occurred_at: school.clock.now().toString(),
    clock: "ntp",
    subject: { scheme: "student_id", value: "S2" },
    decision: "granted",
    location: "R2",
  });
  const beat = (more: object) =>
    odd.say("heartbeat", { at: school.clock.now().toString(), boot_id: "b", clock: "ntp", ...more });
  await beat({ outbox: 3 });
  await odd.say("scan", scan(1));
  await odd.say("scan", scan(8));
  await beat({ outbox: 6 });
  await school.until("08:59:30");
  await beat({ outbox: 6 });
  await send();
  // Six numbers are missing, and six scans wait: nothing is lost yet.
  expect(texts()).toEqual([]);
  await beat({ outbox: 2, at: school.clock.now().add({ minutes: 5 }).toString() });
  for (const time of ["09:00:30", "09:01:30", "09:02:30", "09:03:30", "09:04:30", "09:05:30", "09:06:30"]) {
    await school.until(time);
    await beat({ outbox: 2, at: school.clock.now().add({ minutes: 5 }).toString() });
  }
  await send();
  expect(texts()).toHaveLength(1);
  expect(texts()[0]).toContain("- main/odd in R2: its clock is 5 minutes ahead.");
  expect(texts()[0]).toContain(
    "- main/odd in R2: 6 numbers are missing among its scans, and they do not wait on it.",
  );
  for (const time of ["09:07:30", "09:08:30", "09:09:30"]) {
    await school.until(time);
    await beat({ outbox: 2 });
  }
  await send();
  expect(texts().slice(1).join()).toContain("- main/odd in R2: 2 scans wait on it, though it is heard.");
});

test("of a reader that is shut out, out of use, or expected to be silent nothing is told", async () => {
  const names = ["shut", "retired", "at-night"];
  const readers = names.map((name) => school.device(name));
  await school.until("08:58");
  for (const reader of readers) await reader.comeUp("boot-1");
  await school.addDevice("shut");
  await school.store.devices.disable("shut", { at: at("08:59"), by: "x" });
  await school.note("main/retired", { retired: { reason: "broken" } });
  await school.note("main/at-night", {
    expectedSilence: { weekly: [{ days: [1], from: "08:00", to: "09:10" }], until: null, reason: "" },
  });
  await everySeconds(60);
  for (const reader of readers) await reader.die("noticed");
  await school.until("09:09");
  await send();
  expect(texts()).toEqual([]);
  // The hours are over, and it does not come back.
  await school.until("09:13");
  await send();
  expect(texts()).toHaveLength(1);
  expect(texts()[0]).toMatch(/main\/at-night/);
  expect(texts()[0]).not.toMatch(/shut|retired/);
  // Somebody puts it away: it is told of no more.
  await school.note("main/at-night", { retired: { reason: "gone" } });
  await school.until("09:14");
  await send();
  expect(texts()).toHaveLength(1);
});

test("a message names the room where a reader is when it is sent", async () => {
  const camera = await cameraBeforeNine(20);
  await camera.see("S2", 0, "R2");
  await camera.lose();
  await school.until("08:59:30");
  await send();
  expect(texts()[0]).toContain("main/camera in R2: is offline");
});

test("readers that were silent before the server began to hear are told of once it has listened for as long as they may be silent", async () => {
  const camera = await cameraBeforeNine(60);
  await school.off();
  await camera.die("noticed");
  await school.until("09:20");
  await school.on(0.25);
  await school.until("09:21:30");
  await send();
  expect(texts()).toEqual([]);
  await school.until("09:22:30");
  await send();
  expect(texts()).toHaveLength(1);
});

test("only who may see readers, has chosen so and has an address is told, and whoever ends it by the link is told no more", async () => {
  const nobody = await person("nora", "technician", null);
  await person("lea", "lecturer");
  const away = await person("ada", "administrator");
  const gone = await person("tom", "technician");
  expect(await notifications().readerMail(nobody)).toEqual({
    wanted: false,
    address: null,
    configured: true,
  });
  expect(await notifications().chooseReaderMail(nobody, true)).toBeNull();
  expect(await notifications().chooseReaderMail(away, false)).toMatchObject({ wanted: false });
  const camera = await cameraBeforeNine(60);
  await camera.lose();
  await school.until("09:00");
  // The role ends while the message waits.
  await school.rows("update account_role set until = $2, ended_by = 'x' where account_id = $1", [
    gone,
    at("08:59:59").toString(),
  ]);
  await send();
  expect(box.taken.flatMap(({ to }) => to)).toEqual(["tess@school.example"]);
  const token = /mail\S*#(\S+)/.exec(texts()[0] ?? "")?.[1] ?? "";
  expect(await notifications().chooseMail(token, false)).toBe("readers");
  await camera.comeBack();
  await school.until("09:10");
  await camera.lose();
  await school.until("09:12");
  await send();
  expect(box.taken).toHaveLength(1);
  expect(await notifications().chooseMail(token, true)).toBe("readers");
});
