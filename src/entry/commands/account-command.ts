import { Command, Option } from "commander";
import { Temporal } from "temporal-polyfill";
import { validate as isUuid } from "uuid";
import { openAccountsStore } from "../../adapters/postgres/open-accounts-store.ts";
import { createCommonPasswords } from "../../adapters/secrets/create-common-passwords.ts";
import { createPasswordHasher } from "../../adapters/secrets/create-password-hasher.ts";
import { isRefused, type Refused, refuse, sayRefusal } from "../../app/accounts/account-refusal.ts";
import type { Account, AccountRow } from "../../app/accounts/accounts-store.ts";
import { type Accounts, createAccounts, type OneTimeLink } from "../../app/accounts/create-accounts.ts";
import { type ApiTokens, createApiTokens } from "../../app/accounts/create-api-tokens.ts";
import type { Doer } from "../../app/audit/audit-entry.ts";
import { newApiToken } from "../../contract/http/api-tokens.ts";
import { pagePaths } from "../../contract/http/page-paths.ts";
import { addressFromHere, hostInUrl } from "../../contract/http/simulate-line.ts";
import { deeds, isDeed } from "../../domain/rights/deeds.ts";
import { type Role, roles } from "../../domain/rights/role.ts";
import { type CommandContext, couldNot, runOnPostgres } from "../run-on-postgres.ts";

/** Whoever may run programs on this machine: the way back in when nobody else can sign in. */
const by: Doer = { id: "muster account", role: "operator", address: "this machine" };

interface Flags {
  readonly json?: true;
}

/** `muster account`: who may sign in, seen to on the machine itself. */
export function accountCommand(): Command {
  const command = new Command("account")
    .description("see to who may sign in: also beside a running server, and when everybody is locked out")
    .addHelpText(
      "after",
      `
Examples:
  $ npx muster account list
  $ npx muster account add ada --name "Ada Byron" --role administrator
  $ npx muster account reset ada --second-factor
  $ npx muster account disable ada --reason "left the university"
  $ npx muster account token ada --name Prometheus --may reader.read --until 2027-07-31
  $ npx muster account tokens

What is done here is on the audit log.

Exit codes: 0 done, ${couldNot} it could not be done`,
    );
  command
    .command("list")
    .description("print every account")
    .option("--json", "print it as JSON")
    .action((flags: Flags) => onAccounts((accounts) => list(accounts, flags)));
  command
    .command("add")
    .description("make an account, and print the link by which its owner chooses a password")
    .argument("<login>")
    .requiredOption("--name <name>", "what its owner is called")
    .option("--email <address>", "the owner's mail address")
    .addOption(new Option("--role <roles...>", "what it may do").choices(roles))
    .option("--person <id>", "who of the roster it is, by an id as on a card, a user name or a mail address")
    .option("--json", "print it as JSON")
    .action((login: string, flags: AddFlags) =>
      onAccounts((accounts, place) => add(accounts, login, flags, place)),
    );
  command
    .command("reset")
    .description(
      "print a link by which its owner chooses another password, and enable it where it is disabled",
    )
    .argument("<login>")
    .option("--second-factor", "take the second factor away: the phone and the recovery codes are lost")
    .option("--json", "print it as JSON")
    .action((login: string, flags: ResetFlags) =>
      onAccounts((accounts, place) => reset(accounts, login, flags, place)),
    );
  command
    .command("disable")
    .description("let nobody sign in with it any more, and end its sessions")
    .argument("<login>")
    .requiredOption("--reason <words>", "why")
    .option("--json", "print it as JSON")
    .action((login: string, flags: Flags & { readonly reason: string }) =>
      onAccounts((accounts) => disable(accounts, login, flags)),
    );
  command
    .command("token")
    .description("make a token for a programme, with a part of what an account may, and print it once")
    .argument("<login>")
    .requiredOption("--name <name>", "which programme it is for")
    .addOption(
      new Option("--may <deeds...>", "what it may do, as docs/rights.md names it")
        .choices(Object.keys(deeds))
        .makeOptionMandatory(),
    )
    .requiredOption("--until <day>", "its last day, such as 2027-07-31")
    .option("--json", "print it as JSON")
    .action((login: string, flags: TokenFlags) =>
      onAccounts((accounts, _, tokens, timeZone) => addToken(accounts, tokens, login, flags, timeZone)),
    );
  command
    .command("tokens")
    .description("print every token that has not ended, with its id")
    .option("--json", "print it as JSON")
    .action((flags: Flags) => onAccounts((_, _place, tokens) => listTokens(tokens, flags)));
  command
    .command("end-token")
    .description("let a token hold no more")
    .argument("<id>")
    .option("--json", "print it as JSON")
    .action((id: string, flags: Flags) =>
      onAccounts(async (_, _place, tokens) => {
        const refused = isUuid(id) ? await tokens.end(id, null, by) : refuse({ code: "no_such_token" });
        if (refused !== null) need(refused);
        return flags.json ? JSON.stringify({ id, ended: true }) : `The token ${id} holds no more.`;
      }),
    );
  return command;
}

