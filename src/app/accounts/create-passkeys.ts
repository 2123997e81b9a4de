import type { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import type { PasskeyAnswer, PasskeyMaking, PasskeyQuestion } from "../../contract/http/passkeys.ts";
import type { Clock, Log } from "../ports.ts";
import { writeUnlessRefused } from "../write-unless-refused.ts";
import { isRefused, type Refused, refuse } from "./account-refusal.ts";
import type { AccountsReading, AccountsStore, AccountsTransaction, FoundSession } from "./accounts-store.ts";
import { createOnceNotes } from "./create-once-notes.ts";
import type { OwnerProof } from "./create-owner-proof.ts";
import { createPace, type Pace } from "./create-pace.ts";
import type { SignedIn, SignIn, Whence } from "./create-sign-in.ts";
import { doerOf } from "./doer-of.ts";
import { networkOf } from "./network-of.ts";
import { type Passkey, type PasskeyCeremony, PasskeyFault, type PasskeySite } from "./passkey.ts";
import { newToken } from "./secrets.ts";
import { whyNotWithoutProvider } from "./why-not-without-provider.ts";

/** What a browser is asked, with the secret by which it is known when it answers. */
export interface Asked<Options> {
  readonly options: Options;
  readonly secret: string;
}

/** Signing in by passkeys, confirming by them that it is the owner, and what their owner does with them. */
export interface Passkeys {
  /** Asks for whichever passkey its owner chooses: nothing is typed, and nothing is told of anybody. */
  beginSignIn(site: PasskeySite, address: string): Promise<Asked<PasskeyQuestion> | Refused>;
  /**
   * Begins a session for the owner of a passkey that signed what was asked, in place of password and code.
   *
   * @param secret as it was given to the browser; null for none
   */
  signIn(secret: string | null, answer: PasskeyAnswer<"signed">, whence: Whence): Promise<SignedIn | Refused>;
  beginConfirming(who: FoundSession, site: PasskeySite): Promise<Asked<PasskeyQuestion> | Refused>;
  /** Confirms by one of the owner's own passkeys that it is the owner who is signed in. */
  confirm(
    who: FoundSession,
    secret: string | null,
    answer: PasskeyAnswer<"signed">,
    address: string,
  ): Promise<Refused | null>;
  /** @param current the password; null where the owner confirmed it otherwise */
  beginAdding(
    who: FoundSession,
    current: string | null,
    site: PasskeySite,
  ): Promise<Asked<PasskeyMaking> | Refused>;
  add(
    who: FoundSession,
    secret: string | null,
    made: { readonly name: string; readonly answer: PasskeyAnswer<"made"> },
    address: string,
  ): Promise<Refused | null>;
  rename(who: FoundSession, id: string, name: string, address: string): Promise<Refused | null>;
  /** Ends every other session: whoever has the device may be signed in with it. Never takes the only way in. */
  remove(
    who: FoundSession,
    id: string,
    current: string | null,
    from: { readonly host: string; readonly address: string },
  ): Promise<Refused | null>;
}

/** Whoever answers later begins again. */
const askedFor = { minutes: 5 };
/** Nobody needs more: each of them is some hundred bytes. */
const mostAsked = 20_000;
const mostPasskeys = 20;

/** No secret is tried by asking, and a whole campus may have one address; one passkey is tried as an account is. */
const paces = {
  network: { atOnce: 100, everySeconds: 1 },
  passkey: { atOnce: 5, everySeconds: 30 },
} as const satisfies Record<string, Pace>;

interface Question {
  readonly kind: "sign_in" | "confirm" | "add";
  /** The session that asked; null where nobody is signed in. */
  readonly session: string | null;
  readonly site: PasskeySite;
  readonly challenge: string;
}

export function createPasskeys(parts: {
  readonly store: AccountsStore;
  readonly ceremony: PasskeyCeremony;
  readonly signIn: SignIn;
  readonly proof: OwnerProof;
  readonly institution: () => Promise<string>;
  readonly clock: Clock;
  readonly log: Log;
}): Passkeys {
  const { store, ceremony, signIn, proof, institution, clock, log } = parts;
  const questions = createOnceNotes<Question>(clock, askedFor, mostAsked);
  const pace = createPace(clock);

  function slow(tries: readonly (readonly [string, Pace])[]): Refused | null {
    const wait = pace.take(tries);
    return wait === null ? null : refuse({ code: "slow", seconds: wait });
  }

  /** The question that a browser answers: asked of it, for this, and by the same session. */
  function take(secret: string | null, kind: Question["kind"], session: string | null): Question | null {
    const asked = questions.take(secret);
    return asked === null || asked.kind !== kind || asked.session !== session ? null : asked;
  }

  /** What a device's fault means for its owner; its own words are for the log. */
  function faultOf(error: unknown, about: object): Refused {
    if (!(error instanceof PasskeyFault)) throw error;
    log.warn({ ...about, error }, "a passkey was refused");
    return refuse({ code: "passkey_refused" });
  }

  /** Counts a use, in the transaction that acts on it. A count that went back is refused, and noted for the owner to see. */
  async function countUse(
    transaction: AccountsTransaction,
    { id }: Passkey,
    {
      account,
      counter,
      address,
    }: { readonly account: string; readonly counter: number; readonly address: string },
    now: Temporal.Instant,
  ): Promise<Refused | null> {
    const current = (await transaction.passkeysOf(account)).find((one) => one.id === id);
    // It may have been removed since it was looked up.
    if (current === undefined) return refuse({ code: "passkey_refused" });
    if ((counter > 0 || current.counter > 0) && counter <= current.counter) {
      await transaction.refcountPasskey(id, now);
      await transaction.audit(
        {
          by: { id: account, role: "passkey", address },
          deed: "account.passkey_refused",
          object: `account ${account}`,
          before: { counter: current.counter },
          after: { passkey: id, counter },
        },
        now,
      );
      log.warn({ account, passkey: id }, "a passkey counted less than before: there may be a copy of it");
      return refuse({ code: "passkey_copied", name: current.name });
    }
    await transaction.countPasskey(id, counter, now);
    return null;
  }

  /** Runs what is written of the own account; of what is refused nothing stays. */
  const write = (
    work: (transaction: AccountsTransaction, now: Temporal.Instant) => Promise<Refused | null>,
  ) =>
    writeUnlessRefused<AccountsTransaction, Refused | null>(
      store.write,
      async (transaction) => {
        await transaction.lock();
        return work(transaction, clock.now());
      },
      isRefused,
    );

  const own = async (
    reading: AccountsReading,
    { account }: FoundSession,
    id: string,
  ): Promise<Passkey | null> => (await reading.passkeysOf(account.id)).find((one) => one.id === id) ?? null;

  return {
    async beginSignIn(site, address) {
      const refused = slow([[`network ${networkOf(address)}`, paces.network]]);
      if (refused !== null) return refused;
      const challenge = newToken();
      const options = await ceremony.question({ site, challenge, of: null });
      return { options, secret: questions.keep({ kind: "sign_in", session: null, site, challenge }) };
    },

    async signIn(secret, answer, whence) {
      const asked = take(secret, "sign_in", null);
      const network = networkOf(whence.address);
      const tooMany = slow([[`network ${network}`, paces.network]]);
      if (tooMany !== null) return tooMany;
      if (asked === null) return refuse({ code: "passkey_late" });
      const passkey = await store.passkey(answer.id);
      if (passkey === null || passkey.host !== asked.site.host) {
        log.warn({ address: whence.address }, "a passkey was refused that is not known");
        return refuse({ code: "passkey_refused" });
      }
      const tries = [[`passkey ${passkey.id} ${network}`, paces.passkey]] as const;
      const slowed = slow(tries);
      if (slowed !== null) return slowed;
      const { account, id } = passkey;
      let counter: number;
      try {
        counter = await ceremony.readSigned(answer, asked.site, asked.challenge, passkey);
      } catch (error) {
        return faultOf(error, { account, passkey: id, address: whence.address });
      }
      pace.giveBack(tries);
      const outcome = await signIn.beginBy(async (transaction) => {
        await transaction.lock();
        const now = clock.now();
        const row = await transaction.find(account, now);
        if (row === null) return refuse({ code: "passkey_refused" });
        const refused =
          (await countUse(transaction, passkey, { account, counter, address: whence.address }, now)) ??
          (await whyNotWithoutProvider(transaction, row, now));
        return refused ?? { account, provider: null, passkey: id };
      }, whence);
      if ("refused" in outcome) {
        log.warn(
          { account, passkey: id, refused: outcome.refused.code, address: whence.address },
          "a sign-in was refused",
        );
      }
      return outcome;
    },

    async beginConfirming(who, site) {
      const of = (await store.passkeysOf(who.account.id)).filter(({ host }) => host === site.host);
      if (of.length === 0) return refuse({ code: "no_such_passkey" });
      const challenge = newToken();
      const options = await ceremony.question({ site, challenge, of });
      const secret = questions.keep({ kind: "confirm", session: who.session.id, site, challenge });
      return { options, secret };
    },

    async confirm(who, secret, answer, address) {
      const { account, session, roles } = who;
      const asked = take(secret, "confirm", session.id);
      const tries = [[`confirm ${account.id}`, paces.passkey]] as const;
      const slowed = slow(tries);
      if (slowed !== null) return slowed;
      if (asked === null) return refuse({ code: "passkey_late" });
      const passkey = await store.passkey(answer.id);
      if (passkey === null || passkey.account !== account.id || passkey.host !== asked.site.host) {
        return refuse({ code: "passkey_refused" });
      }
      let counter: number;
      try {
        counter = await ceremony.readSigned(answer, asked.site, asked.challenge, passkey);
      } catch (error) {
        return faultOf(error, { account: account.id, passkey: passkey.id, address });
      }
      // What was noted of a passkey that was refused stays.
      const refused = await store.write(async (transaction) => {
        await transaction.lock();
        const now = clock.now();
        const why = await countUse(transaction, passkey, { account: account.id, counter, address }, now);
        if (why !== null) return why;
        const by = doerOf(account, roles, address);
        const after = { passkey: passkey.id };
        await transaction.audit({ by, deed: "account.confirm", object: `session ${session.id}`, after }, now);
        return null;
      });
      if (refused !== null) return refused;
      pace.giveBack(tries);
      proof.note(session.id);
      return null;
    },

    async beginAdding(who, current, site) {
      const refused = await proof.ask(who, current);
      if (refused !== null) return refused;
      const { account, session } = who;
      const known = await store.passkeysOf(account.id);
      if (known.length >= mostPasskeys) return refuse({ code: "passkeys_many", most: mostPasskeys });
      const challenge = newToken();
      const options = await ceremony.making({
        site,
        challenge,
        institution: (await institution()) || "Muster",
        account,
        known: known.filter(({ host }) => host === site.host),
      });
      return { options, secret: questions.keep({ kind: "add", session: session.id, site, challenge }) };
    },

    async add({ account, session, roles }, secret, { name, answer }, address) {
      const asked = take(secret, "add", session.id);
      if (asked === null) return refuse({ code: "passkey_late" });
      let made: Awaited<ReturnType<PasskeyCeremony["readMade"]>>;
      try {
        made = await ceremony.readMade(answer, asked.site, asked.challenge);
      } catch (error) {
        return faultOf(error, { account: account.id, address });
      }
      return write(async (transaction, now) => {
        if ((await transaction.passkeysOf(account.id)).length >= mostPasskeys) {
          return refuse({ code: "passkeys_many", most: mostPasskeys });
        }
        const passkey: Passkey = {
          ...made,
          id: uuidv7(),
          account: account.id,
          host: asked.site.host,
          name,
          createdAt: now,
          lastUsedAt: null,
          refusedAt: null,
        };
        if (!(await transaction.addPasskey(passkey))) return refuse({ code: "passkey_known" });
        const by = doerOf(account, roles, address);
        const after = { passkey: passkey.id };
        await transaction.audit(
          { by, deed: "account.passkey_added", object: `account ${account.id}`, after },
          now,
        );
        return null;
      });
    },

    rename: (who, id, name, address) =>
      write(async (transaction, now) => {
        const passkey = await own(transaction, who, id);
        if (passkey === null) return refuse({ code: "no_such_passkey" });
        if (passkey.name === name) return null;
        await transaction.renamePasskey(id, name);
        const by = doerOf(who.account, who.roles, address);
        const after = { passkey: id };
        await transaction.audit(
          { by, deed: "account.passkey_renamed", object: `account ${who.account.id}`, after },
          now,
        );
        return null;
      }),

    async remove(who, id, current, { host, address }) {
      const wrong = await proof.ask(who, current);
      if (wrong !== null) return wrong;
      const { account, session, roles } = who;
      return write(async (transaction, now) => {
        const passkeys = await transaction.passkeysOf(account.id);
        const passkey = passkeys.find((one) => one.id === id);
        if (passkey === undefined) return refuse({ code: "no_such_passkey" });
        const row = await transaction.find(account.id, now);
        const otherwise =
          row?.hasPassword === true ||
          // One that was made for another name lets nobody in.
          passkey.host !== host ||
          passkeys.some((one) => one.id !== id && one.host === host) ||
          (await transaction.identitiesOf(account.id)).length > 0;
        if (!otherwise) return refuse({ code: "last_way_in" });
        await transaction.removePasskey(id);
        await transaction.endSessionsOf(account.id, session.id, { at: now, reason: "passkey removed" });
        const by = doerOf(account, roles, address);
        const before = { passkey: id };
        await transaction.audit(
          { by, deed: "account.passkey_removed", object: `account ${account.id}`, before },
          now,
        );
        return null;
      });
    },
  };
}
