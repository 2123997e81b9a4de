import { generateKeyPairSync } from "node:crypto";
import { TOTP } from "otpauth";
import { Temporal } from "temporal-polyfill";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Timekeeper } from "../../src/app/ports.ts";
import { accountList, begunFactor, ownAccountView, signInView } from "../../src/contract/http/accounts.ts";
import { passkeyMaking, passkeyQuestion } from "../../src/contract/http/passkeys.ts";
import { problem } from "../../src/contract/http/problem.ts";
import { queryRows } from "../parts/postgres.ts";
import { type Otherwise, type SoftPasskey, softAuthenticator } from "../support/soft-authenticator.ts";
import { type ServedHere, serveHere } from "./serve-here.ts";
import { addAccount, type Browser, openBrowser, passwords, setUpAdministrator, signIn } from "./sign-in.ts";

/** Hands that a test turns. */
let now = Temporal.Instant.from("2026-11-23T12:00:00Z");
const clock: Timekeeper = { now: () => now, after: () => () => undefined };
const turn = (duration: Temporal.DurationLike): void => {
  now = now.add(duration);
};

let served: ServedHere;
let ada: Browser;
let bob: Browser;
let bobs: SoftPasskey;
let device: ReturnType<typeof softAuthenticator>;
beforeAll(async () => {
  served = await serveHere({}, clock);
  device = softAuthenticator(served.url);
  ada = await setUpAdministrator(served);
  await addAccount(ada, "bob", ["registrar"], passwords.bob);
  bob = browser();
  await signIn(bob, "bob", passwords.bob);
  bobs = await addPasskey(bob, passwords.bob, "Bob's phone");
}, 120_000);
afterAll(() => served?.stop());

const browser = (): Browser => openBrowser(served.url);
const whoIs = async (one: Browser) =>
  signInView.parse(JSON.parse((await one.send("GET", "/api/v1/sign-in")).text)).account?.login ?? null;
const view = async (one: Browser) =>
  ownAccountView.parse(JSON.parse((await one.send("GET", "/api/v1/account")).text));
const said = (text: string) => problem.parse(JSON.parse(text)).errors?.[0]?.message ?? "";

const anotherKey = () => generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;

/** What a browser is asked. */
async function asked(one: Browser, path = "sign-in/passkey/begin") {
  const answer = await one.send("POST", `/api/v1/${path}`);
  expect(answer.status, answer.text).toBe(200);
  return passkeyQuestion.parse(JSON.parse(answer.text));
}
async function makingFor(one: Browser, current: string | null) {
  const answer = await one.send("POST", "/api/v1/account/passkeys/begin", { current });
  expect(answer.status, answer.text).toBe(200);
  return passkeyMaking.parse(JSON.parse(answer.text));
}
async function addPasskey(one: Browser, current: string | null, name: string): Promise<SoftPasskey> {
  const { passkey, answer } = device.make(await makingFor(one, current));
  const added = await one.send("POST", "/api/v1/account/passkeys", { name, answer });
  expect(added.status, added.text).toBe(200);
  return passkey;
}
const answerSignIn = (one: Browser, answer: object) =>
  one.send("POST", "/api/v1/sign-in/passkey", { answer });
async function signInBy(one: Browser, passkey: SoftPasskey, otherwise: Otherwise = {}) {
  turn({ seconds: 30 });
  return answerSignIn(one, device.sign(passkey, await asked(one), otherwise));
}
const accountOf = async (login: string) =>
  accountList
    .parse(JSON.parse((await ada.send("GET", "/api/v1/accounts")).text))
    .accounts.find((one) => one.login === login);
const auditOf = (deed: string) =>
  queryRows<{ after: string | null; before: string | null }>(
    served.database,
    `select before, after from audit_entry where deed = '${deed}' order by seq`,
  );

