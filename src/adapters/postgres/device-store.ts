import type pg from "pg";
import type { DeviceStore, StoredDevice, StoredKey } from "../../app/devices/device-store.ts";
import { deviceKinds } from "../../contract/http/devices.ts";
import { inTransaction } from "./in-transaction.ts";
import { pooledQuery } from "./pooled-query.ts";
import { toInstant } from "./to-instant.ts";
import { toTimestamptz } from "./to-timestamptz.ts";

/** Devices and their keys, over a pool. */
export function deviceStore(pool: pg.Pool): DeviceStore {
  const query = pooledQuery(pool);
  return {
    async revision() {
      const [row] = await query<{ revision: string }>(
        "select count(*) || ' ' || coalesce(sum(revision), 0) as revision from device",
        [],
      );
      return row?.revision ?? "";
    },

    async devices() {
      const rows = await query<DeviceRow>(
        `select d.*, k.id, k.hash, k.made_at as key_made_at, k.made_by as key_made_by, k.ends_at
         from device d left join device_key k on k.device = d.name order by d.name, k.made_at, k.id`,
        [],
      );
      const found = new Map<string, Omit<StoredDevice, "keys"> & { readonly keys: StoredKey[] }>();
      for (const row of rows) {
        const device = found.get(row.name) ?? { ...toDevice(row), keys: [] };
        found.set(row.name, device);
        if (row.id !== null) device.keys.push(toKey(row));
      }
      return [...found.values()];
    },

    add: (devices) =>
      inTransaction(pool, "begin", async (client) => {
        // Two who add the same at once are one after the other.
        await client.query("lock table device in share row exclusive mode");
        const [names, kinds, addresses] = [
          devices.map(({ name }) => name),
          devices.map(({ kind }) => kind),
          devices.map(({ address }) => address),
        ];
        const { rows } = await client.query<{ at: number; taken: "name" | "address" }>(
          `select (given.n - 1)::int as at,
             case when bool_or(d.name = given.name) then 'name' else 'address' end as taken
           from unnest($1::text[], $2::text[], $3::text[]) with ordinality as given (name, kind, address, n)
           join device d on d.name = given.name or (d.kind = given.kind and d.address = given.address)
           group by given.n order by given.n`,
          [names, kinds, addresses],
        );
        if (rows.length > 0) return rows;
        await client.query(
          `insert into device (name, kind, address, made_at, made_by)
           select * from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::text[])`,
          [
            names,
            kinds,
            addresses,
            devices.map(({ madeAt }) => toTimestamptz(madeAt)),
            devices.map(({ madeBy }) => madeBy),
          ],
        );
        await client.query(
          `insert into device_key (id, device, hash, made_at, made_by, ends_at)
           select * from unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::timestamptz[])`,
          [
            devices.map(({ key }) => key.id),
            names,
            devices.map(({ key }) => key.hash),
            devices.map(({ key }) => toTimestamptz(key.madeAt)),
            devices.map(({ key }) => key.madeBy),
            devices.map(({ key }) => key.endsAt && toTimestamptz(key.endsAt)),
          ],
        );
        return [];
      }),

    rotate: (name, key, othersEnd) =>
      inTransaction(pool, "begin", async (client) => {
        const { rowCount } = await client.query("update device set revision = revision + 1 where name = $1", [
          name,
        ]);
        if (rowCount === 0) return false;
        await client.query(
          "update device_key set ends_at = least(ends_at, $2::timestamptz) where device = $1",
          [name, toTimestamptz(othersEnd)],
        );
        await addKey(client, name, key);
        return true;
      }),

    async disable(name, disabled) {
      const rows = await query(
        `update device set revision = revision + 1, disabled_at = $2, disabled_by = $3
         where name = $1 returning 1`,
        [name, disabled && toTimestamptz(disabled.at), disabled?.by ?? null],
      );
      return rows.length > 0;
    },
  };
}

async function addKey(client: pg.ClientBase, device: string, key: StoredKey): Promise<void> {
  await client.query(
    "insert into device_key (id, device, hash, made_at, made_by, ends_at) values ($1, $2, $3, $4, $5, $6)",
    [
      key.id,
      device,
      key.hash,
      toTimestamptz(key.madeAt),
      key.madeBy,
      key.endsAt && toTimestamptz(key.endsAt),
    ],
  );
}

interface DeviceRow extends KeyRow {
  name: string;
  kind: string;
  address: string;
  made_at: string;
  made_by: string;
  disabled_at: string | null;
  disabled_by: string | null;
}

interface KeyRow {
  id: string | null;
  hash: string | null;
  key_made_at: string | null;
  key_made_by: string | null;
  ends_at: string | null;
}

function toDevice(row: DeviceRow): Omit<StoredDevice, "keys"> {
  const kind = deviceKinds.find((known) => known === row.kind);
  if (kind === undefined)
    throw new Error(`the device ${row.name} is of a kind that is not known: ${row.kind}`);
  return {
    name: row.name,
    kind,
    address: row.address,
    madeAt: toInstant(row.made_at),
    madeBy: row.made_by,
    disabled:
      row.disabled_at === null || row.disabled_by === null
        ? null
        : { at: toInstant(row.disabled_at), by: row.disabled_by },
  };
}

function toKey({ id, hash, key_made_at, key_made_by, ends_at }: KeyRow): StoredKey {
  if (id === null || hash === null || key_made_at === null || key_made_by === null) {
    throw new Error("a key was read without its columns");
  }
  return {
    id,
    hash,
    madeAt: toInstant(key_made_at),
    madeBy: key_made_by,
    endsAt: ends_at === null ? null : toInstant(ends_at),
  };
}
