import { zipSync } from "fflate";
import { connectAsync } from "mqtt";
import { v7 as uuidv7 } from "uuid";
import type { NativeScanInput } from "../../src/contract/mqtt/native-scan.ts";
import { deviceTopic } from "../../src/contract/mqtt/topics.ts";
import { applyImport, previewFile } from "./import-file.ts";
import type { Product } from "./start-product.ts";

const classSize = 30;
/** Publications that wait for their acknowledgement. */
const inFlight = 2_000;

/** A university's day: everybody is in one class, which meets so many times one after the other; the last has just begun. */
export interface Day {
  readonly students: number;
  readonly sessionsEach: number;
}

/** Imports the day, and sees everybody in each of its sessions, as the reader of its room kept it. */
export async function putDay(product: Product, { students, sessionsEach }: Day): Promise<void> {
  const ids = Array.from({ length: students }, (_, n) => `D${n}`);
  const classOf = (n: number): string => `DAY-${Math.floor(n / classSize)}`;
  const classes = [...new Set(ids.map((_, n) => classOf(n)))];
  const room = (name: string): string => `Room of ${name}`;
  // All have begun, the last a minute ago, so that everybody can be seen in each.
  const begun = (nth: number): Date => new Date(Date.now() - 60_000 * (1 + 60 * (sessionsEach - 1 - nth)));
  const text = (at: Date): string => at.toISOString().slice(0, 16).replace("T", " ");
  const starts = Array.from({ length: sessionsEach }, (_, nth) => begun(nth));
  const files = {
    "students.csv": ["student_id,given_name,family_name", ...ids.map((id) => `${id},Given,Family`)],
    "enrolments.csv": ["student_id,class,from,to", ...ids.map((id, n) => `${id},${classOf(n)},2026-01-01,`)],
    "timetable.csv": [
      "class,start,end,rooms",
      ...starts.flatMap((start) => {
        const end = text(new Date(start.getTime() + 50 * 60_000));
        return classes.map((name) => `${name},${text(start)},${end},${room(name)}`);
      }),
    ],
  };
  const bytes = zipSync(
    Object.fromEntries(Object.entries(files).map(([name, lines]) => [name, Buffer.from(lines.join("\n"))])),
  );
  await applyImport(
    product,
    await previewFile(product, { kind: "csv", name: "day.zip", type: "application/zip", bytes }),
  );
  const client = await connectAsync(`mqtt://127.0.0.1:${product.mqttPort}`, { clientId: "bench-doors" });
  const scans = starts.flatMap((start, nth) =>
    ids.map((id, n) => {
      const scan: NativeScanInput = {
        v: 1,
        event_id: uuidv7(),
        boot_id: "0197f3c2-boot",
        seq: nth * classSize + (n % classSize) + 1,
        occurred_at: new Date(start.getTime() + n).toISOString(),
        clock: "ntp",
        subject: { scheme: "student_id", value: id },
        decision: "granted",
        method: "face",
        location: room(classOf(n)),
        live: false,
      };
      return { topic: deviceTopic("bench", `door-${classOf(n).toLowerCase()}`, "scan"), scan };
    }),
  );
  for (let from = 0; from < scans.length; from += inFlight) {
    await Promise.all(
      scans
        .slice(from, from + inFlight)
        .map(({ topic, scan }) => client.publishAsync(topic, JSON.stringify(scan), { qos: 1 })),
    );
  }
  await client.endAsync();
}
