// A process of its own: the consumer that most would write. The same broker library and the same reading of a
// message; each message is one INSERT, which is one transaction, and is acknowledged after it.
import pg from "pg";
import { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import { startEmbeddedBroker } from "../../src/adapters/broker/start-embedded-broker.ts";
import { toIngestItem } from "../../src/app/ingest/ingest-item.ts";
import { routeTopics } from "../../src/app/ingest/route-topics.ts";
import type { InboundMessage } from "../../src/app/ports.ts";

const settings = { timeZone: "UTC", maxSkewSeconds: 120 };
const columns =
  `id, seq, source, sender, external_id, content_hash, topic, qos, raw, received_at, occurred_at,
  time_basis, clock_suspect, device_text, subject_scheme, subject_value, person_id, identified, location, room_id,
  decision, reason, method, confidence, direction, live`.split(/,\s*/);
const insert = `insert into bench.scan (${columns.join(", ")})
  values (${columns.map((_, at) => `$${at + 1}`).join(", ")}) on conflict do nothing`;

process.on("disconnect", () => process.exit());
process.once("message", (database: pg.PoolConfig) => {
  run(database).catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
});

async function run(database: pg.PoolConfig): Promise<void> {
  // Ten connections are what `pg` opens by itself.
  const pool = new pg.Pool(database);
  // Looked up once: to its advantage over the product, which asks the store each time.
  const persons = await readMap(pool, "select value as key, person_id as id from identifier");
  const rooms = await readMap(pool, "select name as key, room_id as id from room_name");
  let seq = 0;

  async function submit(message: InboundMessage): Promise<void> {
    const { reading, contentHash } = toIngestItem(message, settings);
    if (reading.kind !== "scan" || contentHash === null) return;
    const { scan } = reading;
    seq += 1;
    const values = [
      uuidv7(),
      seq,
      scan.source,
      scan.sender,
      scan.externalId,
      Buffer.from(contentHash, "hex"),
      message.topic,
      message.qos,
      message.payload,
      new Date(message.receivedAt.epochMilliseconds).toISOString(),
      new Date(scan.time.occurredAt.epochMilliseconds).toISOString(),
      scan.time.basis,
      scan.time.clockSuspect,
      scan.time.deviceText,
      scan.subject?.scheme ?? null,
      scan.subject?.value ?? null,
      persons.get(scan.subject?.value ?? "") ?? null,
      scan.identified,
      scan.location,
      rooms.get(scan.location ?? "") ?? null,
      scan.decision,
      scan.reason,
      scan.method,
      scan.confidence,
      scan.direction,
      scan.live,
    ];
    await pool.query({ name: "insert", text: insert, values });
  }

  const log = (fields: Record<string, unknown>, outcome: string): void => console.error(outcome, fields);
  const clock = { now: () => Temporal.Instant.fromEpochMilliseconds(Date.now()) };
  const broker = await startEmbeddedBroker({
    hosts: ["127.0.0.1"],
    port: 0,
    tls: null,
    ingest: () => ({ submit, refuse: (message) => submit(message) }),
    onUnread: () => undefined,
    routes: routeTopics(),
    access: {
      anonymous: "loopback",
      senderOf: () => null,
      // Nobody has a name and a key here.
      book: {
        admit: () => ({ refused: "unknown_device" }),
        admitCertified: () => ({ refused: "unknown_device" }),
        holds: () => false,
        isName: () => false,
        ownerOf: () => null,
        onChanged: () => () => undefined,
        refresh: async () => undefined,
        stop: () => undefined,
      },
      traffic: {
        refused: ({ name }, reason, told) => log({ name, told }, reason),
        arrived: () => undefined,
        refusals: () => [],
        lastOf: () => [],
        lastMessages: () => [],
      },
    },
    clock,
    log: { info: log, warn: log, error: log },
  });
  process.send?.({ port: broker.port });
}

async function readMap(pool: pg.Pool, text: string): Promise<ReadonlyMap<string, string>> {
  const { rows } = await pool.query<{ key: string; id: string }>(text);
  return new Map(rows.map(({ key, id }) => [key, id]));
}
