import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Timekeeper } from "../../src/app/ports.ts";
import { accountList, ownAccountView, signInView } from "../../src/contract/http/accounts.ts";
import {
  identityProviderList,
  identityProviderView,
  leavingFor,
  triedRules,
} from "../../src/contract/http/identity-providers.ts";
import { passkeyMaking, passkeyQuestion } from "../../src/contract/http/passkeys.ts";
import { systemClock } from "../../src/entry/system-clock.ts";
import { queryRows } from "../parts/postgres.ts";
import { softAuthenticator } from "../support/soft-authenticator.ts";
import { type ServedHere, serveHere } from "./serve-here.ts";
import { addAccount, type Browser, openBrowser, passwords, setUpAdministrator, signIn } from "./sign-in.ts";
import { type RunningIdentityProvider, startIdentityProvider } from "./start-identity-provider.ts";

const people = {
  grace: {
    name: "Grace Hopper",
    preferred_username: "grace.hopper",
    email: "grace@uni.example",
    email_verified: true,
    groups: ["staff", "registry"],
  },
  kim: { name: "Kim Visitor", preferred_username: "kim", groups: ["guests"] },
  bob: { name: "Bob Other", preferred_username: "bob", groups: ["staff"] },
  eve: { name: "Eve Staff", preferred_username: "eve", groups: ["staff"] },
};
const rules = {
  login: "preferred_username",
  roles: [
    { claim: "groups", is: "registry", role: "registrar" },
    { claim: "groups", is: "staff", role: "lecturer" },
  ],
  person: null,
};

let ahead = 0;
const clock: Timekeeper = {
  ...systemClock,
  now: () => systemClock.now().add({ milliseconds: ahead }),
};

let served: ServedHere;
let provider: RunningIdentityProvider;
let ada: Browser;
let id: string;
beforeAll(async () => {
  [served, provider] = await Promise.all([serveHere({}, clock), startIdentityProvider(people)]);
  ada = await setUpAdministrator(served);
  const asked = { name: "University login", issuer: provider.issuer, client: provider.client, rules };
  const added = await ada.send("POST", "/api/v1/identity-providers", { ...asked, secret: provider.secret });
  expect(added.status, added.text).toBe(200);
  const view = identityProviderView.parse(JSON.parse(added.text));
  id = view.id;
  provider.open({ back: view.back, ended: view.ended, out: `${served.url}/sign-in` });
}, 120_000);
afterAll(async () => {
  await served?.stop();
  await provider?.stop();
});

const browser = (): Browser => openBrowser(served.url);
const whoIs = async (one: Browser) =>
  signInView.parse(JSON.parse((await one.send("GET", "/api/v1/sign-in")).text));

