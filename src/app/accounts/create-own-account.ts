import { Temporal } from "temporal-polyfill";
import type { Role } from "../../domain/rights/role.ts";
import type { Clock } from "../ports.ts";
import { writeUnlessRefused } from "../write-unless-refused.ts";
import { isRefused, type Refused, refuse } from "./account-refusal.ts";
import type { AccountsStore, AccountsTransaction, FoundSession, SignInSession } from "./accounts-store.ts";
import type { OwnerProof } from "./create-owner-proof.ts";
import { createPace } from "./create-pace.ts";
import { doerOf } from "./doer-of.ts";
import type { Passkey } from "./passkey.ts";
import { passwordForm, passwordRefusal } from "./password-refusal.ts";
import { type CommonPasswords, hashOfToken, newCode, type PasswordHasher, readCode } from "./secrets.ts";
import { sessionEnd } from "./session-ends.ts";
import { takeCode } from "./take-code.ts";
import type { TimedCodes } from "./timed-codes.ts";

/** A secret for an app that makes codes, before a code from it was given. */
export interface BegunFactor {
  /** The secret in letters and digits, for typing. */
  readonly secret: string;
  /** The same as an address, for a picture. */
  readonly address: string;
}

/** What people do with their own account. Whatever makes it weaker asks whether it is its owner. */
export interface OwnAccount {
  view(account: string): Promise<{
    /** false for who signs in with an identity provider alone. */
    readonly password: boolean;
    readonly secondFactor: boolean;
    readonly recoveryCodes: number;
    /** Which identity provider gives which role. */
    readonly rolesOfProviders: readonly { readonly role: Role; readonly provider: string }[];
    /** The identity providers that the account is joined with. */
    readonly joined: readonly string[];
    readonly passkeys: readonly Passkey[];
    readonly sessions: readonly SignInSession[];
  }>;
  /** Ends every other session. */
  changePassword(
    who: FoundSession,
    asked: { readonly current: string | null; readonly next: string },
    address: string,
  ): Promise<Refused | null>;
  beginSecondFactor(
    who: FoundSession,
    current: string | null,
    address: string,
  ): Promise<BegunFactor | Refused>;
  /** @returns recovery codes, which are shown once */
  confirmSecondFactor(who: FoundSession, code: string, address: string): Promise<readonly string[] | Refused>;
  removeSecondFactor(who: FoundSession, current: string | null, address: string): Promise<Refused | null>;
  newRecoveryCodes(
    who: FoundSession,
    current: string | null,
    address: string,
  ): Promise<readonly string[] | Refused>;
  endSession(who: FoundSession, session: string, address: string): Promise<Refused | null>;
  endOtherSessions(who: FoundSession, address: string): Promise<number>;
}

const recoveryCodes = 10;
/** Six groups are 120 random bits: from 112 on what is kept of them needs no slow hash (OWASP ASVS 5.0.0, 6.5.2). */
const groups = 6;
const pacePerAccount = { atOnce: 5, everySeconds: 30 };

