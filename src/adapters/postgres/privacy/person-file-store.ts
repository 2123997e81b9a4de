import type pg from "pg";
import type { FileChapter, FiledPerson, PersonFileStore } from "../../../app/privacy/person-file.ts";
import { beginSnapshot, inTransaction } from "../in-transaction.ts";
import { whoGoesBy } from "../own-id.ts";
import { type PlainRun, plainRun } from "../plain-run.ts";
import { personColumns } from "../sessions-reading.ts";
import { type PersonTable, personTables } from "./person-tables.ts";

/** Everything that is kept of one person, read from one moment of the store. */
export function personFileStore(pool: pg.Pool): PersonFileStore {
  return {
    fileOf: (id) =>
      inTransaction(pool, beginSnapshot, async (client) => {
        const run = plainRun(client);
        const person = await findFiled(run, id);
        if (person === null) return null;
        const words = await wordsOf(run, person.ids);
        const chapters: FileChapter[] = [];
        for (const table of personTables) chapters.push(await chapterOf(run, table, person.ids, words));
        return { person, chapters };
      }),
  };
}

/** By the id that somebody goes by now, with the records that turned out to be of the same person. */
export async function findFiled(run: PlainRun, id: string): Promise<FiledPerson | null> {
  const [row] = await run<{
    id: string;
    kind: FiledPerson["kind"];
    own_id: string;
    name: string | null;
    others: string[];
  }>(
    `select p.id, p.kind, ${personColumns("p")},
       array(select o.id from person o where o.merged_into = p.id order by o.id) as others
     from ${whoGoesBy("$1::text", "'student_id', 'username'")} known join person p on p.id = known.id`,
    [id],
  );
  return row ? { ids: [row.id, ...row.others], kind: row.kind, id: row.own_id, name: row.name } : null;
}

/** What somebody is or was known by, beside their name: ids, cards, addresses of mail, sign-in names, ids of accounts. */
export async function wordsOf(run: PlainRun, ids: readonly string[]): Promise<readonly string[]> {
  const rows = await run<{ word: string }>(
    `select i.value as word from identifier i where i.person_id = any($1::uuid[])
     union select p.email from person p where p.id = any($1::uuid[]) and p.email is not null
     union select unnest(array[a.login, a.login_key, a.email, a.id::text]) from account a
       join account_person l on l.account_id = a.id where l.person_id = any($1::uuid[])
     union select c.value from identity_claim c where c.person_id = any($1::uuid[])
     union select k.key from source_key k where k.id = any($1::uuid[])`,
    [ids],
  );
  return rows.flatMap(({ word }) => (word === null || word === "" ? [] : [word]));
}

/** How many rows of a table are of somebody, and which. @param what the columns that are asked for */
export const rowsOf = ({ table, of }: Pick<PersonTable, "table" | "of">, what: string): string =>
  // Both are of every statement, whether its condition asks for them or not.
  `select ${what} from "${table}" t where ($1::uuid[] is not null and $2::text[] is not null) and (${of})`;

async function chapterOf(
  run: PlainRun,
  table: PersonTable,
  ids: readonly string[],
  words: readonly string[],
): Promise<FileChapter> {
  const { hides = [], texts = [], title, fate, because } = table;
  const rows = await run<{ row: Record<string, unknown> }>(
    `${rowsOf(table, "to_jsonb(t) - $3::text[] as row")} order by ${table.order}`,
    [ids, words, hides],
  );
  return {
    table: table.table,
    title,
    fate,
    because,
    rows: rows.map(({ row }) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [name, texts.includes(name) ? textOf(value) : value]),
      ),
    ),
  };
}

/** Bytes are told as PostgreSQL writes them; those that are UTF-8 are read. */
function textOf(value: unknown): unknown {
  if (typeof value !== "string" || !value.startsWith("\\x")) return value;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(value.slice(2), "hex"));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return value;
  }
}
