import { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import type { Role } from "../../domain/rights/role.ts";
import type { Doer } from "../audit/audit-entry.ts";
import type { Clock, Log } from "../ports.ts";
import { writeUnlessRefused } from "../write-unless-refused.ts";
import { isRefused, type Refused, refuse } from "./account-refusal.ts";
import type {
  Account,
  AccountRow,
  AccountsReading,
  AccountsStore,
  AccountsTransaction,
  LinkedPerson,
  LinkKind,
} from "./accounts-store.ts";
import { isLogin, loginKey } from "./login.ts";
import { passwordForm, passwordRefusal } from "./password-refusal.ts";
import {
  type CommonPasswords,
  hashOfToken,
  newCode,
  newToken,
  type PasswordHasher,
  readCode,
} from "./secrets.ts";

/** A secret that lets somebody choose a password, once, with its end. */
export interface OneTimeLink {
  readonly secret: string;
  readonly endsAt: Temporal.Instant;
  readonly kind: LinkKind;
}

/** A role that is to be given. */
export interface WantedRole {
  readonly role: Role;
  /** null for now. */
  readonly since: Temporal.Instant | null;
  /** null for no end. */
  readonly until: Temporal.Instant | null;
}

/** Who has an account, with which roles: for those who may give them, and for the machine's own command. */
export interface Accounts {
  list(): Promise<readonly AccountRow[]>;
  find(account: string): Promise<AccountRow | null>;
  findByLogin(login: string): Promise<Account | null>;
  /** Whether there was ever an administrator; until then everything is open on this machine. */
  guarded(): Promise<boolean>;
  /** The code that whoever sets up the first administrator must know; another one in each process. */
  setUpCode(): string;
  /** Makes the first administrator. */
  setUp(
    asked: {
      readonly code: string;
      readonly login: string;
      readonly name: string;
      readonly email: string | null;
      readonly password: string;
    },
    address: string,
  ): Promise<Account | Refused>;
  /** @param asked.person an identifier of somebody of the roster; null to find it at the first sign-on */
  add(
    asked: {
      readonly login: string;
      readonly name: string;
      readonly email: string | null;
      readonly roles: readonly WantedRole[];
      readonly person: string | null;
    },
    by: Doer,
  ): Promise<{ readonly account: Account; readonly link: OneTimeLink } | Refused>;
  change(
    account: string,
    to: { readonly name: string; readonly email: string | null; readonly person?: string | null | undefined },
    by: Doer,
  ): Promise<AccountRow | Refused>;
  grant(account: string, role: WantedRole, by: Doer): Promise<AccountRow | Refused>;
  endGrant(account: string, grant: string, by: Doer): Promise<AccountRow | Refused>;
  /** Nobody signs in with it any more, and whoever is signed in is so no more. */
  disable(account: string, reason: string, by: Doer): Promise<AccountRow | Refused>;
  enable(account: string, by: Doer): Promise<AccountRow | Refused>;
  /** A link by which a password is chosen. The password of before holds until then; links of before do not. */
  link(account: string, by: Doer): Promise<OneTimeLink | Refused>;
  /** For somebody who has lost the phone and the recovery codes. */
  removeSecondFactor(account: string, by: Doer): Promise<AccountRow | Refused>;
  /** For somebody who has lost a device: takes every passkey away, and ends every session. */
  removePasskeys(account: string, by: Doer): Promise<AccountRow | Refused>;
  /** Chooses the password by a link, which ends every session and takes every passkey away. */
  takeLink(secret: string, password: string, address: string): Promise<Account | Refused>;
  /** A link for somebody who forgot the password; null where there is no such account, or more than one of the address. */
  linkForForgotten(
    login: string,
    address: string,
  ): Promise<{ readonly account: Account; readonly link: OneTimeLink } | null>;
}

const linkLasts: Readonly<Record<LinkKind, Temporal.DurationLike>> = {
  invite: { hours: 7 * 24 },
  reset: { hours: 24 },
};
/** A link that anybody can have sent to somebody else's mailbox holds for a short time. */
const forgottenLasts: Temporal.DurationLike = { hours: 1 };

/** How long is waited for the store to say whether there is an administrator, in milliseconds. */
const storePatienceMs = 1_000;

/** @param parts.institution what it is called, which no password may be made of */
export function createAccounts(parts: {
  readonly store: AccountsStore;
  readonly hasher: PasswordHasher;
  readonly common: CommonPasswords;
  readonly institution: () => Promise<string>;
  readonly clock: Clock;
  readonly log: Log;
}): Accounts {
  const { store, hasher, common, institution, clock, log } = parts;
  const setUpCode = newCode(3);
  let guarded = false;
  /** Until the store has answered once. */
  let asks = true;

  /**
   * The answer, or what was known before where the store is away or does not answer: pages must be able to tell that it
   * is, and nobody becomes an administrator without it.
   */
  async function knownMeanwhile(asked: Promise<boolean>): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const before = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(guarded), storePatienceMs);
    });
    try {
      return await Promise.race([asked.catch(() => guarded), before]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Does a deed on accounts, of which nothing stays where it is refused. */
  const write = <T extends object | null>(
    deed: (transaction: AccountsTransaction) => Promise<T>,
  ): Promise<T> => writeUnlessRefused<AccountsTransaction, T>(store.write, deed, isRefused);

  /** Changes an account that is there, and gives it back as it is then. */
  function change(
    account: string,
    work: (
      transaction: AccountsTransaction,
      row: AccountRow,
      now: Temporal.Instant,
    ) => Promise<Refused | null>,
  ): Promise<AccountRow | Refused> {
    return write(async (transaction) => {
      await transaction.lock();
      const now = clock.now();
      const row = await transaction.find(account, now);
      if (row === null) return refuse({ code: "no_such_account", account });
      const refused = await work(transaction, row, now);
      if (refused !== null) return refused;
      const after = await transaction.find(account, now);
      if (after === null) throw new Error("an account was lost while it was changed");
      return after;
    });
  }

  async function makeLink(
    transaction: AccountsTransaction,
    account: string,
    kind: LinkKind,
    lasts: Temporal.DurationLike,
    by: Doer,
  ): Promise<OneTimeLink> {
    const now = clock.now();
    const secret = newToken();
    const endsAt = now.add(lasts);
    const id = uuidv7();
    await transaction.addLink({
      id,
      tokenHash: hashOfToken(secret),
      account,
      kind,
      at: now,
      by: by.id,
      endsAt,
    });
    const after = { link: id, endsAt: endsAt.toString() };
    await transaction.audit({ by, deed: `account.${kind}_link`, object: `account ${account}`, after }, now);
    return { secret, endsAt, kind };
  }

  async function give(
    transaction: AccountsTransaction,
    account: string,
    { role, since, until }: WantedRole,
    by: Doer,
  ): Promise<Refused | null> {
    const now = clock.now();
    if (until !== null && Temporal.Instant.compare(until, since ?? now) <= 0) {
      return refuse({ code: "until_past", until: until.toString() });
    }
    const id = uuidv7();
    const grant = { id, account, role, grantedBy: by.id, provider: null, since: since ?? now, until };
    await transaction.grant({ ...grant, at: now });
    const after = { grant: id, role, since: (since ?? now).toString(), until: until?.toString() ?? null };
    await transaction.audit({ by, deed: "account.grant", object: `account ${account}`, after }, now);
    return null;
  }

  async function linkTo(
    transaction: AccountsTransaction,
    account: string,
    before: LinkedPerson | null,
    person: string | null,
    by: Doer,
  ): Promise<Refused | null> {
    const now = clock.now();
    const found = person === null ? null : await findPerson(transaction, person);
    if (person !== null && found === null) return refuse({ code: "no_such_person", person });
    if ((found?.person ?? null) === (before?.person ?? null)) return null;
    await transaction.linkPerson({
      id: uuidv7(),
      account,
      person: found?.person ?? null,
      at: now,
      by: by.id,
    });
    await transaction.audit(
      {
        by,
        deed: "account.link",
        object: `account ${account}`,
        before: before === null ? null : { person: before.person },
        after: found === null ? null : { person: found.person },
      },
      now,
    );
    return null;
  }

  /** Whether somebody else may still give roles when this account may not. */
  async function leavesAnAdministrator(
    transaction: AccountsReading,
    without: string,
    now: Temporal.Instant,
  ): Promise<boolean> {
    const rows = await transaction.list(now);
    return rows.some(
      ({ account, grants }) =>
        account.id !== without && account.disabled === null && isAdministrator(grants, now),
    );
  }

  const accounts: Accounts = {
    list: () => store.list(clock.now()),
    find: (account) => store.find(account, clock.now()),
    findByLogin: (login) => store.findByLogin(loginKey(login)),
    async guarded() {
      if (guarded) return true;
      const asked = store.everAdministrator().then((ever) => {
        asks = false;
        guarded ||= ever;
        return guarded;
      });
      return asks ? asked : knownMeanwhile(asked);
    },
    setUpCode: () => setUpCode,

    async setUp({ code, login, name, email, password }, address) {
      if (await accounts.guarded()) return refuse({ code: "set_up_before" });
      if (hashText(readCode(code)) !== hashText(readCode(setUpCode)))
        return refuse({ code: "wrong_set_up_code" });
      if (!isLogin(login)) return refuse({ code: "login_invalid", login });
      const form = passwordForm(password);
      const refusal = await passwordRefusal(form, common, await knownOf({ login, name, email }));
      if (refusal !== null) return refuse(refusal);
      const hash = await hasher.hash(form);
      const by: Doer = { id: "local operator", role: "operator", address };
      return write(async (transaction) => {
        await transaction.lock();
        if (await transaction.everAdministrator()) return refuse({ code: "set_up_before" });
        const now = clock.now();
        const account = await addAccount(transaction, { login, name, email }, by, now);
        if ("refused" in account) return account;
        await transaction.setPassword(account.id, hash, now);
        await give(transaction, account.id, { role: "administrator", since: null, until: null }, by);
        log.warn({ account: account.id }, "there is an administrator: from now on whoever asks must sign in");
        return account;
      });
    },

    add: ({ login, name, email, roles, person }, by) =>
      write(async (transaction) => {
        if (!isLogin(login)) return refuse({ code: "login_invalid", login });
        await transaction.lock();
        const now = clock.now();
        const found = person === null ? null : await findPerson(transaction, person);
        if (person !== null && found === null) return refuse({ code: "no_such_person", person });
        const past = roles.find(
          ({ since, until }) => until !== null && Temporal.Instant.compare(until, since ?? now) <= 0,
        );
        if (past !== undefined) return refuse({ code: "until_past", until: String(past.until) });
        const account = await addAccount(transaction, { login, name, email }, by, now);
        if ("refused" in account) return account;
        for (const role of roles) await give(transaction, account.id, role, by);
        if (person !== null) await linkTo(transaction, account.id, null, person, by);
        return { account, link: await makeLink(transaction, account.id, "invite", linkLasts.invite, by) };
      }),

    change: (id, { name, email, person }, by) =>
      change(id, async (transaction, row, now) => {
        const { account } = row;
        if (person !== undefined) {
          const refused = await linkTo(transaction, id, row.person, person, by);
          if (refused !== null) return refused;
        }
        if (account.name === name && account.email === email) return null;
        await transaction.change(id, { name, email });
        // What somebody is called is in the store; the log says that it is another.
        const changed = [
          account.name === name ? [] : ["name"],
          account.email === email ? [] : ["email"],
        ].flat();
        await transaction.audit(
          { by, deed: "account.change", object: `account ${id}`, after: { changed } },
          now,
        );
        return null;
      }),

    grant: (id, role, by) => change(id, (transaction) => give(transaction, id, role, by)),

    endGrant: (id, grant, by) =>
      change(id, async (transaction, row, now) => {
        const ended = row.grants.find((one) => one.id === grant);
        if (ended === undefined) return refuse({ code: "no_such_grant" });
        const rest = row.grants.filter((one) => one.id !== grant);
        const loses = isAdministrator([ended], now) && !isAdministrator(rest, now);
        if (loses && !(await leavesAnAdministrator(transaction, id, now))) {
          return refuse({ code: "last_administrator" });
        }
        await transaction.endGrant(grant, id, { at: now, by: by.id });
        const before = { grant, role: ended.role, until: ended.until?.toString() ?? null };
        await transaction.audit({ by, deed: "account.revoke", object: `account ${id}`, before }, now);
        return null;
      }),

    disable: (id, reason, by) =>
      change(id, async (transaction, { account, grants }, now) => {
        if (account.disabled !== null) return null;
        if (isAdministrator(grants, now) && !(await leavesAnAdministrator(transaction, id, now))) {
          return refuse({ code: "last_administrator" });
        }
        await transaction.disable(id, { at: now, by: by.id, reason });
        await transaction.endLinks(id, now);
        const sessions = await transaction.endSessionsOf(id, null, { at: now, reason: "account disabled" });
        const after = { sessionsEnded: sessions };
        await transaction.audit({ by, deed: "account.disable", object: `account ${id}`, after, reason }, now);
        return null;
      }),

    enable: (id, by) =>
      change(id, async (transaction, { account }, now) => {
        if (account.disabled === null) return null;
        await transaction.enable(id);
        await transaction.audit({ by, deed: "account.enable", object: `account ${id}` }, now);
        return null;
      }),

    link: (id, by) =>
      write(async (transaction) => {
        await transaction.lock();
        const row = await transaction.find(id, clock.now());
        if (row === null) return refuse({ code: "no_such_account", account: id });
        if (row.account.disabled !== null) return refuse({ code: "is_disabled", login: row.account.login });
        const kind = row.hasPassword ? "reset" : "invite";
        await transaction.endLinks(id, clock.now());
        return makeLink(transaction, id, kind, linkLasts[kind], by);
      }),

    removeSecondFactor: (id, by) =>
      change(id, async (transaction, { secondFactor }, now) => {
        if (!secondFactor) return refuse({ code: "no_second_factor" });
        await transaction.removeSecondFactor(id);
        await transaction.audit({ by, deed: "account.second_factor_removed", object: `account ${id}` }, now);
        return null;
      }),

    removePasskeys: (id, by) =>
      change(id, async (transaction, { passkeys }, now) => {
        if (passkeys === 0) return refuse({ code: "no_such_passkey" });
        await transaction.removePasskeysOf(id);
        const sessions = await transaction.endSessionsOf(id, null, { at: now, reason: "passkeys removed" });
        const after = { passkeysRemoved: passkeys, sessionsEnded: sessions };
        await transaction.audit(
          { by, deed: "account.passkeys_removed", object: `account ${id}`, after },
          now,
        );
        return null;
      }),

    async takeLink(secret, password, address) {
      const form = passwordForm(password);
      const short = await passwordRefusal(form, common, await knownOf(null));
      if (short !== null) return refuse(short);
      const hash = await hasher.hash(form);
      // What is refused once the link was taken gives it back.
      return write(async (transaction) => {
        await transaction.lock();
        const now = clock.now();
        const used = await transaction.takeLink(hashOfToken(secret), now);
        const row = used === null ? null : await transaction.find(used.account, now);
        if (used === null || row === null || row.account.disabled !== null)
          return refuse({ code: "link_gone" });
        const { account } = row;
        const refusal = await passwordRefusal(form, common, await knownOf(account));
        if (refusal !== null) return refuse(refusal);
        await transaction.setPassword(account.id, hash, now);
        const ended = await transaction.endSessionsOf(account.id, null, {
          at: now,
          reason: "password set",
        });
        // Whoever had the account before may have added one of theirs.
        const removed = await transaction.removePasskeysOf(account.id);
        const by: Doer = { id: account.id, role: "one-time link", address };
        const after = { sessionsEnded: ended, ...(removed > 0 && { passkeysRemoved: removed }) };
        await transaction.audit(
          { by, deed: "account.password", object: `account ${account.id}`, after },
          now,
        );
        // A reset for which a stranger asked ends none of an administrator's links before it is used.
        await transaction.endLinks(account.id, now);
        return account;
      });
    },

    linkForForgotten: (login, address) =>
      write(async (transaction) => {
        await transaction.lock();
        const byLogin = await transaction.findByLogin(loginKey(login));
        const [byEmail, ...others] = await transaction.findByEmail(login.trim());
        const account = byLogin ?? (others.length === 0 ? byEmail : null) ?? null;
        if (account === null || account.disabled !== null || account.email === null) return null;
        const by: Doer = { id: "somebody", role: "not signed in", address };
        return { account, link: await makeLink(transaction, account.id, "reset", forgottenLasts, by) };
      }),
  };
  return accounts;

  async function addAccount(
    transaction: AccountsTransaction,
    { login, name, email }: Pick<Account, "login" | "name" | "email">,
    by: Doer,
    at: Temporal.Instant,
  ): Promise<Account | Refused> {
    const id = uuidv7();
    const added = await transaction.add({ id, login, loginKey: loginKey(login), name, email, at, by: by.id });
    if (!added) return refuse({ code: "login_taken", login });
    await transaction.audit({ by, deed: "account.add", object: `account ${id}` }, at);
    return { id, login, name, email, createdAt: at, disabled: null };
  }

  /** What anybody knows of an account and of where it is, of which no password is made. */
  async function knownOf(
    account: Pick<Account, "login" | "name" | "email"> | null,
  ): Promise<readonly string[]> {
    const words = [
      await institution(),
      account?.login,
      account?.email,
      ...(account?.name.split(/\s+/) ?? []),
      "muster",
    ];
    return words.flatMap((word) => word || []);
  }
}

async function findPerson(reading: AccountsReading, known: string): Promise<LinkedPerson | null> {
  return (
    (await reading.personOf("student_id", known)) ??
    (await reading.personOf("username", known)) ??
    (await reading.personOf("email", known))
  );
}

function isAdministrator(grants: AccountRow["grants"], now: Temporal.Instant): boolean {
  return grants.some(
    ({ role, since, until }) =>
      role === "administrator" &&
      Temporal.Instant.compare(since, now) <= 0 &&
      (until === null || Temporal.Instant.compare(until, now) > 0),
  );
}

/** Texts are compared by their hashes: how long that takes tells nothing of them. */
const hashText = (text: string): string => Buffer.from(hashOfToken(text)).toString("hex");