export function createOwnAccount(parts: {
  readonly store: AccountsStore;
  readonly hasher: PasswordHasher;
  readonly common: CommonPasswords;
  readonly codes: TimedCodes;
  readonly institution: () => Promise<string>;
  readonly proof: OwnerProof;
  readonly clock: Clock;
}): OwnAccount {
  const { store, hasher, common, codes, institution, proof, clock } = parts;
  const pace = createPace(clock);

  /** Runs what is written of the own account, and says so in the audit log. */
  function write<T>(
    { account, roles }: FoundSession,
    address: string,
    deed: string,
    work: (transaction: AccountsTransaction, now: Temporal.Instant) => Promise<T | Refused>,
    object = `account ${account.id}`,
  ): Promise<T | Refused> {
    return writeUnlessRefused<AccountsTransaction, T | Refused>(
      store.write,
      async (transaction) => {
        await transaction.lock();
        const now = clock.now();
        const done = await work(transaction, now);
        await transaction.audit({ by: doerOf(account, roles, address), deed, object }, now);
        return done;
      },
      (outcome) => typeof outcome === "object" && isRefused(outcome),
    );
  }

  async function writeRecoveryCodes(
    transaction: AccountsTransaction,
    account: string,
  ): Promise<readonly string[]> {
    const made = Array.from({ length: recoveryCodes }, () => newCode(groups));
    await transaction.setRecoveryCodes(
      account,
      made.map((code) => hashOfToken(readCode(code))),
    );
    return made;
  }

  return {
    async view(account) {
      const now = clock.now();
      const [factor, left, sessions, row, joined, passkeys] = await Promise.all([
        store.secondFactor(account),
        store.unusedRecoveryCodes(account),
        store.sessionsOf(account, now),
        store.find(account, now),
        store.identitiesOf(account),
        store.passkeysOf(account),
      ]);
      const given = (row?.grants ?? []).flatMap(({ role, provider, since }) =>
        provider === null || Temporal.Instant.compare(since, now) > 0
          ? []
          : [{ role, provider: provider.name }],
      );
      return {
        password: row?.hasPassword ?? false,
        rolesOfProviders: given,
        joined,
        passkeys,
        secondFactor: factor?.confirmed ?? false,
        recoveryCodes: left,
        // What has ended by itself is noted when somebody asks with it, and is no session before that.
        sessions: sessions.filter((session) => sessionEnd(session, session.roles, now) === null),
      };
    },

    async changePassword(who, { current, next }, address) {
      const wrong = await proof.ask(who, current);
      if (wrong !== null) return wrong;
      // Whose roles a provider gives must not come in without it.
      const facts = await store.signInFacts(who.account.id, who.provider, clock.now());
      if (facts?.passwordHash == null) return refuse({ code: "no_password" });
      const { login, name, email } = who.account;
      const form = passwordForm(next);
      const about = [await institution(), login, email ?? "", ...name.split(/\s+/), "muster"].filter(
        (word) => word !== "",
      );
      const refusal = await passwordRefusal(form, common, about);
      if (refusal !== null) return refuse(refusal);
      const hash = await hasher.hash(form);
      return write(who, address, "account.password", async (transaction, now) => {
        await transaction.setPassword(who.account.id, hash, now);
        await transaction.endSessionsOf(who.account.id, who.session.id, {
          at: now,
          reason: "password changed",
        });
        return null;
      });
    },

    async beginSecondFactor(who, current, address) {
      const wrong = await proof.ask(who, current);
      if (wrong !== null) return wrong;
      const secret = codes.newSecret();
      const label = { institution: (await institution()) || "Muster", login: who.account.login };
      return write(who, address, "account.second_factor_begun", async (transaction) => {
        const factor = await transaction.secondFactor(who.account.id);
        if (factor?.confirmed) return refuse({ code: "second_factor_there" });
        await transaction.setSecondFactor(who.account.id, secret);
        return { secret: codes.write(secret), address: codes.address(secret, label) };
      });
    },

    async confirmSecondFactor(who, code, address) {
      const tries = [[`code ${who.account.id}`, pacePerAccount]] as const;
      const wait = pace.take(tries);
      if (wait !== null) return refuse({ code: "slow", seconds: wait });
      return write(who, address, "account.second_factor", async (transaction, now) => {
        const { id } = who.account;
        const factor = await transaction.secondFactor(id);
        if (factor === null || factor.confirmed) return refuse({ code: "no_second_factor" });
        if ((await takeCode(transaction, codes, id, code, now)) !== "timed")
          return refuse({ code: "wrong_code" });
        await transaction.confirmSecondFactor(id, now);
        await transaction.endSessionsOf(id, who.session.id, { at: now, reason: "second factor set up" });
        return writeRecoveryCodes(transaction, id);
      });
    },

    async removeSecondFactor(who, current, address) {
      const wrong = await proof.ask(who, current);
      if (wrong !== null) return wrong;
      return write(who, address, "account.second_factor_removed", async (transaction) => {
        await transaction.removeSecondFactor(who.account.id);
        return null;
      });
    },

    async newRecoveryCodes(who, current, address) {
      const wrong = await proof.ask(who, current);
      if (wrong !== null) return wrong;
      return write(who, address, "account.recovery_codes", async (transaction) => {
        const factor = await transaction.secondFactor(who.account.id);
        if (!factor?.confirmed) return refuse({ code: "no_second_factor" });
        return writeRecoveryCodes(transaction, who.account.id);
      });
    },

    endSession: (who, session, address) =>
      write(
        who,
        address,
        "session.end",
        async (transaction, now) =>
          (await transaction.endSession(session, who.account.id, { at: now, reason: "ended by its owner" }))
            ? null
            : refuse({ code: "no_such_session" }),
        `session ${session}`,
      ),

    async endOtherSessions(who, address) {
      const ended = await write(who, address, "session.end_others", (transaction, now) =>
        transaction.endSessionsOf(who.account.id, who.session.id, { at: now, reason: "ended by its owner" }),
      );
      return typeof ended === "number" ? ended : 0;
    },
  };
}
