import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writePdf } from "../../src/adapters/files/write-pdf.ts";
import { personTables, tablesOfNobody } from "../../src/adapters/postgres/privacy/person-tables.ts";
import type { Paper } from "../../src/app/exports/paper.ts";
import { filePaper } from "../../src/app/privacy/file-paper.ts";
import { type PersonFile, personFile, wholePersonFile } from "../../src/contract/http/privacy.ts";
import { readPdf } from "../app/exports/read-pdf.ts";
import { type KnownPerson, known, openKnownPerson } from "./known-person.ts";

let school: KnownPerson;
let file: PersonFile;
beforeAll(async () => {
  school = await openKnownPerson();
  const answer = await school.ask("dora", `/api/v1/people/${known.student}/file`);
  file = personFile.parse(await answer.json());
}, 120_000);
afterAll(() => school?.stop());

async function* onePaper(paper: Paper): AsyncGenerator<Paper> {
  yield paper;
}
const path = `/api/v1/people/${known.student}/file`;
const rowsOf = (table: string) => file.chapters.find((chapter) => chapter.table === table)?.rows ?? [];

describe("what is kept of a person", () => {
  test("each table of the store is one that holds something of people, or says why it holds nothing", async () => {
    const tables = await school.run(
      "select tablename::text as name from pg_tables where schemaname = current_schema()",
    );
    const told = [...personTables.map(({ table }) => table), ...Object.keys(tablesOfNobody)];
    expect(told.toSorted()).toEqual(tables.map(({ name }) => String(name)).toSorted());
  });

  test("each column that names a person or an account is of a table that the file is made of", async () => {
    const columns = await school.run(
      `select distinct c.relname::text as table, a.attname::text as column
       from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       left join pg_constraint k on k.conrelid = c.oid and k.contype = 'f' and k.conkey = array[a.attnum]
         and k.confrelid in ('person'::regclass, 'account'::regclass)
       where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace
         and (k.oid is not null or a.attname in ('person_id', 'student_id', 'account_id'))`,
    );
    const filed = new Set(personTables.map(({ table }) => table));
    expect(columns.filter(({ table }) => !filed.has(String(table)))).toEqual([]);
    expect(columns.length).toBeGreaterThan(20);
  });

  test("the file has every row in which the person's ids stand, by a walk over all columns", async () => {
    const own = await school.run(
      "select id::text from person where id = $1 or merged_into = $1",
      school.person,
    );
    const ids = [...own.map(({ id }) => String(id)), school.account];
    const columns = await school.run(
      `select c.relname::text as table, a.attname::text as column from pg_class c
       join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.atttypid = 'uuid'::regtype
       where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace`,
    );
    const missing: string[] = [];
    for (const table of new Set(columns.map((column) => String(column.table)))) {
      const named = columns.flatMap((column) => (column.table === table ? [String(column.column)] : []));
      const [walked] = await school.run(
        `select count(*) as n from "${table}" where ${named.map((column) => `"${column}" = any($1::uuid[])`).join(" or ")}`,
        ids,
      );
      const stored = Number(walked?.n);
      if (rowsOf(table).length < stored) missing.push(`${table}: ${rowsOf(table).length} of ${stored}`);
    }
    expect(missing).toEqual([]);
  });

  test("every table that may hold something of the person holds something in this school", () => {
    expect(file.chapters.filter(({ rows }) => rows.length === 0).map(({ table }) => table)).toEqual([]);
  });

  test("no secret is in it, and nothing of anybody else", () => {
    const text = JSON.stringify(file);
    for (const secret of ["argon", "\\\\x0202", "\\\\x0505", "Bystander", "office@example.org"]) {
      expect(text, secret).not.toContain(secret);
    }
    expect(text).toContain(known.card);
    expect(
      rowsOf("scan")
        .map(({ raw }) => String(raw))
        .join(),
    ).toContain(known.card);
    expect(
      rowsOf("quarantine")
        .map(({ payload }) => String(payload))
        .join(),
    ).toContain(known.given);
  });

  test("the student takes it themselves, and nobody else's; who answers for it takes everybody's", async () => {
    expect((await school.ask("self", path)).status).toBe(200);
    expect((await school.ask("other", path)).status).toBe(404);
    const whole = await school.ask("self", `${path}.json`);
    expect(whole.headers.get("cache-control")).toBe("private, no-store");
    const taken = wholePersonFile.parse(await whole.json());
    expect(taken.record?.student.id).toBe(known.student);
    expect(taken.chapters.length).toBe(file.chapters.length);
    const pieces: Uint8Array[] = [];
    for await (const piece of writePdf(onePaper(filePaper(taken)), { title: "File", madeAt: taken.asOf })) {
      pieces.push(piece);
    }
    const print = readPdf(Buffer.concat(pieces)).join("\n");
    for (const { table } of taken.chapters) expect(print, table).toContain(`(${table})`);
    expect((await school.ask("dora", `${path}.json`)).status).toBe(200);
    expect((await school.ask("dora", "/api/v1/people/nobody/file")).status).toBe(404);
  });

  test("that it was taken is on the audit log, and a look of anybody else's is told to the student", async () => {
    const entries = await school.run(
      "select actor, object from audit_entry where deed = 'GET /api/v1/people/:id/file.json' and actor = 'dora'",
    );
    expect(entries).toEqual([{ actor: "dora", object: `id ${known.student}` }]);
    const looks = await school.run(
      "select distinct actor from audit_entry where deed = 'student.look' and object = $1",
      `student ${known.student}`,
    );
    expect(looks).toEqual([{ actor: "dora" }]);
  });

  test("a look at the file of staff is told as one at staff", async () => {
    expect((await school.ask("dora", "/api/v1/people/grace/file")).status).toBe(200);
    const looks = await school.run(
      "select deed, actor, object from audit_entry where object like 's% grace'",
    );
    expect(looks).toEqual([{ deed: "staff.look", actor: "dora", object: "staff grace" }]);
  });
});
