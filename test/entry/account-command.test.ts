import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { accountCommand } from "../../src/entry/commands/account-command.ts";
import { auditCommand } from "../../src/entry/commands/audit-command.ts";
import { type FreshDatabase, freshDatabase, queryRows, urlOf } from "../parts/postgres.ts";

let database: FreshDatabase;
let said: string[];
let complained: string[];
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());
beforeEach(() => {
  said = [];
  complained = [];
  vi.spyOn(console, "log").mockImplementation((line: string) => void said.push(line));
  vi.spyOn(process.stderr, "write").mockImplementation((text) => complained.push(String(text)) > 0);
  vi.stubEnv("DATABASE_URL", urlOf(database));
  vi.stubEnv("MUSTER_TIMEZONE", "Europe/London");
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  process.exitCode = undefined;
});

async function account(...words: string[]): Promise<unknown> {
  await accountCommand().parseAsync([...words, "--json"], { from: "user" });
  const [line] = said.splice(0);
  return line === undefined ? null : JSON.parse(line);
}

test("an account is added, listed, reset and disabled; its link is printed once and kept as a hash", async () => {
  expect(await account("list")).toEqual([]);
  const added = await account("add", "Ada", "--name", "Ada Byron", "--role", "administrator", "registrar");
  expect(added).toMatchObject({ login: "Ada", link: expect.stringMatching(/\/sign-in\/link#[\w-]{43}$/) });
  expect(await account("list")).toMatchObject([
    {
      login: "Ada",
      name: "Ada Byron",
      disabled: false,
      password: false,
      roles: [{ role: "administrator", until: null }, { role: "registrar" }],
    },
  ]);
  const secret = /#(.+)$/.exec(JSON.stringify(added))?.[1]?.split('"')[0] ?? "none";
  const [kept] = await queryRows<{ found: boolean }>(
    database,
    "select exists (select from one_time_link where token_sha256 = sha256($1::bytea)) as found",
    [Buffer.from(secret)],
  );
  expect(kept?.found).toBe(true);

  await account("add", "bob", "--name", "Bob", "--role", "administrator");
  expect(await account("disable", "ADA", "--reason", "left")).toEqual({ login: "Ada", disabled: true });
  expect(await account("list")).toMatchObject([{ login: "Ada", disabled: true }, { login: "bob" }]);
  expect(await account("reset", "ada")).toMatchObject({ login: "Ada" });
  expect(await account("list")).toMatchObject([{ login: "Ada", disabled: false }, { login: "bob" }]);
});

test("what cannot be done is told with its remedy", async () => {
  for (const [words, says] of [
    [["add", "aDa", "--name", "Another"], /login: aDa: somebody has it/],
    [["add", "with space", "--name", "Another"], /login: with space: give 2 to 254/],
    [["add", "eve", "--name", "Eve", "--person", "S-unknown"], /person: S-unknown: nobody of the roster/],
    [["reset", "nobody"], /nobody: there is no such account/],
  ] as const) {
    expect(await account(...words)).toBeNull();
    expect(process.exitCode).toBe(2);
    expect(complained.splice(0).join("")).toMatch(says);
  }
  expect(await account("list")).toHaveLength(2);
});

test("the last administrator is not disabled", async () => {
  await account("disable", "bob", "--reason", "left");
  expect(await account("disable", "ada", "--reason", "left")).toBeNull();
  expect(complained.join("")).toMatch(/nobody else is administrator/);
});

test("all of it is on the audit log, by ids and without a secret", async () => {
  const entries = await queryRows<{ deed: string; actor: string; line: string }>(
    database,
    "select deed, actor, e::text as line from audit_entry e order by seq",
  );
  expect(entries.map(({ deed }) => deed)).toEqual([
    ...["account.add", "account.grant", "account.grant", "account.invite_link"],
    ...["account.add", "account.grant", "account.invite_link"],
    ...["account.disable", "account.enable", "account.invite_link", "account.disable"],
  ]);
  expect(new Set(entries.map(({ actor }) => actor))).toEqual(new Set(["muster account"]));
  for (const { line } of entries) expect(line).not.toMatch(/\bada\b|byron|bob/i);
  await auditCommand().parseAsync(["verify"], { from: "user" });
  expect(process.exitCode).toBe(0);
  expect(said.join("")).toMatch(/The audit log is whole: 11 entries/);
});

const inDays = (days: number): string =>
  new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
const token = (...words: string[]) => account("token", "tess", "--name", "Prometheus", ...words);

test("a token is made of a part of what the account may, printed once, kept as a hash, listed and ended", async () => {
  await account("add", "tess", "--name", "Tess", "--role", "technician");
  const made = await token("--may", "reader.read", "--until", inDays(30));
  expect(made).toMatchObject({ token: expect.stringMatching(/^muster_[\w-]{43}$/) });
  const { id, token: secret } = made as { id: string; token: string };
  const [kept] = await queryRows<{ found: boolean; line: string }>(
    database,
    "select token_sha256 = sha256($1::bytea) as found, t::text as line from api_token t where id = $2",
    [Buffer.from(secret), id],
  );
  expect(kept?.found).toBe(true);
  expect(kept?.line).not.toContain(secret);

  const listed = { id, login: "tess", name: "Prometheus", may: ["reader.read"], lastUsedAt: null };
  expect(await account("tokens")).toMatchObject([listed]);
  await accountCommand().parseAsync(["tokens"], { from: "user" });
  const [line = ""] = said.splice(0);
  expect(line).toContain(`${id}  tess, Prometheus  (reader.read; until `);
  expect(line).not.toContain(secret);

  expect(await account("end-token", id)).toEqual({ id, ended: true });
  expect(await account("tokens")).toEqual([]);
  await accountCommand().parseAsync(["tokens"], { from: "user" });
  expect(said.splice(0)).toEqual(["There is no token."]);
  for (const gone of [id, "not-an-id"]) {
    expect(await account("end-token", gone)).toBeNull();
    expect(process.exitCode).toBe(2);
    expect(complained.splice(0).join("")).toMatch(/token/);
  }
  const told = await queryRows<{ deed: string; line: string }>(
    database,
    "select deed, e::text as line from audit_entry e where deed like 'token.%' order by seq",
  );
  expect(told.map(({ deed }) => deed)).toEqual(["token.add", "token.end"]);
  for (const entry of told) expect(entry.line).not.toContain(secret);
});

test("a token that may not be is refused, and nothing is made", async () => {
  for (const [words, says] of [
    // Another role's, one that no token has, and one that is no deed.
    [["--may", "scan.read", "--until", inDays(30)], /scan\.read|read scans/],
    [["--may", "account.write", "--until", inDays(30)], /account\.write|accounts/],
    [["--may", "reader.read", "--until", inDays(-2)], /until: has passed/],
    [["--may", "reader.read", "--until", inDays(500)], /366|year/],
    [["--may", "reader.read", "--until", "soon"], /until: soon is no day/],
    [["--name", " ", "--may", "reader.read", "--until", inDays(30)], /name: holds nothing that can be seen/],
    [["--name", "x".repeat(61), "--may", "reader.read", "--until", inDays(30)], /longer than 60/],
  ] as const) {
    expect(await token(...words)).toBeNull();
    expect(process.exitCode).toBe(2);
    expect(complained.splice(0).join("")).toMatch(says);
  }
  await account("disable", "tess", "--reason", "left");
  expect(await token("--may", "reader.read", "--until", inDays(30))).toBeNull();
  expect(complained.splice(0).join("")).toMatch(/disabled/);
  expect(await account("tokens")).toEqual([]);
});
