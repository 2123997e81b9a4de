import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { attachPostgresStore } from "../../src/adapters/postgres/attach-postgres-store.ts";
import { createPool } from "../../src/adapters/postgres/connect-postgres.ts";
import { retentionStore } from "../../src/adapters/postgres/privacy/retention-store.ts";
import { verifyAudit } from "../../src/app/audit/verify-audit.ts";
import type { Clock } from "../../src/app/ports.ts";
import { createRetention, type Retention } from "../../src/app/privacy/create-retention.ts";
import { checkMarks } from "../../src/app/rebuild/check-marks.ts";
import { checkTallies } from "../../src/app/rebuild/check-tallies.ts";
import { retentionPreview, retentionView } from "../../src/contract/http/privacy.ts";
import { type KnownPerson, known, openKnownPerson } from "./known-person.ts";
import { posted } from "./rights-school.ts";
import { timeZone } from "./serve-here.ts";

let school: KnownPerson;
let pool: ReturnType<typeof createPool>;
beforeAll(async () => {
  school = await openKnownPerson();
  pool = createPool(school.served.database.address, { max: 2, name: "test" });
}, 120_000);
afterAll(async () => {
  await pool?.end();
  await school?.stop();
});

/** What the server does each hour, so many days from now. */
function inDays(days: number): Retention {
  const clock: Clock = { now: () => school.served.clock.now().add({ hours: days * 24 }) };
  const log = { info: () => undefined, warn: failed, error: failed };
  return createRetention({ store: retentionStore(pool), clock, log });
}
function failed(fields: Record<string, unknown>): void {
  throw new Error(String(fields.error));
}
const kindIn = async (kind: string, retention: Retention) =>
  (await retention.view()).kinds.find((one) => one.kind === kind);
const put = (kind: string, body: object, word = "dora") =>
  school.ask(word, `/api/v1/privacy/retention/${kind}`, posted(body, "PUT"));

async function check() {
  const store = await attachPostgresStore(school.served.database.address);
  try {
    const now = school.served.clock.now();
    return {
      marks: (await store.timetable.read((reading) => checkMarks(reading, now))).differences,
      tallies: (await store.rebuild.read((reading) => checkTallies(reading, timeZone))).differences,
      audit: (await store.audit.read(verifyAudit)).broken,
    };
  } finally {
    await store.close();
  }
}

describe("what is kept for a time", () => {
  test("is told with how much there is, how old the oldest is and what the next run takes", async () => {
    const answer = await school.ask("dora", "/api/v1/privacy/retention");
    const { kinds } = retentionView.parse(await answer.json());
    const [stored] = await school.run("select count(*)::int as n from scan where raw <> ''");
    const payloads = kinds.find(({ kind }) => kind === "payloads");
    expect(payloads).toMatchObject({ days: 35, changed: null, held: stored?.n, due: 0, lastRun: null });
    expect(payloads?.oldest).not.toBeNull();
    expect((await school.ask("other", "/api/v1/privacy/retention")).status).toBe(404);
  });

  test("is kept until its time is over, and taken then; marks, counts and the chain are what they were", async () => {
    const before = await check();
    await inDays(34).tick();
    expect(await kindIn("payloads", inDays(34))).toMatchObject({ due: 0, lastRun: null });
    const later = inDays(36);
    const due = (await kindIn("payloads", later))?.due ?? 0;
    expect(due).toBeGreaterThan(0);
    await later.tick();
    expect(await kindIn("payloads", later)).toMatchObject({
      held: 0,
      oldest: null,
      due: 0,
      lastRun: { taken: due },
    });
    expect(await school.run("select raw from scan where raw <> ''")).toEqual([]);
    // Who was seen is still known; who is nobody of the roster is not.
    expect(await school.run("select 1 as one from scan where person_id = $1", school.person)).not.toEqual([]);
    expect(
      await school.run("select 1 as one from scan where person_id is null and subject_value is not null"),
    ).toEqual([]);
    expect(await check()).toEqual(before);
    const [run] = await school.run(
      "select actor, after from audit_entry where deed = 'retention.run' and object = 'retention payloads'",
    );
    expect(run?.actor).toBe("muster");
    expect(JSON.parse(String(run?.after))).toMatchObject({ taken: due });
  });

  test("of messages that could not be taken nothing stays but that they came", async () => {
    await inDays(91).tick();
    const rows = await school.run("select payload, detail, code from quarantine");
    expect(rows.map(({ payload, detail }) => [String(payload), detail])).toEqual([["", ""]]);
    expect(rows[0]?.code).not.toBe("");
  });

  test("an account that was disabled long ago goes with all that hangs on it, and one that was not stays", async () => {
    await school.run(
      "update account set disabled_at = now(), disabled_by = 'rita', disabled_reason = 'left' where id = $1",
      school.account,
    );
    await inDays(364).tick();
    expect(await school.run("select 1 as one from account where id = $1", school.account)).toHaveLength(1);
    await inDays(366).tick();
    expect(await school.run("select 1 as one from account where login = $1", known.login)).toEqual([]);
  });

  test("the audit log begins later, and is whole all the same", async () => {
    await inDays(800).tick();
    const [left] = await school.run("select min(seq)::int as first, count(*)::int as n from audit_entry");
    const [head] = await school.run("select begins_after::int as begins, seq::int as seq from audit_head");
    expect(head?.begins).toBe(Number(left?.first) - 1);
    expect(Number(head?.begins)).toBeGreaterThan(0);
    expect((await check()).audit).toBeNull();
  });
});

describe("another time", () => {
  test("that is shorter takes a preview of as many days, seen within the hour", async () => {
    const body = { days: 7, reason: "nobody reads them" };
    expect((await put("quarantine", body)).status).toBe(409);
    const preview = retentionPreview.parse(
      await (await school.ask("dora", "/api/v1/privacy/retention/quarantine/preview?days=7")).json(),
    );
    expect((await put("quarantine", { ...body, days: 6, seen: preview.olderThan })).status).toBe(409);
    const done = await put("quarantine", { ...body, seen: preview.olderThan });
    expect(done.status).toBe(200);
    const { kinds } = retentionView.parse(await done.json());
    expect(kinds.find(({ kind }) => kind === "quarantine")).toMatchObject({
      days: 7,
      usualDays: 90,
      changed: { by: "dora", reason: "nobody reads them" },
    });
    const [told] = await school.run(
      "select actor, before, after, reason from audit_entry where deed = 'retention.change'",
    );
    expect(told).toEqual({
      actor: "dora",
      before: '{"days":90}',
      after: '{"days":7}',
      reason: "nobody reads them",
    });
  });

  test("is said by whoever answers for it, with a reason, in whole days", async () => {
    expect((await put("quarantine", { days: 100, reason: "longer" })).status).toBe(200);
    expect((await put("quarantine", { days: 100, reason: " " })).status).toBe(400);
    expect((await put("quarantine", { days: 0, reason: "never" })).status).toBe(400);
    expect((await put("marks", { days: 100, reason: "x" })).status).toBe(400);
    expect((await put("quarantine", { days: 100, reason: "x" }, "self")).status).toBe(404);
  });
});
