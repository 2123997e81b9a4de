import { connectAsync } from "mqtt";

/** One publication and its acknowledgement, in milliseconds since the epoch. */
export interface Wait {
  readonly from: number;
  readonly to: number;
}

/** What the publisher is told: where to publish, or to stop and tell its waits. */
export type PublisherOrder =
  | {
      readonly order: "publish";
      readonly port: number;
      /** Student ids and the location that scans tell of, in turn. */
      readonly students: readonly string[];
      readonly location: string;
      readonly everyMs: number;
    }
  | { readonly order: "tell" };

/** What it tells. */
export type PublisherNews =
  | { readonly news: "publishing" }
  | { readonly news: "waits"; readonly waits: readonly Wait[] };

/** A device that publishes a scan at QoS 1 every few milliseconds, whatever is not acknowledged yet. */
process.on("message", (told: PublisherOrder) => void obey(told));

const waits: Wait[] = [];
let stop: () => Promise<void> = () => Promise.resolve();

async function obey(told: PublisherOrder): Promise<void> {
  if (told.order === "tell") {
    await stop();
    tell({ news: "waits", waits });
    return;
  }
  const { port, students, location, everyMs } = told;
  const client = await connectAsync(`mqtt://127.0.0.1:${port}`, { clientId: "bench-device" });
  const underWay = new Set<Promise<void>>();
  let sent = 0;
  async function publish(): Promise<void> {
    const from = Date.now();
    const scan = {
      student_id: students[sent % students.length],
      location,
      timestamp: new Date(from).toISOString(),
      decision: "granted",
      confidence: 0.99,
    };
    sent += 1;
    await client.publishAsync("access/result", JSON.stringify(scan), { qos: 1 });
    waits.push({ from, to: Date.now() });
  }
  const timer = setInterval(() => {
    const one = publish().finally(() => underWay.delete(one));
    underWay.add(one);
  }, everyMs);
  stop = async () => {
    clearInterval(timer);
    await Promise.all(underWay);
    await client.endAsync();
  };
  tell({ news: "publishing" });
}

function tell(news: PublisherNews): void {
  process.send?.(news);
}
