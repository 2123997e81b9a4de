import { connect } from "mqtt";
import { type NativeScan, nativeScan } from "../../src/contract/mqtt/native-scan.ts";
import type { Receipt } from "../../src/contract/mqtt/receipt.ts";
import { deviceTopic, parseDeviceTopic } from "../../src/contract/mqtt/topics.ts";

export type Answer = "stored" | "silence" | { readonly rejected: string };

/** Plays the server of a test: hears scans, keeps them, and answers each with a receipt, or does not. */
export interface Receiver {
  /** Every scan as it arrived, repeats included. */
  readonly scans: readonly NativeScan[];
  /** Every other message below muster/v1, with its flag of retention. */
  readonly others: readonly { readonly topic: string; readonly payload: unknown; readonly retain: boolean }[];
  /** How many messages on a scan topic were no scan. */
  readonly malformed: number;
  /** Publishes a receipt for a scan that was passed over in silence. */
  answer(device: { site: string; device: string }, told: Omit<Receipt, "v">): Promise<void>;
  /** Resolves as soon as `seen` holds for what has arrived. */
  until(seen: (receiver: Receiver) => boolean): Promise<void>;
  stop(): Promise<void>;
}

export async function startReceiver(
  url: string,
  decide: (scan: NativeScan, timesSeen: number) => Answer = () => "stored",
): Promise<Receiver> {
  const client = connect(url, { reconnectPeriod: 20 });
  const scans: NativeScan[] = [];
  const others: { topic: string; payload: unknown; retain: boolean }[] = [];
  let malformed = 0;
  const waiting = new Set<() => void>();
  client.on("message", (topic, payload, { retain }) => {
    const address = parseDeviceTopic(topic);
    const value = tryJson(payload);
    if (address?.channel === "scan") {
      const parsed = nativeScan.safeParse(value);
      if (!parsed.success) {
        malformed += 1;
        return;
      }
      const scan = parsed.data;
      scans.push(scan);
      const answer = decide(scan, scans.filter(({ event_id }) => event_id === scan.event_id).length);
      if (answer === "stored") void tell(address, { ids: [scan.event_id], rejected: [] });
      else if (answer !== "silence") {
        void tell(address, { ids: [], rejected: [{ id: scan.event_id, code: answer.rejected }] });
      }
    } else {
      others.push({ topic, payload: value, retain });
    }
    for (const check of waiting) check();
  });
  const tell: Receiver["answer"] = async ({ site, device }, told) => {
    const payload: Receipt = { v: 1, ...told };
    await client.publishAsync(deviceTopic(site, device, "receipt"), JSON.stringify(payload), { qos: 1 });
  };
  await client.subscribeAsync(
    ["scan", "status", "heartbeat"].map((channel) => `muster/v1/+/+/${channel}`),
    {
      qos: 1,
    },
  );
  const receiver: Receiver = {
    scans,
    others,
    get malformed() {
      return malformed;
    },
    answer: tell,
    until: (seen) =>
      new Promise((done) => {
        const check = () => {
          if (!seen(receiver)) return;
          waiting.delete(check);
          done();
        };
        waiting.add(check);
        check();
      }),
    stop: () => client.endAsync(true),
  };
  return receiver;
}

function tryJson(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString());
  } catch {
    return undefined;
  }
}
