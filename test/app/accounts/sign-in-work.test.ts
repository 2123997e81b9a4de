import { Temporal } from "temporal-polyfill";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openAccountsStore } from "../../../src/adapters/postgres/open-accounts-store.ts";
import { createCommonPasswords } from "../../../src/adapters/secrets/create-common-passwords.ts";
import { createPasswordHasher } from "../../../src/adapters/secrets/create-password-hasher.ts";
import { timedCodes } from "../../../src/adapters/secrets/timed-codes.ts";
import { isRefused } from "../../../src/app/accounts/account-refusal.ts";
import type { AccountsStore } from "../../../src/app/accounts/accounts-store.ts";
import { createAccounts } from "../../../src/app/accounts/create-accounts.ts";
import { createSignIn, type SignIn } from "../../../src/app/accounts/create-sign-in.ts";
import type { PasswordHasher } from "../../../src/app/accounts/secrets.ts";
import { type FreshDatabase, freshDatabase } from "../../parts/postgres.ts";

/** What a sign-in did that takes time, in order: asks of the store, and hashes. */
let work: string[] = [];

/** The same, noting each use. */
function noting<T extends object>(name: string, real: T): T {
  return new Proxy(real, {
    get(target, key, receiver) {
      const value: unknown = Reflect.get(target, key, receiver);
      if (typeof value !== "function") return value;
      return (...given: unknown[]): unknown => {
        work.push(`${name}.${String(key)}`);
        return Reflect.apply(value, target, given);
      };
    },
  });
}

let now = Temporal.Instant.from("2026-11-23T09:00:00Z");
const clock = { now: () => now };
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const by = { id: "test", role: "operator", address: "here" };
const password = "trees grow slowly";

let database: FreshDatabase;
let close: () => Promise<void>;
let signIn: SignIn;
beforeAll(async () => {
  database = await freshDatabase();
  const opened = await openAccountsStore(database.address);
  close = opened.close;
  const hasher: PasswordHasher = createPasswordHasher();
  const accounts = createAccounts({
    store: opened.accounts,
    hasher,
    common: createCommonPasswords(),
    institution: async () => "",
    clock,
    log,
  });
  const add = async (login: string): Promise<{ id: string; secret: string }> => {
    const added = await accounts.add({ login, name: login, email: null, roles: [], person: null }, by);
    if (isRefused(added)) throw new Error(added.refused.code);
    return { id: added.account.id, secret: added.link.secret };
  };
  const owned = await add("owned");
  await accounts.takeLink(owned.secret, password, "here");
  await add("invited");
  const gone = await add("gone");
  await accounts.takeLink(gone.secret, password, "here");
  await accounts.disable(gone.id, "left", by);
  const store: AccountsStore = noting("store", opened.accounts);
  const parts = { store, hasher: noting("hasher", hasher), codes: timedCodes, clock, log };
  signIn = createSignIn({ ...parts, onChanged: () => undefined });
});
afterAll(async () => {
  await close?.();
  await database?.drop();
});

const whence = (browser: string | null) => ({ address: "203.0.113.7", agent: "test", browser, token: null });

test.each([null, "a-browser-that-nobody-knows"])(
  "whether there is an account, a password or leave to use it: the same is asked and the same is hashed (browser %s)",
  async (browser) => {
    const done: string[][] = [];
    for (const [login, typed] of [
      ["nobody-at-all", password],
      ["owned", "not the password"],
      ["invited", password],
      ["gone", password],
    ] as const) {
      now = now.add({ hours: 1 });
      work = [];
      expect(await signIn.signIn({ login, password: typed, code: null }, whence(browser))).toBe("refused");
      done.push(work);
    }
    expect(done[0]).toContain("hasher.matches");
    for (const one of done) expect(one).toEqual(done[0]);
  },
);

test("where there is nothing to compare with, a hash is worked out as well", async () => {
  const hasher = createPasswordHasher();
  const known = await hasher.hash(password);
  await hasher.matches(password, null);
  const took = async (hash: string | null): Promise<number> => {
    const used = process.cpuUsage();
    expect(await hasher.matches("not the password", hash)).toBe(false);
    const { user, system } = process.cpuUsage(used);
    return user + system;
  };
  // Of the processor, not of the clock on the wall: an argon2id of this cost is never free.
  const free = 2_000;
  expect(await took(known)).toBeGreaterThan(free);
  expect(await took(null)).toBeGreaterThan(free);
  expect(await hasher.matches(password, known)).toBe(true);
});

test("somebody who guesses from everywhere leaves the owner's known browser alone", async () => {
  now = now.add({ hours: 24 });
  const first = await signIn.signIn({ login: "owned", password, code: null }, whence(null));
  if (typeof first === "string" || !("browser" in first)) throw new Error(JSON.stringify(first));
  let refused = 0;
  for (let n = 0; n < 60; n++) {
    const guess = { login: "owned", password: `guess ${n}`, code: null };
    const outcome = await signIn.signIn(guess, { ...whence(null), address: `198.51.100.${n}` });
    if (typeof outcome === "object") refused += 1;
  }
  expect(refused).toBeGreaterThan(0);
  const right = { login: "owned", password, code: null };
  const stranger = await signIn.signIn(right, { ...whence(null), address: "192.0.2.1" });
  expect(stranger).toEqual({ waitSeconds: expect.any(Number) });
  expect(await signIn.signIn(right, whence(first.browser))).toMatchObject({ token: expect.any(String) });
  // Nor for long.
  now = now.add({ seconds: 5 });
  expect(await signIn.signIn(right, { ...whence(null), address: "192.0.2.2" })).toMatchObject({
    token: expect.any(String),
  });
});
