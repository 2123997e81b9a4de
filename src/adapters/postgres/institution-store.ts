import type pg from "pg";
import type { InstitutionStore, StoredInstitution } from "../../app/institution/institution-store.ts";
import { toTimestamptz } from "./to-timestamptz.ts";

type Query = <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]) => Promise<Row[]>;

const untouched = `(not exists (select from person where not demo)
  and not exists (select from class where not demo)
  and not exists (select from course))`;

/** What the institution is called, and whether its first run is over, over a pool. */
export function institutionStore(query: Query): InstitutionStore {
  return {
    async read() {
      const [row] = await query<StoredInstitution>(
        `select name, time_zone as "timeZone", begun_at is not null as begun, ${untouched} as untouched
         from institution`,
        [],
      );
      if (!row) throw new Error("the store does not say of which institution it is");
      return row;
    },
    async timetabledWithoutTerm(since, today) {
      const planned = `select day from session
        where starts_at >= $1::date - interval '1 day' and day >= $1::date and kind = 'timetabled' and state <> 'cancelled'`;
      const [row] = await query<{ from: string | null; to: string | null }>(
        `select (${planned} order by starts_at limit 1) as "from", (${planned} order by starts_at desc limit 1) as "to"
         where not exists (select from term where from_date <= $2::date)`,
        [since, today],
      );
      return row?.from == null || row.to === null ? null : { from: row.from, to: row.to };
    },
    async rename(name) {
      await query("update institution set name = $1", [name]);
    },
    async moveToTimeZone(timeZone) {
      const moved = await query(
        `update institution set time_zone = $1 where ${untouched} returning time_zone`,
        [timeZone],
      );
      return moved.length > 0;
    },
    async begin(at) {
      await query("update institution set begun_at = coalesce(begun_at, $1)", [toTimestamptz(at)]);
    },
  };
}
