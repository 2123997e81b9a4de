import type pg from "pg";
import type {
  PlacementStore,
  PlacementTransaction,
  StoredPlacement,
} from "../../app/placements/placement-store.ts";
import type { PlacementView } from "../../contract/http/placements.ts";
import { findByCode } from "../../domain/kernel/code-key.ts";
import { factTransaction } from "./fact-transaction.ts";
import { healthStatements } from "./health-statements.ts";
import { inTransaction } from "./in-transaction.ts";
import { nameSeats } from "./name-seats.ts";
import { type PlacementRow, toPlacement } from "./placement-rows.ts";
import { plainRun } from "./plain-run.ts";
import { studentNow } from "./student-now.ts";
import { lockChanges } from "./timetable-store.ts";
import { toInstant, toRfc3339 } from "./to-instant.ts";
import { toTimestamptz } from "./to-timestamptz.ts";

type Query = <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]) => Promise<Row[]>;

/** What people said of where readers hung, over a pool. */
export function placementStore(query: Query, pool: pg.Pool): PlacementStore {
  const alone = <T>(work: (client: pg.ClientBase) => Promise<T>): Promise<T> =>
    inTransaction(pool, "begin", async (client) => {
      await lockChanges(client);
      return work(client);
    });
  return {
    async placements(sender, limit) {
      const rows = await query<ViewRow>(
        `select p.id, p.sender, p.location, room.code as room, p.from_at, p.scans, p.reason, p.actor, p.at, p.undone_at,
           p.undone_by, p.undone_reason
         from placement p join room on room.id = p.room_id
         where p.sender = $1 order by p.at desc, p.id desc limit $2`,
        [sender, limit],
      );
      return rows.map(({ from_at, actor, at, undone_at, undone_by, undone_reason, ...row }) => ({
        ...row,
        from: toRfc3339(from_at),
        by: actor,
        at: toRfc3339(at),
        undone:
          undone_at === null
            ? null
            : { at: toRfc3339(undone_at), by: undone_by ?? "", reason: undone_reason ?? "" },
      }));
    },
    nameSeats: nameSeats(query),
    write: (work) => alone((client) => work(placementTransaction(client))),
    rehearse: (work) =>
      alone(async (client) => {
        await client.query("savepoint rehearsal");
        const outcome = await work(placementTransaction(client));
        await client.query("rollback to savepoint rehearsal");
        return outcome;
      }),
  };
}

function placementTransaction(client: pg.ClientBase): PlacementTransaction {
  const run = plainRun(client);
  return {
    timetable: factTransaction(client),
    health: healthStatements(client),

    async isSender(name) {
      const rows = await run("select 1 from sender where name = $1", [name]);
      return rows.length > 0;
    },

    async findRoom(name) {
      const rows = await run<{ name: string; id: string }>(
        "select code as name, id from room union select name, room_id from room_name order by name",
        [],
      );
      const exact = rows.find((row) => row.name === name);
      return exact?.id ?? findByCode(rows.map((row) => [row.name, row.id] as const))(name) ?? null;
    },

    async locationsSince(sender, from) {
      const own = "from scan s where s.sender = $1 and s.withdrawn_at is null";
      const since = await run<{ location: string }>(
        `select distinct coalesce(s.location, '') as location ${own} and s.occurred_at >= $2 order by 1`,
        [sender, toTimestamptz(from)],
      );
      if (since.length > 0) return since.map(({ location }) => location);
      const last = await run<{ location: string }>(
        `select coalesce(s.location, '') as location ${own} order by s.seq desc limit 1`,
        [sender],
      );
      return last.map(({ location }) => location);
    },

    async placementsOf(sender) {
      const rows = await run<StoredRow>(
        `select id, sender, location, room_id, from_at from placement
         where undone_at is null and sender = $1 order by location, from_at`,
        [sender],
      );
      return rows.map(toStored);
    },

    async findPlacement(id) {
      const [row] = await run<StoredRow & { undone: boolean }>(
        `select id, sender, location, room_id, from_at, undone_at is not null as undone from placement
         where id = $1 for update`,
        [id],
      );
      return row === undefined ? null : { ...toStored(row), undone: row.undone };
    },

    async addPlacement({ id, sender, location, room, from }, { at, by, reason }) {
      await run(
        `insert into placement (id, sender, location, room_id, from_at, reason, actor, role, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [id, sender, location, room, toTimestamptz(from), reason, by.id, by.role, toTimestamptz(at)],
      );
    },

    async noteScans(id, scans) {
      await run("update placement set scans = $2 where id = $1", [id, scans]);
    },

    async undoPlacement(id, { at, by, reason }) {
      await run("update placement set undone_at = $2, undone_by = $3, undone_reason = $4 where id = $1", [
        id,
        toTimestamptz(at),
        by.id,
        reason,
      ]);
    },

    async scansOf({ sender, location, from, to }, limit) {
      const rows = await run<ScanRow>(
        `select s.id, s.occurred_at, s.source = 'native' as native, s.room_id,
           case when s.placed then s.named_room_id else s.room_id end as named, ${studentNow} as student
         from scan s
         where s.sender = $1 and coalesce(s.location, '') = $2 and s.occurred_at >= $3
           and ($4::timestamptz is null or s.occurred_at < $4) and s.withdrawn_at is null
         order by s.seq limit $5`,
        [sender, location, toTimestamptz(from), to === null ? null : toTimestamptz(to), limit],
      );
      return rows.map(({ id, occurred_at, room_id, ...row }) => ({
        ...row,
        scan: id,
        at: toInstant(occurred_at),
        room: room_id,
      }));
    },

    async putRooms(scans) {
      await run(
        `update scan s set room_id = told.room_id, placed = true,
           named_room_id = case when s.placed then s.named_room_id else s.room_id end,
           first_room_id = case when s.placed then s.first_room_id else s.room_id end
         from unnest($1::uuid[], $2::uuid[]) as told (id, room_id) where s.id = told.id`,
        [scans.map(({ scan }) => scan), scans.map(({ room }) => room)],
      );
    },
  };
}

interface StoredRow extends PlacementRow {
  id: string;
}

const toStored = (row: StoredRow): StoredPlacement => ({ ...toPlacement(row), id: row.id });

interface ScanRow {
  id: string;
  occurred_at: string;
  native: boolean;
  room_id: string | null;
  named: string | null;
  student: string | null;
}

interface ViewRow extends Pick<PlacementView, "id" | "sender" | "location" | "room" | "scans" | "reason"> {
  readonly from_at: string;
  readonly actor: string;
  readonly at: string;
  readonly undone_at: string | null;
  readonly undone_by: string | null;
  readonly undone_reason: string | null;
}
