import { afterAll, beforeAll, expect, test } from "vitest";
import { createSmtpMailer } from "../../src/adapters/mail/create-smtp-mailer.ts";
import { createPool } from "../../src/adapters/postgres/connect-postgres.ts";
import { notificationStore } from "../../src/adapters/postgres/notification-store.ts";
import { createWebhookSender } from "../../src/adapters/webhooks/create-webhook-sender.ts";
import { webhookAddresses } from "../../src/adapters/webhooks/webhook-addresses.ts";
import { newToken } from "../../src/app/accounts/secrets.ts";
import { createNotifier } from "../../src/app/notifications/create-notifier.ts";
import { notificationList } from "../../src/contract/http/alerts.ts";
import { absenceView, markExplanationView } from "../../src/contract/http/sessions.ts";
import { openSmtpMailbox, type SmtpMailbox } from "../adapters/mail/smtp-mailbox.ts";
import { queryRows } from "../parts/postgres.ts";
import { account, openRightsSchool, posted, type RightsSchool } from "./rights-school.ts";
import { timeZone } from "./serve-here.ts";

let school: RightsSchool;
let mailbox: SmtpMailbox;
let refuse = false;
const pages = "https://muster.school.example/";
beforeAll(async () => {
  mailbox = await openSmtpMailbox({
    onRcptTo(_, __, done) {
      done(refuse ? Object.assign(new Error("<ada@school.example> is busy"), { responseCode: 451 }) : null);
    },
  });
  school = await openRightsSchool({
    mail: {
      server: { url: mailbox.url, from: "Muster <muster@school.example>" },
      addresses: [],
      digestAt: "07:00",
    },
    pages,
  });
  const idOf = (code: string): string => school.people.get(code) ?? "";
  for (const [word, roles, code] of [
    ["ada", ["student"], "S1"],
    ["grace", ["lecturer"], "grace"],
    ["alan", ["lecturer"], "alan"],
  ] as const) {
    school.asking.set(word, account(word, roles, idOf(code)));
  }
  school.asking.set("rita", account("rita", ["registrar"], null));
  school.asking.set("root", account("root", ["administrator"], null));
  await queryRows(
    school.served.database,
    "update person set email = 'Ada@School.example', given_name = 'Ada' where id = $1",
    [idOf("S1")],
  );
}, 120_000);
afterAll(() => Promise.all([school?.served.stop(), mailbox?.stop()]));