describe("signing in by a passkey", () => {
  test("nothing is typed and nothing is told of anybody: the device says who it is", async () => {
    const one = browser();
    const question = await asked(one);
    expect(question).toMatchObject({ rpId: "localhost", userVerification: "required" });
    expect(question.allowCredentials).toBeUndefined();
    expect((await answerSignIn(one, device.sign(bobs, question))).status).toBe(200);
    expect(await whoIs(one)).toBe("bob");
    expect((await one.send("GET", "/api/v1/students")).status).toBe(200);
  });

  test("it is for a device that keeps it, verifies its owner, and is asked where it was made by nobody", async () => {
    const making = await makingFor(bob, passwords.bob);
    expect(making).toMatchObject({
      rp: { id: "localhost", name: "Muster" },
      user: { name: "bob" },
      attestation: "none",
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
      excludeCredentials: [{ id: bobs.id }],
    });
  });

  test("it stands in place of password and code: an account with a second factor is not asked for one", async () => {
    await addAccount(ada, "tina", ["lecturer"], passwords.other);
    const tina = browser();
    await signIn(tina, "tina", passwords.other);
    const proof = { current: passwords.other };
    const { secret } = begunFactor.parse(
      JSON.parse((await tina.send("POST", "/api/v1/account/second-factor", proof)).text),
    );
    const code = new TOTP({ secret }).generate({ timestamp: now.epochMilliseconds });
    expect((await tina.send("POST", "/api/v1/account/second-factor/confirm", { code })).status).toBe(200);
    const tinas = await addPasskey(tina, passwords.other, "Laptop");
    const one = browser();
    expect((await signInBy(one, tinas)).status).toBe(200);
    expect(await whoIs(one)).toBe("tina");
  });

  const attacks: [string, RegExp, () => Promise<Otherwise>][] = [
    ["asked for by another origin", /origin "https/, async () => ({ origin: "https://muster.evil.example" })],
    ["asked for on another port", /origin "http:/, async () => ({ origin: "http://localhost:1" })],
    ["made for another server's name", /RP ID/, async () => ({ host: "evil.example" })],
    ["within another server's page", /another server's/, async () => ({ crossOrigin: true })],
    ["to another question", /challenge/, async () => ({ challenge: (await asked(browser())).challenge })],
    ["of making a passkey", /response type/, async () => ({ type: "webauthn.create" })],
    ["with nobody verified", /could not be verified/, async () => ({ verified: false })],
    ["with nobody there", /not present/, async () => ({ present: false })],
    ["signed by another key", /not the passkey's/, async () => ({ key: anotherKey() })],
    ["for another account", /somebody else's/, async () => ({ userHandle: "BwcHBwcHBwcHBwcHBwcHBw" })],
  ];
  test.each(attacks)("an answer is refused that is %s", async (_name, because, otherwise) => {
    const one = browser();
    const refused = await signInBy(one, bobs, await otherwise());
    expect(refused.status, refused.text).toBe(403);
    expect(said(refused.text)).toMatch(/not known here, or did not prove/);
    const logged = served.log.findLast(({ outcome }) => outcome === "a passkey was refused");
    expect(String(logged?.fields.error)).toMatch(because);
    expect(await whoIs(one)).toBeNull();
    expect((await signInBy(one, bobs)).status, "else it is taken").toBe(200);
  });

  test("an answer counts once, in the browser that was asked, within five minutes", async () => {
    const one = browser();
    const question = await asked(one);
    const thief = browser();
    thief.cookies.set("muster_asked", one.cookies.get("muster_asked") ?? "");
    const answer = device.sign(bobs, question);
    expect((await answerSignIn(browser(), answer)).status, "another browser").toBe(403);
    expect((await answerSignIn(one, answer)).status).toBe(200);
    const again = await answerSignIn(thief, answer);
    expect(again.status, "a second time").toBe(403);
    expect(said(again.text)).toMatch(/begin again/);

    const late = browser();
    const slow = device.sign(bobs, await asked(late));
    turn({ minutes: 5 });
    expect((await answerSignIn(late, slow)).status, "late").toBe(403);
  });

  test("what was asked to confirm, or to add one, signs nobody in", async () => {
    const confirming = await asked(bob, "account/confirm/passkey/begin");
    const one = openBrowser(served.url, new Map([["muster_asked", bob.cookies.get("muster_asked") ?? ""]]));
    expect((await answerSignIn(one, device.sign(bobs, confirming))).status).toBe(403);
    expect(await whoIs(one)).toBeNull();
  });

  test("a count that went back is refused and told: to who signs in, to its owner and to the audit log", async () => {
    const carl = await somebody("carl");
    const copied = await addPasskey(carl, passwords.other, "Key ring");
    expect((await signInBy(browser(), copied, { counter: 7 })).status).toBe(200);
    for (const counter of [7, 3, 0]) {
      const refused = await signInBy(browser(), copied, { counter });
      expect(refused.status, String(counter)).toBe(403);
      expect(said(refused.text)).toMatch(/Key ring: counted less than the last time/);
    }
    expect((await view(carl)).passkeys).toMatchObject([{ name: "Key ring", refusedAt: now.toString() }]);
    const entries = await auditOf("account.passkey_refused");
    expect(entries.map(({ before, after }) => [before, JSON.parse(after ?? "").counter])).toEqual([
      ['{"counter":7}', 7],
      ['{"counter":7}', 3],
      ['{"counter":7}', 0],
    ]);
    expect((await signInBy(browser(), copied, { counter: 8 })).status).toBe(200);
  });

  test("one that does not count is taken each time", async () => {
    const dora = await somebody("dora");
    const plain = await addPasskey(dora, passwords.other, "Synced");
    for (const _ of [1, 2]) expect((await signInBy(browser(), plain, { counter: 0 })).status).toBe(200);
  });

  test("one that was removed, and one of a disabled account, let nobody in", async () => {
    const erin = await somebody("erin");
    const gone = await addPasskey(erin, passwords.other, "Old phone");
    const stays = await addPasskey(erin, passwords.other, "Phone");
    const other = browser();
    expect((await signInBy(other, gone)).status).toBe(200);
    const [{ id } = { id: "" }] = (await view(erin)).passkeys;
    const proof = { current: passwords.other };
    expect((await erin.send("POST", `/api/v1/account/passkeys/${id}/remove`, proof)).status).toBe(200);
    expect(await whoIs(other), "its sessions end").toBeNull();
    expect((await signInBy(browser(), gone)).status).toBe(403);

    const account = await accountOf("erin");
    await ada.send("POST", `/api/v1/accounts/${account?.id}/disable`, { reason: "left" });
    const refused = await signInBy(browser(), stays);
    expect(refused.status).toBe(409);
    expect(said(refused.text)).toMatch(/erin: is disabled/);
    await ada.send("POST", `/api/v1/accounts/${account?.id}/enable`, {});
    expect((await signInBy(browser(), stays)).status).toBe(200);
  });

  test("who answers wrongly several times waits, and nobody else does for it", async () => {
    const fay = await somebody("fay");
    const hers = await addPasskey(fay, passwords.other, "Phone");
    const tries = [];
    for (let n = 0; n < 6; n++) {
      const one = browser();
      tries.push((await answerSignIn(one, device.sign(hers, await asked(one), { verified: false }))).status);
    }
    expect(tries).toEqual([403, 403, 403, 403, 403, 429]);
    expect((await signInBy(browser(), bobs)).status).toBe(200);
  });
});

/** Somebody with an account of their own, signed in. */
async function somebody(login: string): Promise<Browser> {
  turn({ minutes: 5 });
  await addAccount(ada, login, ["lecturer"], passwords.other);
  const one = browser();
  expect((await signIn(one, login, passwords.other)).status).toBe(200);
  return one;
}

describe("one's own passkeys", () => {
  test("are listed with names, renamed, and told to nobody else", async () => {
    const gus = await somebody("gus");
    await addPasskey(gus, passwords.other, "  Phone ");
    const [passkey] = (await view(gus)).passkeys;
    expect(passkey).toMatchObject({ name: "Phone", host: "localhost", lastUsedAt: null, refusedAt: null });
    const renamed = await gus.send("PATCH", `/api/v1/account/passkeys/${passkey?.id}`, { name: "Tablet" });
    expect(ownAccountView.parse(JSON.parse(renamed.text)).passkeys).toMatchObject([{ name: "Tablet" }]);
    expect((await bob.send("PATCH", `/api/v1/account/passkeys/${passkey?.id}`, { name: "x" })).status).toBe(
      404,
    );
    const proof = { current: passwords.bob };
    expect((await bob.send("POST", `/api/v1/account/passkeys/${passkey?.id}/remove`, proof)).status).toBe(
      404,
    );
    expect((await gus.send("PATCH", `/api/v1/account/passkeys/${passkey?.id}`, { name: " " })).status).toBe(
      400,
    );
    expect((await accountOf("gus"))?.passkeys).toBe(1);
  });

  test("none is added without the owner's proof, by another session, or a second time", async () => {
    const hal = await somebody("hal");
    for (const current of [null, passwords.bob]) {
      expect((await hal.send("POST", "/api/v1/account/passkeys/begin", { current })).status).toBe(403);
    }
    const { answer } = device.make(await makingFor(hal, passwords.other));
    const thief = openBrowser(served.url, new Map(hal.cookies));
    thief.cookies.delete("muster_asked");
    const asked = { name: "Phone", answer };
    expect((await thief.send("POST", "/api/v1/account/passkeys", asked)).status).toBe(403);
    bob.cookies.set("muster_asked", hal.cookies.get("muster_asked") ?? "");
    expect((await bob.send("POST", "/api/v1/account/passkeys", asked)).status, "another account").toBe(403);
    expect((await view(hal)).passkeys).toEqual([]);
    expect((await view(bob)).passkeys).toHaveLength(1);
  });

  test.each<[string, Otherwise]>([
    ["for another origin", { origin: "https://evil.example" }],
    ["for another name", { host: "evil.example" }],
    ["with nobody verified", { verified: false }],
    ["for another question", { challenge: "AAAA" }],
  ])("none is added that was made %s", async (_name, otherwise) => {
    turn({ minutes: 1 });
    const { answer } = device.make(await makingFor(bob, passwords.bob), otherwise);
    const refused = await bob.send("POST", "/api/v1/account/passkeys", { name: "Phone", answer });
    expect(refused.status).toBe(403);
    expect((await view(bob)).passkeys).toHaveLength(1);
  });

  test("the only way in is not removed, and it is said what to do", async () => {
    const ida = await somebody("ida");
    const hers = await addPasskey(ida, passwords.other, "Phone");
    // As where the identity provider was removed by which she came.
    await queryRows(
      served.database,
      "delete from password where account_id = (select id from account where login = 'ida')",
    );
    const [{ id } = { id: "" }] = (await view(ida)).passkeys;
    await confirmBy(ida, hers);
    const refused = await ida.send("POST", `/api/v1/account/passkeys/${id}/remove`, { current: null });
    expect(refused.status).toBe(409);
    expect(said(refused.text)).toMatch(/the only way in that you have; add another passkey first/);
    await addPasskey(ida, null, "Laptop");
    expect((await ida.send("POST", `/api/v1/account/passkeys/${id}/remove`, { current: null })).status).toBe(
      200,
    );
    const password = { current: null, next: passwords.ada };
    expect((await ida.send("POST", "/api/v1/account/password", password)).status, "none to change").toBe(409);
  });

  test("a link for another password, and an administrator, take them away", async () => {
    const joe = await somebody("joe");
    const his = await addPasskey(joe, passwords.other, "Phone");
    const id = (await accountOf("joe"))?.id;
    const { secret } = JSON.parse((await ada.send("POST", `/api/v1/accounts/${id}/link`)).text);
    expect((await view(joe)).passkeys, "until the link is used").toHaveLength(1);
    await browser().send("POST", "/api/v1/sign-in/link", { secret, password: passwords.bob });
    expect((await signInBy(browser(), his)).status).toBe(403);

    const again = browser();
    await signIn(again, "joe", passwords.bob);
    const other = await addPasskey(again, passwords.bob, "Phone");
    expect((await bob.send("DELETE", `/api/v1/accounts/${id}/passkeys`)).status, "no administrator").toBe(
      404,
    );
    expect((await ada.send("DELETE", `/api/v1/accounts/${id}/passkeys`)).status).toBe(200);
    expect(await whoIs(again)).toBeNull();
    expect((await signInBy(browser(), other)).status).toBe(403);
    expect((await ada.send("DELETE", `/api/v1/accounts/${id}/passkeys`)).status, "none is left").toBe(404);
  });

  test("the audit log tells of them by ids, and of nothing that a device said", async () => {
    for (const deed of ["added", "renamed", "removed"]) {
      expect(await auditOf(`account.passkey_${deed}`), deed).not.toEqual([]);
    }
    const rows = await queryRows<{ text: string }>(
      served.database,
      "select coalesce(before, '') || coalesce(after, '') || reason || object as text from audit_entry",
    );
    const all = rows.map(({ text }) => text).join("\n");
    expect(all).not.toContain(bobs.id);
    expect(all).not.toContain("Bob's phone");
    expect(JSON.stringify(served.log)).not.toContain(bobs.id);
  });
});

/** Confirms by a passkey that it is the owner. */
async function confirmBy(one: Browser, passkey: SoftPasskey, otherwise: Otherwise = {}) {
  const question = await asked(one, "account/confirm/passkey/begin");
  return one.send("POST", "/api/v1/account/confirm/passkey", {
    answer: device.sign(passkey, question, otherwise),
  });
}

describe("confirming by a passkey that it is the owner", () => {
  const wanted = { name: "Prometheus", deeds: ["roster.read"], until: "2026-12-31", current: null };

  test("stands in place of the password for five minutes, in that session alone", async () => {
    turn({ minutes: 5 });
    const other = browser();
    await signIn(other, "bob", passwords.bob);
    expect((await bob.send("POST", "/api/v1/account/tokens", wanted)).status).toBe(403);
    const confirmed = await confirmBy(bob, bobs);
    expect(ownAccountView.parse(JSON.parse(confirmed.text)).confirmed).toBe(true);
    expect((await bob.send("POST", "/api/v1/account/tokens", wanted)).status).toBe(200);
    expect((await other.send("POST", "/api/v1/account/tokens", wanted)).status).toBe(403);
    turn({ minutes: 5 });
    const late = await bob.send("POST", "/api/v1/account/tokens", wanted);
    expect(late.status).toBe(403);
    expect(said(late.text)).toMatch(/confirm first that it is you/);
    expect((await view(bob)).confirmed).toBe(false);
  });

  test("only one's own passkeys are asked for, and somebody else's confirms nothing", async () => {
    const kim = await somebody("kim");
    expect((await kim.send("POST", "/api/v1/account/confirm/passkey/begin")).status, "has none").toBe(404);
    await addPasskey(kim, passwords.other, "Phone");
    expect((await confirmBy(kim, bobs)).status).toBe(403);
    turn({ minutes: 1 });
    expect((await confirmBy(bob, bobs, { verified: false })).status).toBe(403);
    expect((await kim.send("POST", "/api/v1/account/tokens", wanted)).status).toBe(403);
    // What was asked of one session confirms no other of the same account.
    const question = await asked(bob, "account/confirm/passkey/begin");
    const other = browser();
    await signIn(other, "bob", passwords.bob);
    other.cookies.set("muster_asked", bob.cookies.get("muster_asked") ?? "");
    const answer = device.sign(bobs, question);
    expect((await other.send("POST", "/api/v1/account/confirm/passkey", { answer })).status).toBe(403);
  });
});

describe("where passkeys can be used", () => {
  test("under the name of this server alone, whatever a request says of its host", async () => {
    const one = browser();
    const elsewhere = await one.send("POST", "/api/v1/sign-in/passkey/begin", undefined, {
      host: `127.0.0.1:${served.port}`,
    });
    expect(elsewhere.status).toBe(409);
    expect(said(elsewhere.text)).toBe(
      `passkeys are for http://localhost:${served.port} alone; open Muster there`,
    );
    const offered = await one.send("GET", "/api/v1/sign-in", undefined, { host: `127.0.0.1:${served.port}` });
    expect(signInView.parse(JSON.parse(offered.text)).passkeys).toBe(false);
    expect(signInView.parse(JSON.parse((await one.send("GET", "/api/v1/sign-in")).text)).passkeys).toBe(true);
  });
});
