// A process of its own that records batches with the product's own rules and statements, over one connection.
import { Temporal } from "temporal-polyfill";
import { createPool } from "../../src/adapters/postgres/connect-postgres.ts";
import { ingestStatements } from "../../src/adapters/postgres/ingest-statements.ts";
import { toIngestItem } from "../../src/app/ingest/ingest-item.ts";
import { recordBatch } from "../../src/app/ingest/record-batch.ts";
import { createLocalTime } from "../../src/domain/timetable/local-time.ts";
import type { WriterOrder } from "./counter-messages.ts";
import { scanAt } from "./scan-plan.ts";

process.on("disconnect", () => process.exit());
process.once("message", (order: WriterOrder) => {
  run(order).catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
});

async function run({ database, writer, counted, batches, batchSize }: WriterOrder): Promise<void> {
  const pool = createPool(database, { max: 1, name: "bench writer" });
  const client = await pool.connect();
  const settings = { timeZone: "UTC", maxSkewSeconds: 120 };
  const localTime = createLocalTime("UTC");
  // Far above what the counter has given out, and apart from the other writer's.
  let ownSeq = (writer + 1) * 1_000_000_000;
  const now = Temporal.Instant.fromEpochMilliseconds(Date.now());
  // Two writers never touch the same row but the counter: each has its own senders, and its own day.
  const plan = { kind: "native", scans: "first", count: batches * batchSize } as const;
  const items = Array.from({ length: batches }, (_, batch) =>
    Array.from({ length: batchSize }, (__, n) => {
      const device = writer * 100 + (n % 50);
      const scan = scanAt(plan, batch * batchSize + n, device, Date.now() - writer * 12 * 86_400_000);
      return toIngestItem({ ...scan, qos: 1, retain: false, receivedAt: now, client: null }, settings);
    }),
  );
  process.send?.("ready");
  await new Promise((resolve) => process.once("message", resolve));
  const begin = performance.now();
  for (const batch of items) {
    await client.query("begin");
    const statements = ingestStatements(client);
    const takeSeqs = counted
      ? statements.takeSeqs
      : async (count: number) => {
          ownSeq += count;
          return ownSeq - count + 1;
        };
    await recordBatch({ ...statements, takeSeqs }, batch, {
      now,
      timeZone: "UTC",
      localTime,
    });
    await client.query("commit");
  }
  process.send?.({ seconds: (performance.now() - begin) / 1000 });
  client.release();
  await pool.end();
}