interface TokenFlags extends Flags {
  readonly name: string;
  readonly may: readonly string[];
  readonly until: string;
}

interface AddFlags extends Flags {
  readonly name: string;
  readonly email?: string;
  readonly role?: readonly Role[];
  readonly person?: string;
}

interface ResetFlags extends Flags {
  readonly secondFactor?: true;
}

/** @param work gets where the server's pages are, and the institution's zone */
function onAccounts(
  work: (accounts: Accounts, place: string, tokens: ApiTokens, timeZone: string) => Promise<string>,
): Promise<void> {
  return runOnPostgres(({ settings, onPostgres }: CommandContext) =>
    onPostgres(false, async (address) => {
      const store = await openAccountsStore(address);
      try {
        const clock = { now: () => Temporal.Instant.fromEpochMilliseconds(Date.now()) };
        const accounts = createAccounts({
          store: store.accounts,
          hasher: createPasswordHasher(),
          common: createCommonPasswords(),
          institution: async () => (await store.institution.read()).name,
          clock,
          log: { info: () => undefined, warn: () => undefined, error: () => undefined },
        });
        // A running server sees from the store that one has ended.
        const tokens = createApiTokens({ store: store.apiTokens, clock, onChanged: () => undefined });
        const scheme = settings.tls === null ? "http" : "https";
        const here = addressFromHere(`${scheme}://${hostInUrl(settings.host)}:${settings.port}`);
        const place = (settings.pages ?? here).replace(/\/$/, "");
        console.log(await work(accounts, place, tokens, settings.timeZone));
        return 0;
      } finally {
        await store.close();
      }
    }),
  );
}

async function list(accounts: Accounts, flags: Flags): Promise<string> {
  const rows = await accounts.list();
  if (flags.json) {
    return JSON.stringify(
      rows.map(({ account, grants, hasPassword, secondFactor, passkeys, joined, lastSeenAt }) => ({
        login: account.login,
        name: account.name,
        email: account.email,
        roles: grants.map(({ role, provider, since, until }) => ({
          role,
          provider: provider?.name ?? null,
          since: since.toString(),
          until: until?.toString() ?? null,
        })),
        disabled: account.disabled !== null,
        password: hasPassword,
        secondFactor,
        passkeys,
        identityProvider: joined,
        lastSeenAt: lastSeenAt?.toString() ?? null,
      })),
    );
  }
  if (rows.length === 0)
    return "There is no account: until there is an administrator, everything is open on this machine.";
  return rows.map(lineOf).join("\n");
}

function lineOf({ account, grants, hasPassword, secondFactor, passkeys, joined }: AccountRow): string {
  const held = grants.map(({ role, provider, until }) =>
    [
      role,
      ...(provider === null ? [] : [`by ${provider.name}`]),
      ...(until === null ? [] : [`until ${until.toString({ smallestUnit: "minute" })}`]),
    ].join(" "),
  );
  const told = [
    held.length === 0 ? "no role" : held.join(", "),
    ...(hasPassword ? [] : ["no password yet"]),
    ...(secondFactor ? ["second factor"] : []),
    ...(passkeys === 0 ? [] : [passkeys === 1 ? "1 passkey" : `${passkeys} passkeys`]),
    ...(joined ? ["identity provider"] : []),
    ...(account.disabled === null ? [] : [`disabled: ${account.disabled.reason}`]),
  ];
  return `${account.login}  ${account.name}  (${told.join("; ")})`;
}

async function add(accounts: Accounts, login: string, flags: AddFlags, place: string): Promise<string> {
  const added = need(
    await accounts.add(
      {
        login,
        name: flags.name,
        email: flags.email ?? null,
        person: flags.person ?? null,
        roles: (flags.role ?? []).map((role) => ({ role, since: null, until: null })),
      },
      by,
    ),
  );
  return tellLink(added.account, added.link, flags, place);
}

