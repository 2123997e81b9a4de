import { TOTP } from "otpauth";
import { Temporal } from "temporal-polyfill";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Timekeeper } from "../../src/app/ports.ts";
import {
  accountList,
  begunFactor,
  ownAccountView,
  recoveryCodes,
  signInView,
} from "../../src/contract/http/accounts.ts";
import { problem } from "../../src/contract/http/problem.ts";
import { queryRows } from "../parts/postgres.ts";
import { sendRequest } from "./send-request.ts";
import { type ServedHere, serveHere, timeZone } from "./serve-here.ts";
import {
  addAccount,
  type Browser,
  openBrowser,
  passwords,
  setUpAdministrator,
  setUpCode,
  signIn,
} from "./sign-in.ts";

/** Hands that a test turns; what waits for a time of day waits for ever. */
let now = Temporal.Instant.from("2026-11-23T12:00:00Z");
const clock: Timekeeper = { now: () => now, after: () => () => undefined };
const turn = (duration: Temporal.DurationLike): void => {
  now = now.add(duration);
};

let served: ServedHere;
let ada: Browser;
beforeAll(async () => {
  served = await serveHere({}, clock);
}, 120_000);
afterAll(() => served?.stop());

const browser = (): Browser => openBrowser(served.url);
const whoIs = async (one: Browser) =>
  signInView.parse(JSON.parse((await one.send("GET", "/api/v1/sign-in")).text));
const isIn = async (one: Browser): Promise<boolean> =>
  (await one.send("GET", "/api/v1/system")).status === 200;
const errorsOf = (text: string) => problem.parse(JSON.parse(text)).errors;

describe("until there is an administrator", () => {
  test("everything is open on this machine, and the page is told so", async () => {
    expect(await whoIs(browser())).toEqual({
      guarded: false,
      account: null,
      institution: "",
      mail: false,
      providers: [],
      passkeys: true,
    });
    expect(await isIn(browser())).toBe(true);
    const accounts = await browser().send("GET", "/api/v1/accounts");
    expect(accountList.parse(JSON.parse(accounts.text)).accounts).toEqual([]);
  });

  test("nobody makes accounts, and who does not know the code of the log makes no administrator", async () => {
    const added = await browser().send("POST", "/api/v1/accounts", { login: "eve", name: "Eve" });
    expect(added.status).toBe(403);
    const asked = { login: "eve", name: "Eve", email: null, password: passwords.other };
    const refused = await browser().send("POST", "/api/v1/set-up", { ...asked, code: "0000-0000-0000" });
    expect(refused.status).toBe(403);
    expect(errorsOf(refused.text)).toMatchObject([{ field: "code" }]);
    expect(await whoIs(browser())).toMatchObject({ guarded: false });
  });

  test.each([
    ["short", /has 5 characters; give at least 12/],
    ["password1234", /tried first/],
    ["ada.byron.2026", /tried first/],
    ["x".repeat(257), /longer than 256/],
  ])("the password %s is refused with a remedy, and nothing is made", async (password, says) => {
    const asked = { code: setUpCode(served), login: "ada.byron", name: "Ada Byron", email: null, password };
    const refused = await browser().send("POST", "/api/v1/set-up", asked);
    expect(refused.status).toBe(400);
    expect(errorsOf(refused.text)).toMatchObject([
      { field: "password", message: expect.stringMatching(says) },
    ]);
    turn({ minutes: 1 });
  });

  test("mass assignment: what is no part of the form is refused, not taken", async () => {
    const asked = {
      code: setUpCode(served),
      login: "ada",
      name: "Ada",
      email: null,
      password: passwords.ada,
    };
    const refused = await browser().send("POST", "/api/v1/set-up", { ...asked, roles: ["auditor"] });
    expect(refused.status).toBe(400);
  });

  test("the code of the log makes one administrator, who is signed in; from then on everything asks", async () => {
    ada = await setUpAdministrator(served);
    expect(await whoIs(ada)).toMatchObject({
      guarded: true,
      account: { login: "ada", roles: ["administrator"] },
    });
    expect(await isIn(ada)).toBe(true);
    for (const path of [
      "/api/v1/system",
      "/api/v1/students",
      "/api/v1/accounts",
      "/api/v1/account",
      "/metrics",
    ]) {
      expect((await browser().send("GET", path)).status, path).toBe(401);
    }
    const again = {
      code: setUpCode(served),
      login: "eve",
      name: "Eve",
      email: null,
      password: passwords.other,
    };
    expect((await browser().send("POST", "/api/v1/set-up", again)).status).toBe(409);
  });
});

