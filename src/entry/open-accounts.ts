import type { AccountHttpParts } from "../adapters/http/account-http-parts.ts";
import { createSessionCookies } from "../adapters/http/session-cookies.ts";
import { createSmtpMailer } from "../adapters/mail/create-smtp-mailer.ts";
import { createOpenId } from "../adapters/open-id/create-open-id.ts";
import { passkeyCeremony } from "../adapters/passkeys/passkey-ceremony.ts";
import type { PostgresStore } from "../adapters/postgres/create-postgres-store.ts";
import { createCommonPasswords } from "../adapters/secrets/create-common-passwords.ts";
import { createPasswordHasher } from "../adapters/secrets/create-password-hasher.ts";
import { timedCodes } from "../adapters/secrets/timed-codes.ts";
import { type Accounts, createAccounts } from "../app/accounts/create-accounts.ts";
import { createApiTokens } from "../app/accounts/create-api-tokens.ts";
import { createIdentityProviders } from "../app/accounts/create-identity-providers.ts";
import { createOwnAccount } from "../app/accounts/create-own-account.ts";
import { createOwnerProof } from "../app/accounts/create-owner-proof.ts";
import { createPasskeys } from "../app/accounts/create-passkeys.ts";
import { createProviderSignIn } from "../app/accounts/create-provider-sign-in.ts";
import { createResetMail } from "../app/accounts/create-reset-mail.ts";
import { createSignIn } from "../app/accounts/create-sign-in.ts";
import { createWhoAsks, type SessionsAsk } from "../app/accounts/create-who-asks.ts";
import { createAuditTrail } from "../app/audit/create-audit-trail.ts";
import type { Clock, Log } from "../app/ports.ts";
import type { Settings } from "../config/settings.ts";

export interface OpenAccounts {
  readonly accounts: Accounts;
  readonly who: SessionsAsk;
  readonly http: AccountHttpParts;
  /** What is to be done now and then. Never rejects. */
  round(): void;
  close(): void;
}

/**
 * Puts accounts and signing in together.
 *
 * @param parts.onGuarded told once there is an administrator
 */
export function openAccounts(parts: {
  readonly store: Pick<
    PostgresStore,
    "accounts" | "apiTokens" | "audit" | "institution" | "ties" | "timeZone"
  >;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Log;
  readonly onGuarded: () => void;
}): OpenAccounts {
  const { settings, clock, log } = parts;
  const { accounts: store, timeZone } = parts.store;
  const hasher = createPasswordHasher();
  const common = createCommonPasswords();
  const institution = async (): Promise<string> => (await parts.store.institution.read()).name;
  const accounts = createAccounts({ store, hasher, common, institution, clock, log });
  const onChanged = (account: string): void => who.changed(account);
  const signIn = createSignIn({ store, hasher, codes: timedCodes, clock, log, onChanged });
  const openId = createOpenId(clock);
  const proof = createOwnerProof({ store, hasher, clock });
  const providers = createProviderSignIn({ store, openId, signIn, proof, clock, log, onChanged });
  const ceremony = passkeyCeremony;
  const passkeys = createPasskeys({ store, ceremony, signIn, proof, institution, clock, log });
  const cookies = createSessionCookies(settings.tls !== null || settings.trustedProxy !== null);
  const tokens = createApiTokens({ store: parts.store.apiTokens, clock, onChanged });
  const who = createWhoAsks({
    accounts,
    signIn,
    store,
    tokenIn: (header) => cookies.read(header).token,
    tokens,
    clock,
  });
  const own = createOwnAccount({ store, hasher, common, codes: timedCodes, institution, proof, clock });
  const { server } = settings.mail;
  const mailer = server === null ? null : createSmtpMailer(server);
  const resets = createResetMail({ accounts, mailer, pages: settings.pages, institution, clock, log });
  let toldDay = "";

  return {
    accounts,
    who,
    http: {
      accounts,
      signIn,
      own,
      tokens,
      proof,
      passkeys,
      providers,
      identityProviders: createIdentityProviders(store, clock),
      pages: settings.pages,
      audit: parts.store.audit,
      resets,
      cookies,
      institution,
      trail: createAuditTrail({ store: parts.store.audit, clock, log }),
      whoHas: async (id) =>
        (await store.personOf("student_id", id)) ?? (await store.personOf("username", id)),
      whoSat: (session, student) => parts.store.ties.ownIdOfSeat(session, student),
      timeZone,
      onChanged,
      renewed: (token) => who.renewed(token),
      onGuarded() {
        who.changed(null);
        parts.onGuarded();
      },
    },
    round() {
      void who.look();
      const day = clock.now().toZonedDateTimeISO(timeZone).toPlainDate().toString();
      if (day === toldDay) return;
      toldDay = day;
      // Noted where the store is not: whoever rewrites all of the log cannot rewrite this.
      store.auditHead().then(
        ({ seq, hash }) =>
          log.info({ entries: seq, hash }, "the audit log ends like this at the beginning of the day"),
        (error: unknown) => log.warn({ error }, "the end of the audit log could not be read"),
      );
    },
    close: () => mailer?.close(),
  };
}
