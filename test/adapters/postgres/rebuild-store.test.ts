import { expect, test } from "vitest";
import { createPool } from "../../../src/adapters/postgres/connect-postgres.ts";
import { rebuildStore } from "../../../src/adapters/postgres/rebuild-store.ts";
import { checkTallies } from "../../../src/app/rebuild/check-tallies.ts";
import { freshDatabase } from "../../parts/postgres.ts";

const nobody = "00000000-0000-7000-8000-00000000000a";

test("a check tells of an id that names nothing, where nothing else would", async () => {
  const database = await freshDatabase();
  const pool = createPool(database.address, { max: 1, name: "test", lookups: true });
  const check = () => rebuildStore(pool).read((reading) => checkTallies(reading, "UTC"));
  try {
    expect((await check()).differences).toEqual([]);
    await pool.query(
      `insert into fact (seq, id, kind, at, actor, role, person_id, class_id, thing, body)
       values (1, gen_random_uuid(), 'absence', now(), 'test', 'import', $1, $1, gen_random_uuid(), '{}')`,
      [nobody],
    );
    const { different, differences } = await check();
    expect(different).toBe(2);
    expect(differences.map(({ kind, of, stored, folded }) => ({ kind, of, stored, folded }))).toEqual([
      { kind: "ids", of: "fact.class_id", stored: `1, one of them ${nobody}`, folded: "0" },
      { kind: "ids", of: "fact.person_id", stored: `1, one of them ${nobody}`, folded: "0" },
    ]);
  } finally {
    await pool.end();
    await database.drop();
  }
});
