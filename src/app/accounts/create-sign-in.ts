import type { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import type { Doer } from "../audit/audit-entry.ts";
import type { Clock, Log } from "../ports.ts";
import type { Refused } from "./account-refusal.ts";
import type {
  AccountsStore,
  AccountsTransaction,
  FoundSession,
  SessionProvider,
  SignInFacts,
} from "./accounts-store.ts";
import { createPace, type Pace } from "./create-pace.ts";
import { doerOf } from "./doer-of.ts";
import { loginKey } from "./login.ts";
import { networkOf } from "./network-of.ts";
import { passwordForm } from "./password-refusal.ts";
import { hashOfToken, newToken, type PasswordHasher } from "./secrets.ts";
import { longestSession, sessionEnd } from "./session-ends.ts";
import { takeCode } from "./take-code.ts";
import type { TimedCodes } from "./timed-codes.ts";
import { whyNotWithoutProvider } from "./why-not-without-provider.ts";

/** From where somebody asks, as far as a request tells. */
export interface Whence {
  readonly address: string;
  /** What the browser calls itself. */
  readonly agent: string;
  /** By what a browser that signed in before is known; null for one that is not. */
  readonly browser: string | null;
  /** The token of the session that the browser has now. */
  readonly token: string | null;
}

/** The secrets of a new session: for cookies, and never stored. */
export interface SignedIn {
  readonly token: string;
  readonly browser: string;
  readonly endsAt: Temporal.Instant;
  readonly account: string;
}

/** Whose account it is, and by what that was proved. */
export interface ProvenAccount {
  readonly account: string;
  /** null for none. */
  readonly provider: SessionProvider | null;
  /** The id of a passkey; null for none. */
  readonly passkey: string | null;
}

export interface SignIn {
  /**
   * Begins a session. What is refused is refused in the same words and the same time whether or not there is such an
   * account; who asks too often waits.
   *
   * @param asked.code of the second factor, or a recovery code; null until it is asked for
   */
  signIn(
    asked: { readonly login: string; readonly password: string; readonly code: string | null },
    whence: Whence,
  ): Promise<
    SignedIn | "code_needed" | "refused" | "code_refused" | { readonly waitSeconds: number } | Refused
  >;
  /** Begins a session for an account that was just proved otherwise: by the code of the set-up. */
  begin(account: string, whence: Whence): Promise<SignedIn | null>;
  /**
   * Begins a session in the transaction that finds out whose.
   *
   * @param prove whose it is, or why it is nobody's; what it wrote stays either way
   */
  beginBy(
    prove: (transaction: AccountsTransaction) => Promise<ProvenAccount | Refused>,
    whence: Whence,
  ): Promise<SignedIn | Refused>;
  /** Ends the session of a token; nothing where there is none. */
  signOut(token: string, address: string): Promise<void>;
  /**
   * Whose session it is; null where it has ended, or its account is disabled.
   *
   * @param doing whether it is used by that: else its time of idling goes on
   */
  find(token: string, doing: boolean): Promise<FoundSession | null>;
  /** Another token for a session whose account's roles have changed; null where it has one already. */
  renew(session: FoundSession, token: string): Promise<string | null>;
  /** Takes one try at a secret of a kind from an address. @returns seconds to wait, or null */
  tryAt(kind: "set-up" | "link" | "reset" | "provider", address: string): number | null;
}

/** How often an account may be tried: by a browser that it knows, from one network, and from all together. */
const paces = {
  known: { atOnce: 10, everySeconds: 20 },
  accountFromNetwork: { atOnce: 5, everySeconds: 30 },
  account: { atOnce: 50, everySeconds: 5 },
  network: { atOnce: 100, everySeconds: 1 },
  secret: { atOnce: 10, everySeconds: 10 },
  /** No secret is tried by leaving for a provider, and a whole campus may have one address. */
  provider: { atOnce: 500, everySeconds: 0.2 },
  /** Whoever gets here has the password: a million codes are too many for this, and an owner mistypes less often. */
  code: { atOnce: 10, everySeconds: 60 },
} as const satisfies Record<string, Pace>;

/** Notes of use are this far apart, so that reading pages does not write all the time. */
const touchEverySeconds = 60;
/** How long the token before still holds, for what was on its way. */
const graceSeconds = 60;

/** What is looked for where there is no such account, so that looking takes as long. */
const nobody = "00000000-0000-0000-0000-000000000000";

/** Signing in and out, and whose session a token is. */
export function createSignIn(parts: {
  readonly store: AccountsStore;
  readonly hasher: PasswordHasher;
  readonly codes: TimedCodes;
  readonly clock: Clock;
  readonly log: Log;
  /** Told after COMMIT that somebody is signed in no more, or is somebody else. */
  readonly onChanged: (account: string) => void;
}): SignIn {
  const { store, hasher, codes, clock, log, onChanged } = parts;
  const pace = createPace(clock);

  async function begin(
    facts: Pick<SignInFacts, "account" | "roles">,
    transaction: AccountsTransaction,
    whence: Whence,
    { provider, passkey }: Pick<ProvenAccount, "provider" | "passkey"> = { provider: null, passkey: null },
  ): Promise<SignedIn> {
    const now = clock.now();
    const [token, browser] = [newToken(), whence.browser ?? newToken()];
    const id = uuidv7();
    const { account } = facts;
    // A token that was there before is nobody's afterwards: who planted it has nothing of it.
    if (whence.token !== null) {
      const before = await transaction.session(hashOfToken(whence.token), now);
      if (before !== null) {
        await transaction.endSession(before.session.id, before.account.id, {
          at: now,
          reason: "signed in anew",
        });
      }
    }
    const endsAt = now.add(longestSession);
    await transaction.begin({
      id,
      account: account.id,
      createdAt: now,
      lastSeenAt: now,
      endsAt,
      address: whence.address,
      agent: whence.agent,
      tokenHash: hashOfToken(token),
      browserHash: hashOfToken(browser),
      provider,
    });
    const by = doerOf(account, facts.roles, whence.address);
    await transaction.audit(
      {
        by,
        deed: "session.begin",
        object: `session ${id}`,
        ...(passkey !== null && { after: { passkey } }),
      },
      now,
    );
    await linkPerson(transaction, facts.account, by, now);
    return { token, browser, endsAt, account: account.id };
  }

  return {
    async signIn({ login, password, code }, whence) {
      const now = clock.now();
      const key = loginKey(login);
      const facts = await store.forSignIn(key, now);
      const known =
        whence.browser !== null &&
        (await store.knowsBrowser(facts?.account.id ?? nobody, hashOfToken(whence.browser)));
      const network = networkOf(whence.address);
      const tries: [string, Pace][] =
        known && whence.browser !== null
          ? [[`known ${key} ${whence.browser}`, paces.known]]
          : [
              [`login ${key} ${network}`, paces.accountFromNetwork],
              [`login ${key}`, paces.account],
              [`network ${network}`, paces.network],
            ];
      const wait = pace.take(tries);
      if (wait !== null) return { waitSeconds: wait };

      const matches = await hasher.matches(passwordForm(password), facts?.passwordHash ?? null);
      if (facts === null || facts.account.disabled !== null || !matches) {
        log.warn({ account: facts?.account.id ?? null, address: whence.address }, "a sign-in was refused");
        return "refused";
      }
      if (facts.secondFactor && code === null) {
        pace.giveBack(tries);
        return "code_needed";
      }
      const codeTries: [string, Pace][] = facts.secondFactor
        ? [[`code ${facts.account.id}`, paces.code]]
        : [];
      const codeWait = pace.take(codeTries);
      if (codeWait !== null) return { waitSeconds: codeWait };
      const outcome = await store.write(async (transaction) => {
        await transaction.lock();
        const current = await transaction.signInFacts(facts.account.id, null, now);
        // What was true before the password was compared may be no more.
        if (
          current === null ||
          current.account.disabled !== null ||
          current.passwordHash !== facts.passwordHash
        ) {
          return "refused" as const;
        }
        if (current.secondFactor) {
          const taken = await takeCode(transaction, codes, current.account.id, code ?? "", now);
          if (taken === null) return "code_refused" as const;
          if (taken === "recovery") {
            const by = doerOf(current.account, current.roles, whence.address);
            await transaction.audit(
              { by, deed: "account.recovery_code", object: `account ${current.account.id}` },
              now,
            );
          }
        }
        const row = await transaction.find(current.account.id, now);
        const why = row === null ? null : await whyNotWithoutProvider(transaction, row, now);
        return why ?? begin(current, transaction, whence);
      });
      if (typeof outcome === "string" || "refused" in outcome) {
        const refused = typeof outcome === "string" ? outcome : outcome.refused.code;
        log.warn({ account: facts.account.id, refused, address: whence.address }, "a sign-in was refused");
      }
      if (typeof outcome === "string") return outcome;
      pace.giveBack([...tries, ...codeTries]);
      return outcome;
    },

    begin: (account, whence) =>
      store.write(async (transaction) => {
        const facts = await transaction.signInFacts(account, null, clock.now());
        return facts === null || facts.account.disabled !== null ? null : begin(facts, transaction, whence);
      }),

    beginBy: (prove, whence) =>
      store.write(async (transaction) => {
        const proven = await prove(transaction);
        if ("refused" in proven) return proven;
        const by = proven.provider?.id ?? null;
        const facts = await transaction.signInFacts(proven.account, by, clock.now());
        if (facts === null) throw new Error("an account was lost while it was signed in");
        return begin(facts, transaction, whence, proven);
      }),

    async signOut(token, address) {
      const left = await store.write(async (transaction) => {
        const now = clock.now();
        const found = await transaction.session(hashOfToken(token), now);
        if (found === null) return null;
        const { session, account, roles } = found;
        await transaction.endSession(session.id, account.id, { at: now, reason: "signed out" });
        const by = doerOf(account, roles, address);
        await transaction.audit({ by, deed: "session.end", object: `session ${session.id}` }, now);
        return account.id;
      });
      if (left !== null) onChanged(left);
    },

    async find(token, doing) {
      const now = clock.now();
      const found = await store.session(hashOfToken(token), now);
      if (found === null || found.account.disabled !== null) return null;
      const { session, roles } = found;
      const end = sessionEnd(session, roles, now);
      if (end !== null) {
        await store.expire(session.id, now, end);
        return null;
      }
      if (doing && now.since(session.lastSeenAt).total("seconds") >= touchEverySeconds) {
        await store.touch(session.id, now);
      }
      return found;
    },

    async renew({ session }, token) {
      const now = clock.now();
      const next = newToken();
      const renewed = await store.renew(
        session.id,
        { before: hashOfToken(token), now: hashOfToken(next) },
        now,
        now.add({ seconds: graceSeconds }),
      );
      return renewed ? next : null;
    },

    tryAt: (kind, address) =>
      pace.take([[`${kind} ${networkOf(address)}`, kind === "provider" ? paces.provider : paces.secret]]),
  };

  /** At the first sign-on an account becomes the person of the roster whose user name or mail address it has. */
  async function linkPerson(
    transaction: AccountsTransaction,
    account: FoundSession["account"],
    by: Doer,
    at: Temporal.Instant,
  ): Promise<void> {
    const row = await transaction.find(account.id, at);
    if (row === null || row.person !== null) return;
    const found =
      (await transaction.personOf("username", account.login)) ??
      (account.email === null ? null : await transaction.personOf("email", account.email));
    if (found === null) return;
    await transaction.linkPerson({
      id: uuidv7(),
      account: account.id,
      person: found.person,
      at,
      by: "muster",
    });
    const after = { person: found.person };
    await transaction.audit({ by, deed: "account.link", object: `account ${account.id}`, after }, at);
  }
}
