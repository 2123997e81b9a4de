import type pg from "pg";
import type { AccountsStore } from "../../app/accounts/accounts-store.ts";
import type { ApiTokensStore } from "../../app/accounts/api-tokens-store.ts";
import type { AttentionStore } from "../../app/attention/attention-store.ts";
import type { AuditStore } from "../../app/audit/audit-store.ts";
import type { ClassesStore } from "../../app/classes/classes-store.ts";
import type { DemoRosterStore } from "../../app/demo/roster-store.ts";
import type { CommandStore } from "../../app/devices/command-store.ts";
import type { DescriptionStore } from "../../app/devices/description-store.ts";
import type { DeviceStore } from "../../app/devices/device-store.ts";
import type { DisputesStore } from "../../app/disputes/disputes-store.ts";
import type { ExportStore } from "../../app/exports/export-store.ts";
import type { TimetableStore } from "../../app/facts/timetable-store.ts";
import type { FiguresStore } from "../../app/figures/figures-store.ts";
import type { SettledSessions } from "../../app/figures/settled-sessions.ts";
import type { SenderStore } from "../../app/health/sender-store.ts";
import type { IdentityStore } from "../../app/identities/identity-store.ts";
import type { FeedStore } from "../../app/imports/calendar/feed-store.ts";
import type { ImportStore } from "../../app/imports/import-store.ts";
import { type IngestTransaction, StoreUnavailable } from "../../app/ingest/ingest-transaction.ts";
import type { InstitutionStore } from "../../app/institution/institution-store.ts";
import type { KioskStore } from "../../app/kiosk/kiosk-store.ts";
import type { ChangeFeed } from "../../app/live/change-feed.ts";
import type { MonitorStore } from "../../app/monitor/monitor-store.ts";
import type { NotificationStore } from "../../app/notifications/notification-store.ts";
import type { PlacementStore } from "../../app/placements/placement-store.ts";
import type { PolicyStore } from "../../app/policy/policy-store.ts";
import type { PresentStore } from "../../app/present/ingest-with-present.ts";
import type { PresentTransaction } from "../../app/present/present-source.ts";
import type { PrivacyRequestStore } from "../../app/privacy/create-privacy-requests.ts";
import type { ErasureStore } from "../../app/privacy/erasure.ts";
import type { PersonFileStore } from "../../app/privacy/person-file.ts";
import type { RetentionStore } from "../../app/privacy/retention.ts";
import type { ClockCorrectionStore } from "../../app/quarantine/clock-correction-store.ts";
import type { QuarantineStore } from "../../app/quarantine/quarantine-store.ts";
import type { RebuildStore } from "../../app/rebuild/rebuild-store.ts";
import type { SessionsStore } from "../../app/registers/sessions-reading.ts";
import type { SessionsWriting } from "../../app/registers/sessions-transaction.ts";
import type { TutoringStore } from "../../app/rights/create-tutoring.ts";
import type { TiesStore } from "../../app/rights/ties-store.ts";
import type { RosterReader } from "../../app/rosters/roster-reader.ts";
import type { ScanStore } from "../../app/scans/scan-store.ts";
import type { StudentsStore } from "../../app/students/students-store.ts";
import type { TodayStore } from "../../app/today/today-store.ts";
import type { TroubleStore } from "../../app/troubles/trouble-store.ts";
import type { WallsStore } from "../../app/walls/walls-store.ts";
import type { Policy } from "../../domain/policy/policy.ts";
import { accountsStore } from "./accounts-store.ts";
import { addingScans, KeyStoredBefore } from "./add-scans.ts";
import { apiTokensStore } from "./api-tokens-store.ts";
import { attentionStore } from "./attention-store.ts";
import { auditStore } from "./audit-store.ts";
import { changeFeed } from "./change-feed.ts";
import { classesStore } from "./classes-store.ts";
import { clockCorrectionStore } from "./clock-correction-store.ts";
import { commandStore } from "./command-store.ts";
import { createPool, type PostgresAddress } from "./connect-postgres.ts";
import { currentPolicy } from "./current-policy.ts";
import { descriptionStore } from "./description-store.ts";
import { deviceStore } from "./device-store.ts";
import { disputesStore } from "./disputes-store.ts";
import { exportStore } from "./export-store.ts";
import { feedStore } from "./feed-store.ts";
import { figuresStore } from "./figures-store.ts";
import { identityStore } from "./identity-store.ts";
import { importStore } from "./import-store.ts";
import { ingestStatements } from "./ingest-statements.ts";
import { institutionStore } from "./institution-store.ts";
import { kioskStore } from "./kiosk-store.ts";
import { lockKeys } from "./lock-keys.ts";
import { type Migrated, migrate } from "./migrate.ts";
import { monitorStore } from "./monitor-store.ts";
import { notificationStore } from "./notification-store.ts";
import { placementStore } from "./placement-store.ts";
import { policyStore } from "./policy-versions.ts";
import { pooledQuery } from "./pooled-query.ts";
import { presentTransaction, readPresent } from "./present-source.ts";
import { erasureStore } from "./privacy/erasure-store.ts";
import { personFileStore } from "./privacy/person-file-store.ts";
import { privacyRequestStore } from "./privacy/privacy-request-store.ts";
import { retentionStore } from "./privacy/retention-store.ts";
import { quarantineStore } from "./quarantine-store.ts";
import { rebuildStore } from "./rebuild-store.ts";
import { rosterReader } from "./roster-reader.ts";
import { rosterStore } from "./roster-store.ts";
import { scanStore } from "./scan-store.ts";
import { senderStore } from "./sender-store.ts";
import { sessionsStore } from "./sessions-reading.ts";
import { sessionsWriting } from "./sessions-writing.ts";
import { settledSessions } from "./settled-sessions.ts";
import { toStartError, toStoreError } from "./store-errors.ts";
import { readStoreTimeZone } from "./store-time-zone.ts";
import { studentsStore } from "./students-store.ts";
import { tiesStore } from "./ties-store.ts";
import { timetableStore } from "./timetable-store.ts";
import { todayStore } from "./today/today-store.ts";
import { troubleStore } from "./trouble-store.ts";
import { tutoringStore } from "./tutoring-store.ts";
import { wallsStore } from "./walls-store.ts";