describe("cookies", () => {
  test("no script reads them, no other site sends them along with a form, and they are for this host alone", async () => {
    const fresh = browser();
    const answer = await signIn(fresh, "ada", passwords.ada);
    const lines = [answer.headers["set-cookie"] ?? []].flat();
    expect(lines).toHaveLength(2);
    for (const line of lines) {
      expect(line).toMatch(/HttpOnly/);
      expect(line).toMatch(/SameSite=Lax/);
      expect(line).toMatch(/Path=\//);
      expect(line).not.toMatch(/Domain/i);
    }
  });

  test("session fixation: a token that was planted is nobody's, and one of before ends when somebody signs in", async () => {
    const planted = browser();
    planted.cookies.set("muster_session", "planted-by-somebody-else");
    await signIn(planted, "ada", passwords.ada);
    expect(planted.cookies.get("muster_session")).not.toBe("planted-by-somebody-else");

    const before = planted.cookies.get("muster_session") ?? "";
    await signIn(planted, "ada", passwords.ada);
    const thief = openBrowser(served.url, new Map([["muster_session", before]]));
    expect(await isIn(thief)).toBe(false);
    expect(await isIn(planted)).toBe(true);
  });

  test("what is stored of tokens lets nobody in", async () => {
    const rows = await queryRows<{ kept: string }>(
      served.database,
      "select encode(token_sha256, 'base64') as kept from sign_in_session where ended_at is null",
    );
    for (const { kept } of rows) {
      const thief = openBrowser(served.url, new Map([["muster_session", kept]]));
      expect(await isIn(thief)).toBe(false);
    }
  });

  test.each<[string, Record<string, string>, number]>([
    ["another site's page", { "sec-fetch-site": "cross-site" }, 403],
    ["a page of a name beside ours", { "sec-fetch-site": "same-site" }, 403],
    ["a browser of before, from another site", { "sec-fetch-site": "", origin: "http://evil.example" }, 403],
    ["one that says nothing of itself", { "sec-fetch-site": "" }, 403],
    ["a page of ours", { "sec-fetch-site": "same-origin" }, 200],
  ])("forged requests: %s gets %s", async (_, headers, status) => {
    const fresh = browser();
    await signIn(fresh, "ada", passwords.ada);
    const { "sec-fetch-site": site, ...rest } = headers;
    const send = { ...rest, ...(site === "" ? {} : { "sec-fetch-site": site ?? "" }) };
    const cookie = [...fresh.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await sendRequest(`${served.url}/api/v1/sign-in`, {
      method: "DELETE",
      headers: { cookie, ...send },
    });
    expect(answer.status).toBe(status);
    expect(await isIn(fresh)).toBe(status === 403);
  });

  test("text of a form is no JSON", async () => {
    const answer = await browser().send(
      "POST",
      "/api/v1/sign-in",
      { login: "ada", password: passwords.ada },
      { "content-type": "text/plain" },
    );
    expect(answer.status).toBe(415);
  });
});

describe("enumeration", () => {
  test("the answer is the same for no account, a wrong password, one without a password and one that is disabled", async () => {
    turn({ hours: 1 });
    ada = browser();
    await signIn(ada, "ada", passwords.ada);
    await ada.send("POST", "/api/v1/accounts", { login: "invited", name: "Invited" });
    const gone = await addAccount(ada, "gone", ["lecturer"], passwords.bob);
    await ada.send("POST", `/api/v1/accounts/${gone}/disable`, { reason: "left" });
    const answers = await Promise.all(
      [
        ["nobody-at-all", passwords.bob],
        ["ada", passwords.bob],
        ["invited", passwords.bob],
        ["gone", passwords.bob],
      ].map(([login = "", password = ""]) => signIn(browser(), login, password)),
    );
    for (const { status, text, headers } of answers) {
      expect(status).toBe(401);
      expect(text).toBe(answers[0]?.text);
      expect(headers["set-cookie"]).toBeUndefined();
    }
  });

  test("a forgotten password: the answer does not tell whether there is such an account", async () => {
    const [known, unknown] = await Promise.all(
      ["ada", "nobody-at-all"].map((login) => browser().send("POST", "/api/v1/sign-in/forgotten", { login })),
    );
    expect(known?.text).toBe(unknown?.text);
    expect(known?.status).toBe(unknown?.status);
  });

  test("the login is the same in capitals and with space around it", async () => {
    expect((await signIn(browser(), " ADA ", passwords.ada)).status).toBe(200);
  });
});

describe("slowness", () => {
  test("who guesses waits; the owner, from a browser that was there before, does not", async () => {
    turn({ hours: 1 });
    const known = browser();
    await signIn(known, "ada", passwords.ada);
    await known.send("DELETE", "/api/v1/sign-in");
    const guesses: number[] = [];
    for (let n = 0; n < 8; n++) guesses.push((await signIn(browser(), "ada", `guess number ${n}`)).status);
    expect(guesses).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
    const right = await signIn(browser(), "ada", passwords.ada);
    expect(right.status).toBe(429);
    expect(Number(right.headers["retry-after"])).toBeGreaterThan(0);
    expect((await signIn(known, "ada", passwords.ada)).status).toBe(200);
    // Nobody is locked out: the next try is half a minute away, however many there were.
    turn({ seconds: 30 });
    expect((await signIn(browser(), "ada", passwords.ada)).status).toBe(200);
  });

  test("it is the same for a login that nobody has", async () => {
    const guesses: number[] = [];
    for (let n = 0; n < 7; n++)
      guesses.push((await signIn(browser(), "nobody-here", `guess number ${n}`)).status);
    expect(guesses).toEqual([401, 401, 401, 401, 401, 429, 429]);
  });
});

describe("sessions", () => {
  beforeAll(async () => {
    turn({ hours: 2 });
    ada = browser();
    await signIn(ada, "ada", passwords.ada);
    await addAccount(ada, "bob", ["lecturer"], passwords.bob);
  });

  test("an administrator's ends after half an hour without use, a lecturer's after twelve hours", async () => {
    const bob = browser();
    await signIn(ada, "ada", passwords.ada);
    await signIn(bob, "bob", passwords.bob);
    turn({ minutes: 29 });
    expect(await isIn(ada)).toBe(true);
    turn({ minutes: 29 });
    expect(await isIn(ada)).toBe(true);
    turn({ minutes: 30 });
    expect(await isIn(ada)).toBe(false);
    expect(await isIn(bob)).toBe(true);
    turn({ hours: 11, minutes: 59 });
    expect(await isIn(bob)).toBe(true);
    turn({ hours: 12 });
    expect(await isIn(bob)).toBe(false);
  });

  test("none lasts longer than seven days, however much it is used", async () => {
    const bob = browser();
    await signIn(bob, "bob", passwords.bob);
    for (let hours = 0; hours < 7 * 24 - 8; hours += 8) {
      expect(await isIn(bob)).toBe(true);
      turn({ hours: 8 });
    }
    expect(await isIn(bob)).toBe(true);
    turn({ hours: 8 });
    expect(await isIn(bob)).toBe(false);
  });

  test("all of an account end at once when it is disabled, and it signs in no more until it is enabled", async () => {
    const [one, two] = [browser(), browser()];
    await signIn(ada, "ada", passwords.ada);
    await signIn(one, "bob", passwords.bob);
    await signIn(two, "bob", passwords.bob);
    const { accounts } = accountList.parse(JSON.parse((await ada.send("GET", "/api/v1/accounts")).text));
    const bob = accounts.find(({ login }) => login === "bob")?.id ?? "";
    const disabled = await ada.send("POST", `/api/v1/accounts/${bob}/disable`, { reason: "lost the laptop" });
    expect(JSON.parse(disabled.text)).toMatchObject({ disabled: { reason: "lost the laptop" } });
    expect(await isIn(one)).toBe(false);
    expect(await isIn(two)).toBe(false);
    expect((await signIn(one, "bob", passwords.bob)).status).toBe(401);
    await ada.send("POST", `/api/v1/accounts/${bob}/enable`);
    expect((await signIn(one, "bob", passwords.bob)).status).toBe(200);
    expect(await isIn(two)).toBe(false);
  });

  test("their own are listed and ended, others' are not there", async () => {
    const [one, two] = [browser(), browser()];
    await signIn(one, "bob", passwords.bob);
    await signIn(two, "bob", passwords.bob);
    const own = ownAccountView.parse(JSON.parse((await one.send("GET", "/api/v1/account")).text));
    expect(own.sessions.filter(({ current }) => current)).toHaveLength(1);
    const adas = ownAccountView.parse(JSON.parse((await ada.send("GET", "/api/v1/account")).text));
    const foreign = adas.sessions[0]?.id ?? "";
    expect((await one.send("DELETE", `/api/v1/account/sessions/${foreign}`)).status).toBe(404);
    expect(await isIn(ada)).toBe(true);
    await one.send("DELETE", "/api/v1/account/sessions");
    expect(await isIn(two)).toBe(false);
    expect(await isIn(one)).toBe(true);
  });

  test("a token is another one once roles have changed; the one before holds for what is on its way", async () => {
    const bob = browser();
    await signIn(bob, "bob", passwords.bob);
    await signIn(ada, "ada", passwords.ada);
    const before = bob.cookies.get("muster_session") ?? "";
    turn({ seconds: 1 });
    const { accounts } = accountList.parse(JSON.parse((await ada.send("GET", "/api/v1/accounts")).text));
    const id = accounts.find(({ login }) => login === "bob")?.id ?? "";
    const given = await ada.send("POST", `/api/v1/accounts/${id}/roles`, { role: "tutor" });
    expect(given.status).toBe(200);
    expect(await isIn(bob)).toBe(true);
    expect(bob.cookies.get("muster_session")).not.toBe(before);
    expect(await whoIs(bob)).toMatchObject({ account: { roles: ["lecturer", "tutor"] } });
    const late = openBrowser(served.url, new Map([["muster_session", before]]));
    expect(await isIn(late)).toBe(true);
    turn({ minutes: 2 });
    expect(await isIn(late)).toBe(false);
    expect(await isIn(bob)).toBe(true);
  });

  test("a role ends on its day by itself", async () => {
    const day = now.toZonedDateTimeISO(timeZone).toPlainDate();
    await addAccount(ada, "temp", [], passwords.other);
    const { accounts } = accountList.parse(JSON.parse((await ada.send("GET", "/api/v1/accounts")).text));
    const id = accounts.find(({ login }) => login === "temp")?.id ?? "";
    await ada.send("POST", `/api/v1/accounts/${id}/roles`, { role: "technician", until: day.toString() });
    const temp = browser();
    await signIn(temp, "temp", passwords.other);
    expect(await whoIs(temp)).toMatchObject({ account: { roles: ["technician"] } });
    const midnight = day.add({ days: 1 }).toZonedDateTime(timeZone).toInstant();
    turn(now.until(midnight));
    expect(await whoIs(temp)).toMatchObject({ account: { roles: [] } });
    const past = await ada.send("POST", `/api/v1/accounts/${id}/roles`, {
      role: "tutor",
      until: "2020-01-01",
    });
    expect([400, 401]).toContain(past.status);
  });
});

describe("passwords and second factors", () => {
  beforeAll(() => turn({ hours: 1 }));
  const own = async (one: Browser) =>
    ownAccountView.parse(JSON.parse((await one.send("GET", "/api/v1/account")).text));

  test("changing a password wants the one of now, and ends every other session", async () => {
    const [one, two] = [browser(), browser()];
    await signIn(one, "bob", passwords.bob);
    await signIn(two, "bob", passwords.bob);
    const wrong = { current: "not this one at all", next: passwords.other };
    expect((await one.send("POST", "/api/v1/account/password", wrong)).status).toBe(403);
    const common = { current: passwords.bob, next: "passwordpassword" };
    expect((await one.send("POST", "/api/v1/account/password", common)).status).toBe(400);
    const right = { current: passwords.bob, next: passwords.other };
    expect((await one.send("POST", "/api/v1/account/password", right)).status).toBe(200);
    expect(await isIn(one)).toBe(true);
    expect(await isIn(two)).toBe(false);
    expect((await signIn(two, "bob", passwords.bob)).status).toBe(401);
    expect((await signIn(two, "bob", passwords.other)).status).toBe(200);
  });

  test("a second factor is asked for once a code was given; a code counts once, and a recovery code once", async () => {
    const bob = browser();
    await signIn(bob, "bob", passwords.other);
    const begun = begunFactor.parse(
      JSON.parse(
        (await bob.send("POST", "/api/v1/account/second-factor", { current: passwords.other })).text,
      ),
    );
    const codeAt = (): string =>
      new TOTP({ secret: begun.secret }).generate({ timestamp: now.epochMilliseconds });
    expect(begun.address).toMatch(/^otpauth:\/\/totp\//);
    expect(await own(bob)).toMatchObject({ secondFactor: false });
    expect((await signIn(browser(), "bob", passwords.other)).text).toMatch(/signed_in/);
    expect((await bob.send("POST", "/api/v1/account/second-factor/confirm", { code: "000000" })).status).toBe(
      403,
    );
    const confirmed = await bob.send("POST", "/api/v1/account/second-factor/confirm", { code: codeAt() });
    const { codes } = recoveryCodes.parse(JSON.parse(confirmed.text));
    expect(new Set(codes).size).toBe(10);
    expect(await own(bob)).toMatchObject({ secondFactor: true, recoveryCodes: 10 });

    const next = browser();
    const asked = await signIn(next, "bob", passwords.other);
    expect(JSON.parse(asked.text)).toEqual({ outcome: "code_needed" });
    expect(asked.headers["set-cookie"]).toBeUndefined();
    // The code of the confirmation was used.
    expect((await signIn(next, "bob", passwords.other, codeAt())).status).toBe(401);
    turn({ seconds: 30 });
    expect((await signIn(next, "bob", passwords.other, codeAt())).text).toMatch(/signed_in/);
    expect((await signIn(browser(), "bob", passwords.other, codeAt())).status).toBe(401);
    turn({ minutes: 10 });
    const recovery = ` ${(codes[0] ?? "").toUpperCase().replaceAll("-", " ")} `;
    expect((await signIn(browser(), "bob", passwords.other, recovery)).text).toMatch(/signed_in/);
    expect((await signIn(browser(), "bob", passwords.other, recovery)).status).toBe(401);
    expect(await own(next)).toMatchObject({ recoveryCodes: 9 });
    const removed = await next.send("POST", "/api/v1/account/second-factor/remove", {
      current: passwords.other,
    });
    expect(ownAccountView.parse(JSON.parse(removed.text))).toMatchObject({
      secondFactor: false,
      recoveryCodes: 0,
    });
  });

  test("whoever has learnt the password has few tries at the code", async () => {
    const bob = browser();
    await signIn(bob, "bob", passwords.other);
    const begun = begunFactor.parse(
      JSON.parse(
        (await bob.send("POST", "/api/v1/account/second-factor", { current: passwords.other })).text,
      ),
    );
    const code = new TOTP({ secret: begun.secret }).generate({ timestamp: now.epochMilliseconds });
    expect((await bob.send("POST", "/api/v1/account/second-factor/confirm", { code })).status).toBe(200);
    const statuses: number[] = [];
    for (let n = 0; n < 30; n++) {
      // The pace of the password's tries would let one in each half minute.
      turn({ seconds: 31 });
      statuses.push((await signIn(browser(), "bob", passwords.other, "000000")).status);
    }
    expect(new Set(statuses)).toEqual(new Set([401, 429]));
    expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(10 + (30 * 31) / 60);
    turn({ hours: 1 });
    await bob.send("POST", "/api/v1/account/second-factor/remove", { current: passwords.other });
  });

  test("another password by a link leaves the second factor where it is", async () => {
    const bob = browser();
    await signIn(bob, "bob", passwords.other);
    const proof = { current: passwords.other };
    const begun = begunFactor.parse(
      JSON.parse((await bob.send("POST", "/api/v1/account/second-factor", proof)).text),
    );
    const code = new TOTP({ secret: begun.secret }).generate({ timestamp: now.epochMilliseconds });
    const confirmed = await bob.send("POST", "/api/v1/account/second-factor/confirm", { code });
    const { codes } = recoveryCodes.parse(JSON.parse(confirmed.text));
    // 112 random bits and more may be kept as a plain hash: 24 characters of 5 bits are 120.
    for (const each of codes) expect(each).toMatch(/^(?:[0-9a-hjkmnp-tv-z]{4}-){5}[0-9a-hjkmnp-tv-z]{4}$/);

    ada = browser();
    await signIn(ada, "ada", passwords.ada);
    const { accounts } = accountList.parse(JSON.parse((await ada.send("GET", "/api/v1/accounts")).text));
    const id = accounts.find(({ login }) => login === "bob")?.id ?? "";
    const { secret } = JSON.parse((await ada.send("POST", `/api/v1/accounts/${id}/link`)).text);
    const next = browser();
    const used = await next.send("POST", "/api/v1/sign-in/link", { secret, password: passwords.bob });
    expect(used.status).toBe(200);
    expect(used.headers["set-cookie"]).toBeUndefined();
    const asked = await signIn(next, "bob", passwords.bob);
    expect(JSON.parse(asked.text)).toEqual({ outcome: "code_needed" });
    expect(asked.headers["set-cookie"]).toBeUndefined();

    expect((await signIn(next, "bob", passwords.bob, codes[0])).text).toMatch(/signed_in/);
    await next.send("POST", "/api/v1/account/second-factor/remove", { current: passwords.bob });
    const back = { current: passwords.bob, next: passwords.other };
    expect((await next.send("POST", "/api/v1/account/password", back)).status).toBe(200);
  });

  test("a one-time link counts once, ends every session, and not after its end", async () => {
    ada = browser();
    await signIn(ada, "ada", passwords.ada);
    const { accounts } = accountList.parse(JSON.parse((await ada.send("GET", "/api/v1/accounts")).text));
    const id = accounts.find(({ login }) => login === "bob")?.id ?? "";
    const link = async (): Promise<string> =>
      JSON.parse((await ada.send("POST", `/api/v1/accounts/${id}/link`)).text).secret;
    const use = (secret: string, password: string) =>
      browser().send("POST", "/api/v1/sign-in/link", { secret, password });
    const bob = browser();
    await signIn(bob, "bob", passwords.other);
    const before = await link();
    const secret = await link();
    expect((await use(before, passwords.bob)).status).toBe(403);
    expect((await use(secret, "bobbobbobbob")).status).toBe(400);
    expect((await use(secret, passwords.bob)).status).toBe(200);
    expect(await isIn(bob)).toBe(false);
    expect((await use(secret, passwords.other)).status).toBe(403);
    const late = await link();
    turn({ hours: 24 });
    expect((await use(late, passwords.other)).status).toBe(403);
  });
});

describe("who may", () => {
  test("the last administrator is neither disabled nor made less", async () => {
    ada = browser();
    await signIn(ada, "ada", passwords.ada);
    const { accounts } = accountList.parse(JSON.parse((await ada.send("GET", "/api/v1/accounts")).text));
    const own = accounts.find((account) => account.own);
    const disabled = await ada.send("POST", `/api/v1/accounts/${own?.id}/disable`, { reason: "no" });
    expect(disabled.status).toBe(409);
    const revoked = await ada.send("DELETE", `/api/v1/accounts/${own?.id}/roles/${own?.roles[0]?.id}`);
    expect(revoked.status).toBe(409);
  });

  test("accounts are not there for who may not see them, and are read by an auditor and no more", async () => {
    const bob = browser();
    await signIn(bob, "bob", passwords.bob);
    expect((await bob.send("GET", "/api/v1/accounts")).status).toBe(404);
    const escalation = await bob.send("POST", "/api/v1/accounts", {
      login: "x1",
      name: "X",
      roles: [{ role: "administrator" }],
    });
    expect([403, 404]).toContain(escalation.status);
    await addAccount(ada, "ann", ["auditor"], passwords.other);
    const ann = browser();
    await signIn(ann, "ann", passwords.other);
    expect((await ann.send("GET", "/api/v1/accounts")).status).toBe(200);
    expect((await ann.send("POST", "/api/v1/accounts", { login: "x2", name: "X" })).status).toBe(403);
  });
});

test("no secret is in the log of the server or on the audit log, and the audit log is whole", async () => {
  const lines = JSON.stringify(served.log.filter(({ outcome }) => !outcome.includes("/set-up")));
  const entries = await queryRows<{ line: string }>(
    served.database,
    "select e::text as line from audit_entry e",
  );
  const tokens = [...ada.cookies.values(), ...Object.values(passwords)];
  for (const secret of tokens) {
    expect(lines).not.toContain(secret);
    for (const { line } of entries) expect(line).not.toContain(secret);
  }
  expect(entries.length).toBeGreaterThan(50);
  for (const { line } of entries) expect(line).not.toMatch(/Ada|Byron|school\.example/);
});
