import type { AuditStore } from "../../app/audit/audit-store.ts";
import type { CommandStore } from "../../app/devices/command-store.ts";
import type { DeviceStore } from "../../app/devices/device-store.ts";
import type { TimetableStore } from "../../app/facts/timetable-store.ts";
import type { SenderStore } from "../../app/health/sender-store.ts";
import type { PlacementStore } from "../../app/placements/placement-store.ts";
import type { ErasureStore } from "../../app/privacy/erasure.ts";
import type { RebuildStore } from "../../app/rebuild/rebuild-store.ts";
import { auditStore } from "./audit-store.ts";
import { type DumpProgress, dumpStore } from "./backup/dump-store.ts";
import { commandStore } from "./command-store.ts";
import { createPool, type PostgresAddress } from "./connect-postgres.ts";
import { deviceStore } from "./device-store.ts";
import { openStoreOfThisVersion } from "./open-store-of-this-version.ts";
import { placementStore } from "./placement-store.ts";
import { pooledQuery } from "./pooled-query.ts";
import { erasureStore } from "./privacy/erasure-store.ts";
import { rebuildStore } from "./rebuild-store.ts";
import { senderStore } from "./sender-store.ts";
import { readStoreTimeZone } from "./store-time-zone.ts";
import { timetableStore } from "./timetable-store.ts";

/** A store as a command sees it beside a running server: it takes no writer's lock and makes no tables. */
export interface AttachedStore {
  readonly rebuild: RebuildStore;
  readonly timetable: TimetableStore;
  readonly audit: AuditStore;
  readonly devices: DeviceStore;
  readonly commands: CommandStore;
  readonly senders: SenderStore;
  readonly placements: PlacementStore;
  readonly erasures: ErasureStore;
  /** Of the installation, the same for as long as it lives. */
  readonly instanceId: string;
  readonly policyVersion: number;
  /** The IANA zone in which its days begin and end. */
  readonly timeZone: string;
  /** The bytes of a backup of one moment of the store. @param onTable told after each table */
  dump(onTable?: (progress: DumpProgress) => void): AsyncGenerator<Buffer>;
  close(): Promise<void>;
}

/**
 * Attaches to a store of this version.
 *
 * @throws Error with the remedy when there is no Muster store, or when another version wrote it. `StoreUnavailable`
 *   when it cannot be reached.
 */
export async function attachPostgresStore(address: PostgresAddress): Promise<AttachedStore> {
  const pool = createPool(address, { max: 2, name: "muster command" });
  return openStoreOfThisVersion(pool, async () => {
    const { rows } = await pool.query<{ version: number }>("select max(version) as version from policy");
    const { rows: instances } = await pool.query<{ id: string }>("select id from instance");
    return {
      erasures: erasureStore(pool),
      instanceId: instances[0]?.id ?? "",
      timeZone: await readStoreTimeZone(pool),
      rebuild: rebuildStore(pool),
      timetable: timetableStore(pool),
      audit: auditStore(pool),
      devices: deviceStore(pool),
      commands: commandStore(pool),
      senders: senderStore(pooledQuery(pool)),
      placements: placementStore(pooledQuery(pool), pool),
      policyVersion: rows[0]?.version ?? 1,
      async *dump(onTable) {
        const client = await pool.connect();
        // A connection that breaks fails the query that waits on it.
        const onError = (): void => undefined;
        client.on("error", onError);
        let whole = false;
        try {
          yield* dumpStore(client, onTable);
          whole = true;
        } finally {
          client.off("error", onError);
          client.release(!whole);
        }
      },
      close: () => pool.end(),
    };
  });
}