const say = async (word: string, deed: string, body: object, dispute = school.own.dispute): Promise<void> => {
  const answer = await school.ask(word, `/api/v1/disputes/${dispute}/${deed}`, posted(body));
  expect(answer.status, await answer.text()).toBe(200);
};
const leave = async (word: string, state: string): Promise<void> => {
  const answer = await school.ask(
    word,
    `/api/v1/absences/${school.own.absence}`,
    posted({ state, reason: `${state}, since the letter came` }),
  );
  expect(answer.status).toBe(200);
  expect(absenceView.parse(await answer.json()).state).toBe(state);
};
/** All mail that came, once there are so many messages and none waits. */
async function mails(count: number) {
  await expect.poll(() => mailbox.taken.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(count);
  await expect
    .poll(
      () =>
        queryRows(school.served.database, "select from notification where state = 'waiting'").then(
          (rows) => rows.length,
        ),
      { timeout: 10_000 },
    )
    .toBe(0);
  expect(mailbox.taken).toHaveLength(count);
  return mailbox.taken;
}
const textOf = (mail: SmtpMailbox["taken"][number] | undefined): string => mail?.parts["text/plain"] ?? "";
const choose = (token: string, wanted: boolean) =>
  school.ask("nobody", "/api/v1/mail-choice", posted({ token, wanted }));

test("what was answered to a dispute comes by mail, with why, and without who", async () => {
  await say("grace", "answer", { answer: "declined", reason: "The room was <empty>" });
  const [mail] = await mails(1);
  expect(mail?.to).toEqual(["ada@school.example"]);
  expect(mail?.headers.subject).toMatch(/: an answer about a mark$/);
  const text = textOf(mail);
  expect(text).toContain("Hello Ada,");
  expect(text).toMatch(/your mark for OWN on \w+day,? \d+ \w+ \d{4}.* should be “Present”/);
  expect(text).toContain("It was not accepted. The mark says “Absent”.");
  expect(text).toContain("The reason that was given: The room was <empty>");
  expect(text).toContain(`${pages}disputes`);
  expect(mail?.parts["text/html"]).toContain("The room was &lt;empty&gt;");
  expect(`${text}${mail?.headers.subject}`).not.toMatch(/grace|S2|Ada S1/);
});

test("an answer that was told and is taken back is told to be, and the next one as well", async () => {
  await say("rita", "take-back", { reason: "Asked the porter" });
  expect(textOf((await mails(2))[1])).toContain("waits for an answer again");
  const path = `/api/v1/sessions/${school.own.session}/marks/S1`;
  const { mark } = markExplanationView.parse(await (await school.ask("ada", path)).json());
  await say("grace", "answer", {
    answer: "accepted",
    to: { status: "present" },
    revision: mark.revision,
    reason: "The porter saw her",
  });
  expect(textOf((await mails(3))[2])).toContain("It was accepted. The mark now says “Present”.");
});

test("what was decided about leave comes by mail, without why it was asked for", async () => {
  await leave("rita", "approved");
  const mail = (await mails(4))[3];
  expect(mail?.headers.subject).toMatch(/: an answer about your leave$/);
  expect(textOf(mail)).toMatch(/^Your leave from .* to .* was approved\.$/m);
  expect(textOf(mail)).toContain("approved, since the letter came");
  expect(JSON.stringify(mail)).not.toMatch(/medical|a visit/);
});

test("nobody is told of what they did themselves, nor who has no address", async () => {
  await leave("ada", "withdrawn");
  await say("alan", "answer", { answer: "declined", reason: "no" }, school.foreign.dispute);
  expect(await queryRows(school.served.database, "select from notification")).toHaveLength(4);
});

test("who shows the link of a mail ends such mail, without signing in, and may begin it again", async () => {
  const link = /https:\/\/muster\.school\.example\/mail#([\w-]{43})/.exec(textOf(mailbox.taken[3]));
  const token = link?.[1] ?? "";
  expect(mailbox.taken.every((mail) => textOf(mail).includes(token))).toBe(true);
  expect(mailbox.taken[3]?.headers["list-unsubscribe"]).toContain(token);
  expect((await choose(`${token}x`, false)).status).toBe(404);
  expect(await (await choose(token, false)).json()).toEqual({ kind: "answers", wanted: false });
  await leave("rita", "submitted");
  await leave("rita", "rejected");
  expect(await queryRows(school.served.database, "select from notification")).toHaveLength(4);
  expect(await (await choose(token, true)).json()).toEqual({ kind: "answers", wanted: true });
  await leave("rita", "approved");
  await mails(5);
});

test("what waited when the server died is sent once by the next one; what became untrue is not", async () => {
  refuse = true;
  await leave("rita", "rejected");
  const pool = createPool(school.served.database.address, { max: 2, name: "test" });
  const waiting = () =>
    queryRows<{ attempts: number; error: string | null }>(
      school.served.database,
      "select attempts, error from notification where state = 'waiting'",
    );
  await expect.poll(async () => (await waiting())[0]?.error ?? "", { timeout: 10_000 }).toContain("busy");
  const listed = notificationList.parse(
    await (await school.ask("root", "/api/v1/notifications?state=waiting")).json(),
  );
  expect(listed.notifications).toMatchObject([
    { to: "a student", error: expect.stringContaining("a student") },
  ]);
  expect(JSON.stringify(listed)).not.toContain("ada@");
  expect(JSON.stringify(school.served.log)).not.toContain("ada@");

  refuse = false;
  let ahead = 70;
  const next = () =>
    createNotifier({
      store: notificationStore(pool),
      rules: { rules: async () => null },
      mail: {
        mailer: createSmtpMailer({ url: mailbox.url, from: "muster@school.example" }),
        addresses: [],
        digestAt: "07:00",
        pages,
        newToken,
        institution: async () => "St Example",
      },
      sender: createWebhookSender({ addresses: webhookAddresses([]), userAgent: "Muster/test" }),
      clock: { now: () => school.served.clock.now().add({ seconds: ahead }) },
      timeZone,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    });
  try {
    for (const notifier of [next(), next()]) {
      await notifier.run();
      await notifier.stop();
    }
    expect(mailbox.taken).toHaveLength(6);
    expect(textOf(mailbox.taken[5])).toContain("was not approved");

    refuse = true;
    await leave("rita", "approved");
    await expect.poll(async () => (await waiting())[0]?.error ?? "", { timeout: 10_000 }).toContain("busy");
    refuse = false;
    await leave("ada", "withdrawn");
    ahead = 140;
    const notifier = next();
    await notifier.run();
    await notifier.stop();
    expect(mailbox.taken).toHaveLength(6);
    expect(await waiting()).toEqual([]);
  } finally {
    await pool.end();
  }
});
