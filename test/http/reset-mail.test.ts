import { afterAll, beforeAll, expect, test } from "vitest";
import { openSmtpMailbox, type SmtpMailbox } from "../adapters/mail/smtp-mailbox.ts";
import { type ServedHere, serveHere } from "./serve-here.ts";
import { addAccount, openBrowser, passwords, setUpAdministrator, signIn } from "./sign-in.ts";

let mailbox: SmtpMailbox;
let served: ServedHere;
beforeAll(async () => {
  mailbox = await openSmtpMailbox();
  served = await serveHere({
    mail: {
      server: { url: mailbox.url, from: "Muster <muster@school.example>" },
      addresses: [],
      digestAt: "07:00",
    },
    pages: "https://muster.school.example/",
  });
  const ada = await setUpAdministrator(served);
  await addAccount(ada, "bob", ["lecturer"], passwords.bob);
});
afterAll(() => Promise.all([served?.stop(), mailbox?.stop()]));

const forgotten = (login: string) =>
  openBrowser(served.url).send("POST", "/api/v1/sign-in/forgotten", { login });

test("who forgot a password gets a link by mail, to the address that the account has; nobody else does", async () => {
  const answers = await Promise.all(["nobody", "BOB", "stranger@school.example"].map(forgotten));
  for (const { status, text } of answers) {
    expect(status).toBe(202);
    expect(text).toBe(answers[0]?.text);
  }
  await expect.poll(() => mailbox.taken.length).toBe(1);
  const [mail] = mailbox.taken;
  expect(mail?.to).toEqual(["bob@school.example"]);
  const text = mail?.parts["text/plain"] ?? "";
  // The address is the one of the settings: what a request says of its host is in no mail.
  const [, secret = ""] = /https:\/\/muster\.school\.example\/sign-in\/link#([\w-]{43})/.exec(text) ?? [];
  expect(secret).not.toBe("");
  expect(mail?.parts["text/html"]).toContain(secret);
  const logged = JSON.stringify(served.log);
  expect(logged).not.toContain(secret);
  expect(logged).not.toContain("bob@school.example");

  const bob = openBrowser(served.url);
  expect((await signIn(bob, "bob", passwords.bob)).status).toBe(200);
  const chosen = await openBrowser(served.url).send("POST", "/api/v1/sign-in/link", {
    secret,
    password: passwords.other,
  });
  expect(chosen.status).toBe(200);
  expect((await bob.send("GET", "/api/v1/account")).status).toBe(401);
  expect((await signIn(bob, "bob", passwords.other)).status).toBe(200);
});

test("an account is found by its mail address as well", async () => {
  const before = mailbox.taken.length;
  await forgotten("Bob@School.Example");
  await expect.poll(() => mailbox.taken.length).toBe(before + 1);
  expect(mailbox.taken.at(-1)?.to).toEqual(["bob@school.example"]);
});

test("who asks again and again waits", async () => {
  const statuses: number[] = [];
  for (let n = 0; n < 12; n++) statuses.push((await forgotten("nobody")).status);
  expect(statuses).toContain(429);
});
