import type pg from "pg";
import type { CommandStore, OpenCommand, StoredCommand } from "../../app/devices/command-store.ts";
import { commandNames } from "../../contract/mqtt/command.ts";
import { inTransaction } from "./in-transaction.ts";
import { pooledQuery } from "./pooled-query.ts";
import { toInstant } from "./to-instant.ts";
import { toTimestamptz } from "./to-timestamptz.ts";

/** What senders were told to do, over a pool. */
export function commandStore(pool: pg.Pool): CommandStore {
  const query = pooledQuery(pool);
  return {
    async openAt(now) {
      const rows = await query<CommandRow & { away: boolean }>(
        `select c.*, coalesce(s.state = 'offline', false) as away
         from device_command c left join sender s on s.name = c.sender
         where c.answered_at is null and c.expires_at > $1 order by c.given_at, c.id`,
        [toTimestamptz(now)],
      );
      return rows.map((row): OpenCommand => ({ ...toCommand(row), away: row.away }));
    },

    async ofSender(sender, limit) {
      const rows = await query<CommandRow>(
        "select * from device_command where sender = $1 order by given_at desc, id desc limit $2",
        [sender, limit],
      );
      return rows.map(toCommand);
    },

    add: (command, keep) =>
      inTransaction(pool, "begin", async (client) => {
        // Two who give the same at once are one after the other.
        await client.query("select pg_advisory_xact_lock(hashtextextended($1, 43))", [command.sender]);
        const { rowCount } = await client.query(
          `insert into device_command (id, sender, name, given_at, given_by, expires_at)
           select $1, $2, $3, $4, $5, $6
           where not exists (
             select from device_command where sender = $2 and name = $3 and answered_at is null and expires_at > $4
           )`,
          [
            command.id,
            command.sender,
            command.name,
            toTimestamptz(command.givenAt),
            command.givenBy,
            toTimestamptz(command.expiresAt),
          ],
        );
        if (rowCount === 0) return false;
        await client.query(
          `delete from device_command where sender = $1 and (answered_at is not null or expires_at <= $3) and id in (
             select id from device_command where sender = $1 order by given_at desc, id desc offset $2
           )`,
          [command.sender, keep, toTimestamptz(command.givenAt)],
        );
        return true;
      }),

    async noteSaid(id, at, told) {
      await query(
        `update device_command set said_at = $2, times_said = times_said + 1,
           answered_at = case when $3 then coalesce(answered_at, $2) else answered_at end,
           outcome = case when $3 then coalesce(outcome, 'told') else outcome end
         where id = $1`,
        [id, toTimestamptz(at), told],
      );
    },
  };
}

interface CommandRow {
  id: string;
  sender: string;
  name: string;
  given_at: string;
  given_by: string;
  expires_at: string;
  said_at: string | null;
  times_said: number;
  answered_at: string | null;
  outcome: "done" | "unable" | "expired" | "told" | null;
  detail: string | null;
}

function toCommand(row: CommandRow): StoredCommand {
  const name = commandNames.find((known) => known === row.name);
  if (name === undefined) throw new Error(`a command is of a name that is not known: ${row.name}`);
  return {
    id: row.id,
    sender: row.sender,
    name,
    givenAt: toInstant(row.given_at),
    givenBy: row.given_by,
    expiresAt: toInstant(row.expires_at),
    saidAt: row.said_at === null ? null : toInstant(row.said_at),
    timesSaid: row.times_said,
    answer:
      row.answered_at === null || row.outcome === null
        ? null
        : { at: toInstant(row.answered_at), outcome: row.outcome, detail: row.detail },
  };
}
