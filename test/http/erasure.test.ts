import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { attachPostgresStore } from "../../src/adapters/postgres/attach-postgres-store.ts";
import { verifyAudit } from "../../src/app/audit/verify-audit.ts";
import { checkMarks } from "../../src/app/rebuild/check-marks.ts";
import { checkTallies } from "../../src/app/rebuild/check-tallies.ts";
import { groupFiguresView } from "../../src/contract/http/figures.ts";
import {
  type ErasureView,
  erasureList,
  erasurePreview,
  erasureView,
} from "../../src/contract/http/privacy.ts";
import { problem } from "../../src/contract/http/problem.ts";
import { registerView } from "../../src/contract/http/sessions.ts";
import { type KnownPerson, known, openKnownPerson, placesIn } from "./known-person.ts";
import { posted } from "./rights-school.ts";
import { timeZone } from "./serve-here.ts";

let school: KnownPerson;
beforeAll(async () => {
  school = await openKnownPerson();
}, 120_000);
afterAll(() => school?.stop());

const path = `/api/v1/people/${known.student}/erasure`;
const order = (typed: string) => posted({ typed, reason: `asked for by ${known.given} ${known.family}` });

const placesOf = (words: readonly string[]) => placesIn(school.run, words);

async function check() {
  const store = await attachPostgresStore(school.served.database.address);
  try {
    const now = school.served.clock.now();
    const marks = await store.timetable.read((reading) => checkMarks(reading, now));
    const tallies = await store.rebuild.read((reading) => checkTallies(reading, timeZone));
    return {
      marks: marks.differences,
      tallies: tallies.differences,
      audit: await store.audit.read(verifyAudit),
    };
  } finally {
    await store.close();
  }
}
const figures = async () => {
  const answer = await school.ask(
    "dora",
    "/api/v1/registers/classes/OWN/figures?from=2000-01-01&to=2100-01-01",
  );
  expect(answer.status).toBe(200);
  const { students, asOf: _, ...whole } = groupFiguresView.parse(await answer.json());
  // In which order, and how they are called, is not what is compared.
  return {
    ...whole,
    students: students.map(({ student: __, ...figures }) => JSON.stringify(figures)).sort(),
  };
};

describe("erasing a person", () => {
  let before: Awaited<ReturnType<typeof check>>;
  let erased: ErasureView;

  test("first shows what goes, what stays and why, and changes nothing", async () => {
    before = await check();
    expect(before.audit.broken).toBeNull();
    const preview = erasurePreview.parse(await (await school.ask("dora", path)).json());
    const fates = new Map(preview.tables.map(({ table, fate }) => [table, fate]));
    expect(fates.get("identifier")).toBe("goes");
    expect(fates.get("mark")).toBe("stripped");
    expect(preview.tables.every(({ because }) => because !== "")).toBe(true);
    expect(preview.tables.filter(({ rows }) => rows === 0)).toEqual([]);
    expect(preview.sources).toEqual(["sis"]);
    expect(preview.obstacles).toEqual([]);
    expect(await placesOf([known.student])).not.toEqual([]);
  });

  test("is for who answers for it alone, with the id typed once more", async () => {
    expect((await school.ask("self", path, order(known.student))).status).toBe(404);
    const mistyped = await school.ask("dora", path, order("QX-77410"));
    expect(mistyped.status).toBe(400);
    expect(problem.parse(await mistyped.json()).errors).toEqual([
      { field: "typed", message: `is not the id of this person: type ${known.student}` },
    ]);
  });

  test("waits while an import would bring the person in", async () => {
    await school.run("update import set state = 'preview', settled_at = null, settled_by = null");
    const hindered = await school.ask("dora", path, order(known.student));
    expect(hindered.status).toBe(409);
    expect(problem.parse(await hindered.json()).detail).toContain("students.csv");
    await school.run("update import set state = 'applied', settled_at = now(), settled_by = 'rita'");
  });

  test("leaves nothing of them in any column of any table", async () => {
    const rates = await figures();
    const answer = await school.ask("dora", path, order(known.student));
    expect(
      answer.status,
      JSON.stringify(school.served.log.flatMap(({ fields }) => String(fields.error))),
    ).toBe(200);
    erased = erasureView.parse(await answer.json());
    expect(erased.found).toEqual({});
    const words = [...Object.values(known), "QX-OLD-5521", "Quillhilda Ostrander", "192.0.2.77"];
    const numbered = known.family.replace("ö", "\\u00f6");
    expect(await placesOf([...words, numbered, school.account])).toEqual([]);
    expect(await figures()).toEqual(rates);
  });

  test("leaves others as they were, and the texts that named the person", async () => {
    const [reason] = await school.run("select reason from fact where reason like 'sat with %'");
    expect(reason?.reason).toMatch(/^sat with erased-[0-9a-f]{12} that day$/);
    const [changes] = await school.run("select changes from import");
    expect(JSON.stringify(changes)).toContain("Bystander");
    const scans = await school.run("select decision, location, person_id from scan order by seq");
    expect(scans.map(({ location, person_id }) => [location, person_id])).toEqual([
      ["R1", school.person],
      ["library", null],
      ["R1", school.person],
    ]);
  });

  test("keeps the register whole, under an id that names nobody", async () => {
    const register = registerView.parse(
      await (await school.ask("dora", `/api/v1/sessions/${school.session}`)).json(),
    );
    const names = register.marks.map(({ student }) => [student.id, student.name]);
    expect(names).toContainEqual(["S2-OTHER", "Bystander"]);
    expect(names).toContainEqual([expect.stringMatching(/^erased-[0-9a-f]{12}$/), null]);
    expect(await check()).toMatchObject({ marks: [], tallies: before.tallies });
  });

  test("leaves the audit log whole, which tells which entries were changed, and no more than that", async () => {
    const { audit } = await check();
    expect(audit.broken).toBeNull();
    expect(audit.stripped).toBeGreaterThan(0);
    const [told] = await school.run(
      "select actor, object, reason from audit_entry where deed = 'person.erase'",
    );
    expect(told).toMatchObject({ actor: "dora", object: `person ${school.person}` });
    // A stripped entry that is changed once more is found.
    const [one] = await school.run("select min(seq) as seq from audit_entry where salt is null");
    await school.run(
      `do $$ begin alter table audit_entry disable trigger user;
         update audit_entry set reason = 'forged' where seq = ${Number(one?.seq)};
         alter table audit_entry enable trigger user; end $$`,
    );
    expect((await check()).audit.broken).toEqual({ seq: Number(one?.seq), what: "the entry was altered" });
  });

  test("is told of without a name, and is nobody to find afterwards", async () => {
    const { erasures } = erasureList.parse(
      await (await school.ask("dora", "/api/v1/privacy/erasures")).json(),
    );
    expect(erasures).toEqual([erased]);
    expect((await school.ask("dora", path)).status).toBe(404);
    expect((await school.ask("dora", `/api/v1/students/${known.student}`)).status).toBe(404);
    expect((await school.ask("other", "/api/v1/privacy/erasures")).status).toBe(404);
  });
});