/** The provider's pages in the same browser: its own cookies, and its forms sent as a person would. */
function atProvider(login: string) {
  const cookies = new Map<string, string>();
  let logins = 0;
  async function go(url: string, form?: Record<string, string>): Promise<{ url: string; text: string }> {
    const response = await fetch(url, {
      redirect: "manual",
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
      ...(form === undefined ? {} : { method: "POST", body: new URLSearchParams(form) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const to = response.headers.get("location");
    const next = to === null ? null : new URL(to, url).href;
    if (next === null) return { url, text: await response.text() };
    return next.startsWith(provider.issuer) ? go(next) : { url: next, text: "" };
  }
  /** @returns the address that it sends the browser back to */
  async function pass(at: string): Promise<string> {
    let page = await go(at);
    for (let step = 0; step < 4 && page.url.startsWith(provider.issuer); step++) {
      const prompt = /name="prompt" value="(\w+)"/.exec(page.text)?.[1] ?? "";
      const action = /action="([^"]+)"/.exec(page.text)?.[1] ?? page.url;
      if (prompt === "login") logins += 1;
      page = await go(new URL(action, page.url).href, {
        prompt,
        ...(prompt === "login" ? { login, password: "of the provider" } : {}),
      });
    }
    return page.url;
  }
  return { go, pass, asked: () => logins };
}

async function leave(one: Browser, asked: object = {}): Promise<string> {
  const answer = await one.send("POST", `/api/v1/sign-in/with/${id}`, asked);
  expect(answer.status, answer.text).toBe(200);
  return leavingFor.parse(JSON.parse(answer.text)).at;
}
/** Comes back by the address that the provider sent the browser to, as a cross-site navigation does. */
const comeBack = (one: Browser, came: string) =>
  one.send("GET", came.slice(served.url.length), undefined, { "sec-fetch-site": "cross-site" });

async function signInWith(one: Browser, login: string, at = atProvider(login)): Promise<string> {
  const answer = await comeBack(one, await at.pass(await leave(one, { next: "/registers" })));
  expect(answer.status).toBe(303);
  return String(answer.headers.location);
}

describe("signing in with a real OpenID provider", () => {
  test("it is offered, without its secret, to whoever is not signed in", async () => {
    expect((await whoIs(browser())).providers).toEqual([{ id, name: "University login" }]);
    const listed = await ada.send("GET", "/api/v1/identity-providers");
    expect(identityProviderList.parse(JSON.parse(listed.text)).providers).toHaveLength(1);
    expect(listed.text).not.toContain(provider.secret);
  });

  test("somebody whom the rules give roles gets an account with them, and goes on to the page asked for", async () => {
    const one = browser();
    expect(await signInWith(one, "grace")).toBe("/sign-in?next=%2Fregisters");
    expect((await whoIs(one)).account).toEqual({
      login: "grace.hopper",
      name: "Grace Hopper",
      roles: ["registrar", "lecturer"],
    });
    expect((await one.send("GET", "/api/v1/students")).status).toBe(200);
    expect((await one.send("GET", "/api/v1/accounts")).status).toBe(404);
  });

  test("it is whoever of the roster has the verified mail address, whatever its case", async () => {
    await queryRows(
      served.database,
      `insert into person (id, kind, given_name, family_name, email)
       values (gen_random_uuid(), 'staff', 'Grace', 'Hopper', 'Grace@Uni.example')`,
    );
    const one = browser();
    await signInWith(one, "grace");
    const own = ownAccountView.parse(JSON.parse((await one.send("GET", "/api/v1/account")).text));
    expect(own.person).toEqual({ kind: "staff", id: null });
  });

  test("the second time it is the same account, and a group that was left takes its role along", async () => {
    provider.say({ ...people, grace: { ...people.grace, groups: ["staff"] } });
    const one = browser();
    await signInWith(one, "grace");
    expect((await whoIs(one)).account).toMatchObject({ login: "grace.hopper", roles: ["lecturer"] });
    provider.say(people);
    const accounts = accountList.parse(JSON.parse((await ada.send("GET", "/api/v1/accounts")).text)).accounts;
    expect(accounts.filter(({ login }) => login === "grace.hopper")).toHaveLength(1);
  });

  test("a role that a person gave stays, whatever the provider says", async () => {
    const accounts = accountList.parse(JSON.parse((await ada.send("GET", "/api/v1/accounts")).text)).accounts;
    const grace = accounts.find(({ login }) => login === "grace.hopper");
    await ada.send("POST", `/api/v1/accounts/${grace?.id}/roles`, { role: "auditor" });
    const one = browser();
    await signInWith(one, "grace");
    expect((await whoIs(one)).account?.roles).toEqual(["registrar", "lecturer", "auditor"]);
  });

  test("who has no role by the rules gets no account", async () => {
    const one = browser();
    expect(await signInWith(one, "kim")).toBe("/sign-in?refused=no_role");
    expect((await whoIs(one)).account).toBeNull();
    const rows = await queryRows(served.database, "select from account where login_key = 'kim'");
    expect(rows).toHaveLength(0);
  });

  test("a login that somebody has here is not taken over; its owner joins the two and then signs in with either", async () => {
    await addAccount(ada, "bob", ["technician"], passwords.bob);
    const stranger = browser();
    expect(await signInWith(stranger, "bob")).toBe("/sign-in?refused=login_taken_here");
    expect((await whoIs(stranger)).account).toBeNull();

    const owner = browser();
    await signIn(owner, "bob", passwords.bob);
    const came = await atProvider("bob").pass(await leave(owner, { join: true, next: "/account" }));
    expect((await comeBack(owner, came)).headers.location).toBe("/sign-in?next=%2Faccount");
    const again = browser();
    await signInWith(again, "bob");
    expect((await whoIs(again)).account).toMatchObject({ login: "bob", roles: ["lecturer", "technician"] });
    const byPassword = browser();
    expect((await signIn(byPassword, "bob", passwords.bob)).status).toBe(200);
    expect((await whoIs(byPassword)).account?.roles, "what a person gave").toEqual(["technician"]);
  });

  test("somebody else's code signs nobody in: not in another browser, and not twice", async () => {
    const victim = browser();
    const attacker = browser();
    const came = await atProvider("grace").pass(await leave(attacker));
    expect((await comeBack(victim, came)).headers.location).toBe("/sign-in?refused=away_too_long");
    await leave(victim);
    expect((await comeBack(victim, came)).headers.location).toBe("/sign-in?refused=provider_fault");
    expect((await whoIs(victim)).account).toBeNull();

    expect((await comeBack(attacker, came)).headers.location).toMatch(/next=/);
    const thief = openBrowser(served.url, new Map(attacker.cookies));
    thief.cookies.delete("muster_session");
    expect((await comeBack(thief, came)).headers.location).toBe("/sign-in?refused=away_too_long");
  });

  test("a forged code, and a provider's no, are told without a word of the provider's in the address", async () => {
    const one = browser();
    const at = new URL(await leave(one));
    const state = at.searchParams.get("state");
    const forged = `${served.url}/sign-in/back/${id}?code=made-up&state=${state}&iss=${encodeURIComponent(provider.issuer)}`;
    expect((await comeBack(one, forged)).headers.location).toBe("/sign-in?refused=provider_fault");
    const told = served.log.findLast(({ outcome }) => outcome.includes("identity provider failed"));
    expect(String(told?.fields.error)).toMatch(/University login/);
    expect(JSON.stringify(served.log)).not.toContain(provider.secret);
  });

  test("a disabled account is let in by no provider", async () => {
    const accounts = accountList.parse(JSON.parse((await ada.send("GET", "/api/v1/accounts")).text)).accounts;
    const grace = accounts.find(({ login }) => login === "grace.hopper");
    await ada.send("POST", `/api/v1/accounts/${grace?.id}/disable`, { reason: "left" });
    const one = browser();
    expect(await signInWith(one, "grace")).toBe("/sign-in?refused=is_disabled");
    expect((await whoIs(one)).account).toBeNull();
    await ada.send("POST", `/api/v1/accounts/${grace?.id}/enable`, {});
  });
});

const token = { name: "Prometheus", deeds: ["roster.read"], until: "", current: null };
const tomorrow = (): string => systemClock.now().add({ hours: 48 }).toString().slice(0, 10);
const makeToken = (one: Browser) =>
  one.send("POST", "/api/v1/account/tokens", {
    ...token,
    until: tomorrow(),
  });
async function leaveToConfirm(one: Browser): Promise<string> {
  const answer = await one.send("POST", `/api/v1/account/confirm/with/${id}`, { next: "/account" });
  expect(answer.status, answer.text).toBe(200);
  return leavingFor.parse(JSON.parse(answer.text)).at;
}

describe("confirming at the provider that it is the owner", () => {
  test("it asks them again though it knows them, and then they do what wants the owner's proof", async () => {
    const one = browser();
    const at = atProvider("grace");
    await signInWith(one, "grace", at);
    expect((await makeToken(one)).status).toBe(403);
    const away = new URL(await leaveToConfirm(one));
    expect(away.searchParams.get("prompt")).toBe("login");
    expect(away.searchParams.get("max_age")).toBe("0");
    const session = one.cookies.get("muster_session");
    const came = await at.pass(away.href);
    expect(at.asked(), "the login form, a second time").toBe(2);
    expect((await comeBack(one, came)).headers.location).toBe("/sign-in?next=%2Faccount");
    expect(one.cookies.get("muster_session"), "no other session").toBe(session);
    expect((await makeToken(one)).status).toBe(200);
    const other = browser();
    await signInWith(other, "grace");
    expect((await makeToken(other)).status, "in that session alone").toBe(403);
    const audited = await queryRows<{ after: string }>(
      served.database,
      "select after from audit_entry where deed = 'account.confirm'",
    );
    expect(audited).toEqual([{ after: `{"provider":"${id}"}` }]);
  });

  test("somebody else who signs in there confirms nothing", async () => {
    const one = browser();
    await signInWith(one, "grace");
    const came = await atProvider("bob").pass(await leaveToConfirm(one));
    expect((await comeBack(one, came)).headers.location).toBe("/account?refused=somebody_else");
    expect((await whoIs(one)).account?.login, "and nobody is signed in instead").toBe("grace.hopper");
    expect((await makeToken(one)).status).toBe(403);
  });

  test("what one session left for confirms no other, and nobody leaves who is not signed in", async () => {
    const one = browser();
    await signInWith(one, "grace");
    const came = await atProvider("grace").pass(await leaveToConfirm(one));
    const other = browser();
    await signInWith(other, "grace");
    other.cookies.set("muster_away", one.cookies.get("muster_away") ?? "");
    expect((await comeBack(other, came)).headers.location).toBe("/account?refused=away_too_long");
    expect((await makeToken(other)).status).toBe(403);
    expect((await browser().send("POST", `/api/v1/account/confirm/with/${id}`, {})).status).toBe(401);
  });

  test("a passkey confirms as well, and signs in with the roles alone that a person gave", async () => {
    const one = browser();
    await signInWith(one, "grace");
    const device = softAuthenticator(served.url);
    const at = atProvider("grace");
    await comeBack(one, await at.pass(await leaveToConfirm(one)));
    const making = await one.send("POST", "/api/v1/account/passkeys/begin", { current: null });
    const { passkey, answer } = device.make(passkeyMaking.parse(JSON.parse(making.text)));
    expect((await one.send("POST", "/api/v1/account/passkeys", { name: "Phone", answer })).status).toBe(200);

    const later = browser();
    const question = async (path: string) =>
      passkeyQuestion.parse(JSON.parse((await later.send("POST", `/api/v1/${path}`)).text));
    const asked = await question("sign-in/passkey/begin");
    const entered = await later.send("POST", "/api/v1/sign-in/passkey", {
      answer: device.sign(passkey, asked),
    });
    expect(entered.status, entered.text).toBe(200);
    expect((await whoIs(later)).account?.roles).toEqual(["auditor"]);
    expect((await later.send("POST", "/api/v1/students", {})).status).not.toBe(200);
    await signInWith(later, "grace");
    const confirming = await question("account/confirm/passkey/begin");
    const confirmed = { answer: device.sign(passkey, confirming) };
    expect((await later.send("POST", "/api/v1/account/confirm/passkey", confirmed)).status).toBe(200);
    expect((await makeToken(later)).status).toBe(200);
  });
});

/** Whose roles come by the provider alone, with a password that an administrator's link let them choose. */
async function givePassword(login: string): Promise<string> {
  const one = (await accounts()).find((account) => account.login === login);
  const { secret } = JSON.parse((await ada.send("POST", `/api/v1/accounts/${one?.id}/link`)).text);
  const used = await browser().send("POST", "/api/v1/sign-in/link", { secret, password: passwords.other });
  expect(used.status, used.text).toBe(200);
  return one?.id ?? "";
}
const accounts = async () =>
  accountList.parse(JSON.parse((await ada.send("GET", "/api/v1/accounts")).text)).accounts;
const rolesOf = async (login: string) =>
  (await accounts()).find((account) => account.login === login)?.roles.map(({ role }) => role);
const changeRules = (who: Browser, to: readonly object[]) =>
  who.send("PUT", `/api/v1/identity-providers/${id}`, {
    name: "University login",
    issuer: provider.issuer,
    client: provider.client,
    secret: null,
    rules: { ...rules, roles: to },
  });

describe("what a provider gives", () => {
  test("lets nobody in by a password, and who it is with the right one is told where to sign in", async () => {
    const one = browser();
    await signInWith(one, "eve");
    await givePassword("eve");
    const later = browser();
    const wrong = await signIn(later, "eve", passwords.ada);
    expect(wrong.status).toBe(401);
    expect(wrong.text).not.toContain("University");
    const refused = await signIn(later, "eve", passwords.other);
    expect(refused.status).toBe(403);
    expect(refused.text).toMatch(/your roles come from University login; sign in with that/);
    expect((await whoIs(later)).account).toBeNull();
    await signInWith(later, "eve");
    expect((await whoIs(later)).account?.roles).toEqual(["lecturer"]);
  });

  test("lets nobody in by a passkey either", async () => {
    const one = browser();
    const at = atProvider("eve");
    await signInWith(one, "eve", at);
    await comeBack(one, await at.pass(await leaveToConfirm(one)));
    const device = softAuthenticator(served.url);
    const making = await one.send("POST", "/api/v1/account/passkeys/begin", { current: null });
    const { passkey, answer } = device.make(passkeyMaking.parse(JSON.parse(making.text)));
    expect((await one.send("POST", "/api/v1/account/passkeys", { name: "Phone", answer })).status).toBe(200);
    const later = browser();
    const begun = await later.send("POST", "/api/v1/sign-in/passkey/begin");
    const signed = device.sign(passkey, passkeyQuestion.parse(JSON.parse(begun.text)));
    const refused = await later.send("POST", "/api/v1/sign-in/passkey", { answer: signed });
    expect(refused.status).toBe(403);
    expect(refused.text).toMatch(/your roles come from University login; sign in with that/);
  });

  test("is not in a session that a password began, also one that goes on from before", async () => {
    const open = browser();
    await signIn(open, "bob", passwords.bob);
    await signInWith(browser(), "bob");
    expect((await whoIs(open)).account?.roles).toEqual(["technician"]);
    const own = ownAccountView.parse(JSON.parse((await open.send("GET", "/api/v1/account")).text));
    expect(own.roles).toEqual(["technician"]);
    expect(own.rolesElsewhere).toEqual([{ role: "lecturer", provider: "University login" }]);
  });

  test("is in no token that is made where it does not hold", async () => {
    const open = browser();
    await signIn(open, "bob", passwords.bob);
    const asked = { name: "x", until: tomorrow(), current: passwords.bob };
    const make = (deed: string) => open.send("POST", "/api/v1/account/tokens", { ...asked, deeds: [deed] });
    expect((await make("class.read")).status, "what a lecturer may").toBe(400);
    expect((await make("reader.read")).status).toBe(200);
  });

  test("goes from a token a month after the provider was heard last, and not before", async () => {
    const one = browser();
    const at = atProvider("grace");
    await signInWith(one, "grace", at);
    await comeBack(one, await at.pass(await leaveToConfirm(one)));
    const made = await one.send("POST", "/api/v1/account/tokens", {
      ...token,
      deeds: ["roster.write"],
      until: systemClock
        .now()
        .add({ hours: 90 * 24 })
        .toString()
        .slice(0, 10),
    });
    expect(made.status, made.text).toBe(200);
    const headers = { authorization: `Bearer ${JSON.parse(made.text).token}` };
    const writes = async () => (await browser().send("POST", "/api/v1/feeds", {}, headers)).status;
    expect(await writes(), "let in, and refused for what it sends").toBe(400);
    const was = ahead;
    try {
      ahead = was + 29 * 86_400_000;
      expect(await writes()).toBe(400);
      ahead = was + 31 * 86_400_000;
      expect(await writes()).toBe(404);
    } finally {
      ahead = was;
    }
    await signInWith(one, "grace");
    expect(await writes(), "once it is heard again").toBe(400);
  });

  test("goes with the rule that gave it, from open sessions as well", async () => {
    const one = browser();
    await signInWith(one, "grace");
    expect((await whoIs(one)).account?.roles).toEqual(["registrar", "lecturer", "auditor"]);
    expect((await changeRules(ada, rules.roles.slice(1))).status).toBe(200);
    expect((await whoIs(one)).account?.roles).toEqual(["lecturer", "auditor"]);
    expect(await rolesOf("eve"), "whom it does not bear on").toEqual(["lecturer"]);
    await changeRules(ada, rules.roles);
  });
});

describe("the end of a session", () => {
  test("the provider tells that its session has ended, and ours ends with it", async () => {
    const one = browser();
    const at = atProvider("grace");
    await signInWith(one, "grace", at);
    expect((await one.send("GET", "/api/v1/students")).status).toBe(200);
    const page = await at.go(`${provider.issuer}/session/end`);
    const secret = /name="xsrf" value="([^"]+)"/.exec(page.text)?.[1] ?? "";
    await at.go(`${provider.issuer}/session/end/confirm`, { xsrf: secret, logout: "yes" });
    await expect.poll(async () => (await whoIs(one)).account).toBeNull();
    expect((await one.send("GET", "/api/v1/students")).status).toBe(401);
  });

  test("a token that the provider did not sign ends nothing", async () => {
    const one = browser();
    await signInWith(one, "grace");
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    const claims = {
      iss: provider.issuer,
      aud: provider.client,
      iat: Math.floor(Date.now() / 1000),
      jti: "1",
      sub: "grace",
      events: { "http://schemas.openid.net/event/backchannel-logout": {} },
    };
    for (const token of [`${part({ alg: "none" })}.${part(claims)}.`, "no token at all"]) {
      const response = await fetch(`${served.url}/api/v1/sign-in/ended/${id}`, {
        method: "POST",
        body: new URLSearchParams({ logout_token: token }),
      });
      expect(response.status).toBe(400);
    }
    expect((await whoIs(one)).account).not.toBeNull();
  });

  test("signing out here says where the provider's own session is ended", async () => {
    const one = browser();
    await signInWith(one, "grace");
    const out = JSON.parse((await one.send("DELETE", "/api/v1/sign-in")).text);
    expect(out.at).toMatch(new RegExp(`^${provider.issuer}/session/end\\?`));
    expect(new URL(out.at).searchParams.get("post_logout_redirect_uri")).toBe(`${served.url}/sign-in`);
    expect((await whoIs(one)).account).toBeNull();
  });
});

