import { once } from "node:events";
import { createServer } from "node:net";
import { Temporal } from "temporal-polyfill";
import { afterEach, describe, expect, test } from "vitest";
import { createSmtpMailer } from "../../../src/adapters/mail/create-smtp-mailer.ts";
import type { Mail } from "../../../src/app/notifications/mailer.ts";
import { NotDelivered } from "../../../src/app/notifications/not-delivered.ts";
import { writeDigest } from "../../../src/app/notifications/write-digest.ts";
import { openSmtpMailbox, type SmtpMailbox } from "./smtp-mailbox.ts";

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function mailbox(options: Parameters<typeof openSmtpMailbox>[0] = {}): Promise<SmtpMailbox> {
  const opened = await openSmtpMailbox(options);
  closing.push(opened.stop);
  return opened;
}

function mailer(url: string, patienceMs = 5_000): ReturnType<typeof createSmtpMailer> {
  const made = createSmtpMailer({ url, from: "Muster <muster@school.example>", patienceMs });
  closing.push(made.close);
  return made;
}

const name = 'Zoë 王 <script>"&\r\nBcc: x@y.z';
const mail: Mail = {
  to: "office@school.example",
  ...writeDigest([{ word: "opened", student: { id: "S1", name }, because: "3 absences in a row." }]),
  id: "01a203a3-b3e9-735e-85c9-e37ee3c268e1",
  at: Temporal.Instant.from("2026-11-20T07:00:00Z"),
};

/** How a message was not delivered. */
async function refusal(sent: Promise<void>): Promise<Pick<NotDelivered, "forGood" | "code" | "message">> {
  const error = await sent.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof NotDelivered)) throw new Error(`it was not refused, but: ${String(error)}`);
  return { forGood: error.forGood, code: error.code, message: error.message };
}

describe("a mail", () => {
  test("arrives as plain text and as HTML, names whole, escaped and in the body alone", async () => {
    const box = await mailbox();
    await mailer(box.url).send(mail);
    const [taken, ...more] = box.taken;
    expect(more).toEqual([]);
    expect(taken?.from).toBe("muster@school.example");
    expect(taken?.to).toEqual(["office@school.example"]);
    expect(taken?.headers.subject).toBe("Muster: 1 new alert");
    expect(taken?.headers["message-id"]).toBe(`<${mail.id}@school.example>`);
    expect(taken?.headers.date).toBe("Fri, 20 Nov 2026 07:00:00 +0000");
    expect(taken?.headers.bcc).toBeUndefined();
    expect(taken?.parts["text/plain"]).toContain('- Zoë 王 <script>"& Bcc: x@y.z (S1): 3 absences in a row.');
    const html = taken?.parts["text/html"];
    expect(html).toContain("Zoë 王 &lt;script&gt;&quot;&amp; Bcc: x@y.z (S1)");
    expect(html).not.toContain("<script");
    expect(JSON.stringify(taken?.headers)).not.toMatch(/Zo|script/);
  });

  test("that the server refuses for its recipient has failed for good", async () => {
    const box = await mailbox({
      onRcptTo: (_, __, done) => done(Object.assign(new Error("no such mailbox"), { responseCode: 550 })),
    });
    expect(await refusal(mailer(box.url).send(mail))).toMatchObject({ forGood: true, code: "EENVELOPE 550" });
  });

  test("that the server asks to bring again later is brought again", async () => {
    const box = await mailbox({
      onMailFrom: (_, __, done) => done(Object.assign(new Error("come again"), { responseCode: 451 })),
    });
    expect(await refusal(mailer(box.url).send(mail))).toMatchObject({
      forGood: false,
      code: "EENVELOPE 451",
    });
  });

  test("by a refused sign-in has failed for good, and the password is not told", async () => {
    const box = await mailbox({ onAuth: (_, __, done) => done(new Error("wrong")), allowInsecureAuth: true });
    const url = box.url.replace("//", "//muster:hunter2@");
    const refused = await refusal(mailer(url).send(mail));
    expect(refused).toMatchObject({ forGood: true });
    expect(JSON.stringify(refused)).not.toContain("hunter2");
  });

  test("to a server that is silent or away waits, and does not hang", async () => {
    const silent = createServer(() => undefined);
    silent.listen(0, "127.0.0.1");
    await once(silent, "listening");
    const address = silent.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    const url = `smtp://127.0.0.1:${address.port}`;
    const began = performance.now();
    expect(await refusal(mailer(url, 200).send(mail))).toMatchObject({ forGood: false, code: "ETIMEDOUT" });
    expect(performance.now() - began).toBeLessThan(3_000);
    silent.close();
    await once(silent, "close");
    expect(await refusal(mailer(url, 200).send(mail))).toMatchObject({ forGood: false });
  });
});