type Recording<T> = (transaction: IngestTransaction, news: PresentTransaction) => Promise<T>;

/** A store that hangs is away as well, and a probe must be told so while it still waits. */
const pingPatienceMs = 2_000;

export interface PostgresStore extends PresentStore {
  readonly scans: ScanStore;
  readonly quarantine: QuarantineStore;
  readonly clocks: ClockCorrectionStore;
  readonly placements: PlacementStore;
  readonly identities: IdentityStore;
  readonly senders: SenderStore;
  readonly devices: DeviceStore;
  readonly commands: CommandStore;
  readonly descriptions: DescriptionStore;
  readonly changes: ChangeFeed;
  readonly roster: DemoRosterStore;
  readonly today: TodayStore;
  readonly rebuild: RebuildStore;
  readonly institution: InstitutionStore;
  readonly kiosk: KioskStore;
  readonly timetable: TimetableStore;
  readonly monitor: MonitorStore;
  readonly attention: AttentionStore;
  readonly accounts: AccountsStore;
  readonly apiTokens: ApiTokensStore;
  readonly audit: AuditStore;
  readonly notifications: NotificationStore;
  readonly troubles: TroubleStore;
  readonly imports: ImportStore;
  readonly feeds: FeedStore;
  readonly figures: FiguresStore;
  readonly settled: SettledSessions;
  readonly students: StudentsStore;
  readonly classes: ClassesStore;
  readonly policies: PolicyStore;
  readonly sessions: SessionsStore;
  readonly sessionsWriting: SessionsWriting;
  readonly disputes: DisputesStore;
  readonly rosters: RosterReader;
  readonly exports: ExportStore;
  readonly personFiles: PersonFileStore;
  readonly erasures: ErasureStore;
  readonly retention: RetentionStore;
  readonly privacyRequests: PrivacyRequestStore;
  readonly ties: TiesStore;
  readonly tutoring: TutoringStore;
  readonly walls: WallsStore;
  readonly migrated: Migrated;
  /** The IANA zone in which its days begin and end. */
  readonly timeZone: string;
  /** The policy in force. */
  readonly policy: { readonly name: string; readonly policy: Policy };
  /** The id of this installation, minted when its tables were made. */
  readonly instanceId: string;
  /** Resolves when the store answers; rejects with `StoreUnavailable` otherwise. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Another server writes to this store: two would tell devices of each other's scans. */
export class StoreHeld extends Error {
  override readonly name = "StoreHeld";
}

/**
 * Opens the store: brings its tables up to date and takes the writer's lock, which PostgreSQL gives back by
 * itself when this process dies.
 *
 * @param beforeReconnect asked before a broken writing connection is opened again: an embedded store is
 *   started again there
 */
export async function createPostgresStore(options: {
  readonly address: PostgresAddress;
  readonly newInstanceId: () => string;
  /** The institution's zone. */
  readonly timeZone: string;
  /** What an empty store begins with. */
  readonly firstPolicy: { readonly name: string; readonly policy: Policy };
  readonly beforeReconnect?: () => Promise<void>;
  readonly maxConnections?: number;
}): Promise<PostgresStore> {
  const pool = createPool(options.address, {
    max: options.maxConnections ?? 6,
    name: "muster",
    lookups: true,
  });
  const writers = createPool(options.address, { max: 1, name: "muster writer", lookups: true });

  async function openWriter(): Promise<pg.PoolClient> {
    const client = await writers.connect();
    try {
      const { rows } = await client.query<{ locked: boolean }>("select pg_try_advisory_lock($1) as locked", [
        lockKeys.writer,
      ]);
      if (!rows[0]?.locked) {
        throw new StoreHeld(
          "another Muster server writes to this store: stop it, or give this one a data folder (MUSTER_DATA) or database (DATABASE_URL) of its own",
        );
      }
      // A connection that breaks while idle says so here; the next transaction opens another.
      client.on("error", () => forgetWriter(client));
      return client;
    } catch (error) {
      client.release(true);
      throw error;
    }
  }

  let writer: pg.PoolClient | null = null;
  function forgetWriter(client: pg.PoolClient): void {
    if (writer !== client) return;
    writer = null;
    client.release(true);
  }

  const query = pooledQuery(pool);

  async function inTransaction<T>(
    client: pg.PoolClient,
    work: (client: pg.PoolClient) => Promise<T>,
  ): Promise<T> {
    await client.query("begin");
    try {
      const result = await work(client);
      await client.query("commit");
      return result;
    } catch (error) {
      await client.query("rollback").catch((cause: unknown) => {
        // The connection itself is broken: whether the commit happened is unknown, and the keys will tell.
        throw toStoreError(cause);
      });
      throw error;
    }
  }

  const scans = addingScans();

  /** Records a batch, and once more where a scan of it turned out to be stored already. */
  async function record<T>(client: pg.PoolClient, work: Recording<T>): Promise<T> {
    const recordOnce = (): Promise<T> =>
      inTransaction(client, (open) =>
        work(
          ingestStatements(open, (added) => scans.add(open, added)),
          presentTransaction(open),
        ),
      );
    try {
      return await recordOnce();
    } catch (error) {
      if (!(error instanceof KeyStoredBefore)) throw error;
      return await recordOnce();
    }
  }

  try {
    writer = await openWriter();
    const migrated = await migrate(writer, options);
    const timeZone = await readStoreTimeZone(writer);
    const instanceId = await readInstanceId(writer, options.newInstanceId);

    const policy = await currentPolicy(query, options.firstPolicy);

    return {
      migrated,
      timeZone,
      instanceId,
      policy,
      scans: scanStore(query),
      quarantine: quarantineStore(query),
      clocks: clockCorrectionStore(query, pool),
      identities: identityStore(query, pool),
      placements: placementStore(query, pool),
      senders: senderStore(query),
      devices: deviceStore(pool),
      commands: commandStore(pool),
      descriptions: descriptionStore(pool),
      today: todayStore(query, pool),
      changes: changeFeed(query),
      roster: rosterStore(query, pool),
      rebuild: rebuildStore(pool),
      institution: institutionStore(query),
      kiosk: kioskStore(query),
      exports: exportStore(pool),
      personFiles: personFileStore(pool),
      erasures: erasureStore(pool),
      retention: retentionStore(pool),
      privacyRequests: privacyRequestStore(pool),
      ties: tiesStore(query),
      tutoring: tutoringStore(query),
      walls: wallsStore(query, pool),
      rosters: rosterReader(pool),
      sessionsWriting: sessionsWriting(pool),
      disputes: disputesStore(query, pool),
      sessions: sessionsStore(pool),
      policies: policyStore(pool),
      figures: figuresStore(pool),
      settled: settledSessions(pool),
      students: studentsStore(pool),
      classes: classesStore(pool),
      feeds: feedStore(query),
      imports: importStore(pool),
      notifications: notificationStore(pool),
      troubles: troubleStore(query, pool),
      attention: attentionStore(pool),
      accounts: accountsStore(query, pool),
      apiTokens: apiTokensStore(query, pool),
      audit: auditStore(pool),
      timetable: timetableStore(pool),
      monitor: monitorStore(query, pool),

      readPresent: (work) => readPresent(pool, work),

      async ingest(work) {
        let client = writer;
        try {
          if (client === null) {
            await options.beforeReconnect?.().catch((error: unknown) => {
              throw toStartError(error);
            });
            client = await openWriter();
            writer = client;
          }
          return await record(client, work);
        } catch (error) {
          const sorted =
            error instanceof StoreHeld
              ? new StoreUnavailable(error.message, { cause: error })
              : toStoreError(error);
          if (sorted instanceof StoreUnavailable && client !== null) forgetWriter(client);
          throw sorted;
        }
      },

      async ping() {
        let patience: NodeJS.Timeout | undefined;
        const silence = new Promise<never>((_, reject) => {
          const tooLate = new StoreUnavailable(`the store has not answered for ${pingPatienceMs / 1000} s`);
          patience = setTimeout(() => reject(tooLate), pingPatienceMs);
        });
        try {
          await Promise.race([query("select 1", []), silence]);
        } finally {
          clearTimeout(patience);
        }
      },

      async close() {
        if (writer !== null) forgetWriter(writer);
        await Promise.all([pool.end(), writers.end()]);
      },
    };
  } catch (error) {
    if (writer !== null) forgetWriter(writer);
    await Promise.all([pool.end(), writers.end()]);
    throw error;
  }
}

async function readInstanceId(client: pg.ClientBase, mint: () => string): Promise<string> {
  await client.query("insert into instance (id, created_at) values ($1, now()) on conflict do nothing", [
    mint(),
  ]);
  const { rows } = await client.query<{ id: string }>("select id from instance");
  const [row] = rows;
  if (!row) throw new Error("the store has no instance id");
  return row.id;
}