describe("a provider that does not ask again", () => {
  // The clock goes on, and never back: what it told the provider's pages is of before then.
  beforeAll(() => {
    ahead = 120_000;
  });

  test.each([
    ["of before", (away: URL) => away.searchParams.set("max_age", "100000"), /did not ask again/],
    ["that does not say when", (away: URL) => away.searchParams.delete("max_age"), /University login/],
  ])("an answer %s proves nothing", async (_name, change, because) => {
    const one = browser();
    const at = atProvider("grace");
    await signInWith(one, "grace", at);
    const away = new URL(await leaveToConfirm(one));
    away.searchParams.delete("prompt");
    change(away);
    const came = await comeBack(one, await at.pass(away.href));
    expect(at.asked()).toBe(1);
    expect(came.headers.location).toBe("/account?refused=provider_fault");
    const told = served.log.findLast(({ outcome }) => outcome.includes("identity provider failed"));
    expect(String(told?.fields.error)).toMatch(because);
    expect((await makeToken(one)).status).toBe(403);
  });
});

describe("rules", () => {
  test("are tried on those who signed in last, and on claims that are given, before they hold", async () => {
    const answer = await ada.send("POST", "/api/v1/identity-providers/trial", {
      provider: id,
      rules: { ...rules, roles: [{ claim: "realm.roles", is: "tutors", role: "tutor" }] },
      claims: { preferred_username: "new", realm: { roles: ["tutors"] } },
    });
    const { tried } = triedRules.parse(JSON.parse(answer.text));
    expect(tried[0]).toMatchObject({ account: null, login: "new", roles: ["tutor"] });
    expect(tried.slice(1).map(({ account, roles }) => [account, roles])).toEqual([
      ["grace.hopper", []],
      ["bob", []],
      ["eve", []],
    ]);
  });

  test.each([
    [{ issuer: "http://login.uni.example" }, /issuer/],
    [{ rules: { ...rules, roles: [{ claim: "groups", is: "x", role: "god" }] } }, /role/],
    [{ secret: "" }, /secret/],
  ])("%j is refused with the field", async (change, field) => {
    const asked = { name: "x", issuer: provider.issuer, client: "x", secret: "x", rules, ...change };
    const refused = await ada.send("POST", "/api/v1/identity-providers", asked);
    expect(refused.status).toBe(400);
    expect(refused.text).toMatch(field);
  });

  test("the last administrator does not lose the role with a rule or with a provider", async () => {
    await changeRules(ada, [...rules.roles, { claim: "groups", is: "staff", role: "administrator" }]);
    const bob = browser();
    await signInWith(bob, "bob");
    const [first] = (await accounts()).filter(({ login }) => login === "ada");
    const grant = first?.roles.find(({ role }) => role === "administrator");
    const eve = browser();
    await signInWith(eve, "eve");
    const hers = (await accounts()).find(({ login }) => login === "eve");
    await ada.send("POST", `/api/v1/accounts/${hers?.id}/disable`, { reason: "left" });
    expect((await bob.send("DELETE", `/api/v1/accounts/${first?.id}/roles/${grant?.id}`)).status).toBe(200);
    const unruled = await changeRules(bob, rules.roles);
    expect(unruled.status, unruled.text).toBe(409);
    expect(unruled.text).toMatch(/nobody else is administrator/);
    expect((await bob.send("DELETE", `/api/v1/identity-providers/${id}`)).status).toBe(409);
    expect((await whoIs(bob)).account?.roles, "nothing of it stays").toContain("administrator");
    await bob.send("POST", `/api/v1/accounts/${first?.id}/roles`, { role: "administrator" });
    expect((await changeRules(bob, rules.roles)).status).toBe(200);
    expect((await whoIs(bob)).account?.roles).toEqual(["lecturer", "technician"]);
  });

  test("a provider that is removed lets nobody in, and whoever it let in is signed out", async () => {
    const one = browser();
    await signInWith(one, "grace");
    expect((await ada.send("DELETE", `/api/v1/identity-providers/${id}`)).status).toBe(204);
    expect((await whoIs(one)).account).toBeNull();
    expect((await one.send("POST", `/api/v1/sign-in/with/${id}`, {})).status).toBe(404);
    const kept = await queryRows<{ secret: string }>(served.database, "select secret from identity_provider");
    expect(kept).toEqual([{ secret: "" }]);
    expect(await rolesOf("grace.hopper"), "what a person gave").toEqual(["auditor"]);
    expect(await rolesOf("bob")).toEqual(["technician"]);
    const audited = await queryRows<{ after: string }>(
      served.database,
      "select after from audit_entry where deed = 'identity_provider.remove'",
    );
    expect(audited.map(({ after }) => JSON.parse(after))).toEqual([{ rolesTaken: 4 }]);
  });
});