async function reset(accounts: Accounts, login: string, flags: ResetFlags, place: string): Promise<string> {
  const account = await known(accounts, login);
  if (account.disabled !== null) need(await accounts.enable(account.id, by));
  if (flags.secondFactor && (await accounts.find(account.id))?.secondFactor) {
    need(await accounts.removeSecondFactor(account.id, by));
  }
  return tellLink(account, need(await accounts.link(account.id, by)), flags, place);
}

async function disable(
  accounts: Accounts,
  login: string,
  flags: Flags & { readonly reason: string },
): Promise<string> {
  const { account } = need(await accounts.disable((await known(accounts, login)).id, flags.reason, by));
  return flags.json
    ? JSON.stringify({ login: account.login, disabled: true })
    : `${account.login} is disabled.`;
}

async function addToken(
  accounts: Accounts,
  tokens: ApiTokens,
  login: string,
  flags: TokenFlags,
  timeZone: string,
): Promise<string> {
  const account = await known(accounts, login);
  const row = await accounts.find(account.id);
  const now = Temporal.Instant.fromEpochMilliseconds(Date.now());
  const held = (row?.grants ?? []).filter(({ since }) => Temporal.Instant.compare(since, now) <= 0);
  const [provider = null] = held.flatMap((grant) => grant.provider?.id ?? []);
  const roles = held
    .filter((grant) => grant.provider === null || grant.provider.id === provider)
    .map(({ role }) => role);
  const made = need(
    await tokens.add(
      { account, roles, provider },
      {
        name: nameOf(flags.name),
        deeds: flags.may.filter(isDeed),
        endsAt: dayOf(flags.until).add({ days: 1 }).toZonedDateTime(timeZone).toInstant(),
      },
      by,
    ),
  );
  if (flags.json) return JSON.stringify({ id: made.id, token: made.secret });
  return `Its token, shown this once, for \`Authorization: Bearer\`:\n\n  ${made.secret}\n`;
}

/** A token's name by the rule of the API. @throws Error that says what is wrong with it */
function nameOf(text: string): string {
  const read = newApiToken.shape.name.safeParse(text);
  if (read.success) return read.data;
  throw new Error(`name: ${read.error.issues.map(({ message }) => message).join("; ")}`);
}

/** @throws Error that says how a day is written */
function dayOf(text: string): Temporal.PlainDate {
  try {
    return Temporal.PlainDate.from(text);
  } catch {
    throw new Error(`until: ${text} is no day; write one such as 2027-07-31`);
  }
}

async function listTokens(tokens: ApiTokens, flags: Flags): Promise<string> {
  const rows = await tokens.list(null);
  if (flags.json) {
    return JSON.stringify(
      rows.map(({ id, login, name, deeds: may, endsAt, lastUsedAt }) => ({
        id,
        login,
        name,
        may,
        until: endsAt.toString(),
        lastUsedAt: lastUsedAt?.toString() ?? null,
      })),
    );
  }
  if (rows.length === 0) return "There is no token.";
  return rows
    .map(
      ({ id, login, name, deeds: may, endsAt }) =>
        `${id}  ${login}, ${name}  (${may.join(", ")}; until ${endsAt.toString({ smallestUnit: "minute" })})`,
    )
    .join("\n");
}

async function known(accounts: Accounts, login: string): Promise<Account> {
  const account = await accounts.findByLogin(login);
  if (account === null)
    throw new Error(`${login}: there is no such account; \`npx muster account list\` lists them`);
  return account;
}

function tellLink(account: Account, { secret, endsAt }: OneTimeLink, flags: Flags, place: string): string {
  const url = `${place}${pagePaths.signInLink}#${secret}`;
  if (flags.json) return JSON.stringify({ login: account.login, link: url, endsAt: endsAt.toString() });
  return `${account.login} chooses a password here, once, until ${endsAt.toString({ smallestUnit: "minute" })}:\n\n  ${url}\n`;
}

/** @throws Error that says what was refused */
function need<T extends object>(outcome: T | Refused): T {
  if (!isRefused(outcome)) return outcome;
  const { field, message } = sayRefusal(outcome.refused);
  throw new Error(`${field}: ${message}`);
}
