import { Temporal } from "temporal-polyfill";
import { afterEach, beforeEach, expect, test } from "vitest";
import { attachPostgresStore } from "../../../src/adapters/postgres/attach-postgres-store.ts";
import { openAccountsStore } from "../../../src/adapters/postgres/open-accounts-store.ts";
import type { AuditedDeed } from "../../../src/app/audit/audit-entry.ts";
import { type AuditReport, verifyAudit } from "../../../src/app/audit/verify-audit.ts";
import { type FreshDatabase, freshDatabase, queryRows } from "../../parts/postgres.ts";

let database: FreshDatabase;
beforeEach(async () => {
  database = await freshDatabase();
});
afterEach(() => database.drop());

const at = Temporal.Instant.from("2026-11-23T09:00:00.123Z");
const deed = (n: number): AuditedDeed => ({
  by: { id: `account-${n}`, role: "registrar", address: "::1" },
  deed: "account.change",
  object: `account ${n}`,
  before: n % 2 === 0 ? null : { name: "é" },
  after: { z: n, a: "\u0000".length },
  reason: n % 3 === 0 ? "" : "asked \\ by 'phone'\n",
});

async function write(many: number, atATime = 1): Promise<void> {
  const store = await openAccountsStore(database.address);
  try {
    for (let n = 0; n < many; n += atATime) {
      const some = Array.from({ length: Math.min(atATime, many - n) }, (_, i) => n + i);
      await Promise.all(
        some.map((one) => store.accounts.write((transaction) => transaction.audit(deed(one), at))),
      );
    }
  } finally {
    await store.close();
  }
}

async function verify(): Promise<AuditReport> {
  const store = await attachPostgresStore(database.address);
  try {
    return await store.audit.read(verifyAudit);
  } finally {
    await store.close();
  }
}

/** What nobody but the owner of the database can do. */
const tamper = (text: string): Promise<unknown> =>
  queryRows(
    database,
    `do $$ begin alter table audit_entry disable trigger user; ${text}; alter table audit_entry enable trigger user; end $$`,
  );

test("a log without entries is whole, and so is one that many wrote at once", async () => {
  expect(await verify()).toMatchObject({ entries: 0, broken: null });
  await write(12, 4);
  const report = await verify();
  expect(report).toMatchObject({ entries: 12, broken: null });
  expect(report.head).toMatchObject({ seq: 12 });
});

test("what a transaction did not commit is not in it", async () => {
  await write(1);
  const store = await openAccountsStore(database.address);
  const failing = store.accounts.write(async (transaction) => {
    await transaction.audit(deed(1), at);
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  await store.close();
  expect(await verify()).toMatchObject({ entries: 1, broken: null });
});

test.each(["update audit_entry set reason = 'other'", "delete from audit_entry", "truncate audit_entry"])(
  "the store refuses: %s",
  async (text) => {
    await write(2);
    await expect(queryRows(database, text)).rejects.toThrow("only ever added to");
    expect(await verify()).toMatchObject({ entries: 2, broken: null });
  },
);

test("whatever is changed in an entry, wherever it stands, is found there", async () => {
  const many = 4;
  await write(many);
  const texts = ["actor", "role", "address", "deed", "object", "before", "after", "reason"];
  const changes = [
    ...texts.map((column): [string, string] => [column, `coalesce(${column}, '') || 'x'`]),
    ["at", "at + interval '1 ms'"] as const,
    ["sha256", "sha256('x')"] as const,
    ["previous_sha256", "sha256('x')"] as const,
  ];
  await queryRows(database, "create table kept as select * from audit_entry");
  for (const [column, changed] of changes) {
    for (let seq = 1; seq <= many; seq++) {
      await tamper(`update audit_entry set ${column} = ${changed} where seq = ${seq}`);
      expect((await verify()).broken, `${column} of ${seq}`).toMatchObject({ seq });
      await tamper(`update audit_entry e set ${column} = k.${column} from kept k where k.seq = e.seq`);
    }
  }
  expect(await verify()).toMatchObject({ entries: many, broken: null });
});

test.each([
  ["the first is gone", "delete from audit_entry where seq = 1", 1],
  ["one amid is gone", "delete from audit_entry where seq = 3", 3],
  ["the last is gone", "delete from audit_entry where seq = 5", 5],
  ["all are gone", "delete from audit_entry", 1],
  [
    "two have changed places",
    "update audit_entry set seq = 90 where seq = 2; update audit_entry set seq = 2 where seq = 3; update audit_entry set seq = 3 where seq = 90",
    2,
  ],
  ["the end is noted as another", "update audit_head set sha256 = sha256('x')", 5],
  [
    "the end is noted as an earlier one",
    "update audit_head set seq = 4, sha256 = (select sha256 from audit_entry where seq = 4)",
    5,
  ],
])("%s: that is found", async (_, text, seq) => {
  await write(5);
  await tamper(text);
  expect((await verify()).broken).toMatchObject({ seq });
});
