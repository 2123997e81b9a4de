import { originalTopic } from "../../contract/mqtt/topics.ts";
import { type Visit, visitBroker } from "./visit-broker.ts";
import { within } from "./within.ts";

/** What listens on a port. */
export type BrokerProbe =
  | { readonly kind: "mqtt"; readonly letsUsIn: true; readonly protocolVersion: 4 | 5 }
  | { readonly kind: "mqtt"; readonly letsUsIn: false; readonly reason: string }
  | { readonly kind: "other" }
  | { readonly kind: "nothing" };

const patienceMs = 2_000;
const versionRefusals: readonly number[] = [0x01, 0x84];

/**
 * Finds out, without credentials and within seconds, whether an MQTT broker listens there that would serve us: it
 * accepts the connection and a subscription to the topic of the original cameras. Leaves nothing behind on it.
 */
export async function probeBroker(where: { host: string; port: number }): Promise<BrokerProbe> {
  const address = { protocol: "mqtt", ...where } as const;
  const first = await visitBroker(address, 5, patienceMs);
  const mayBeOlder =
    (first.outcome === "other" && !first.silent) ||
    (first.outcome === "refused" && versionRefusals.includes(first.code));
  if (!mayBeOlder) return judge(first, 5);
  return judge(await visitBroker(address, 4, patienceMs), 4);
}

async function judge(visit: Visit, protocolVersion: 4 | 5): Promise<BrokerProbe> {
  if (visit.outcome === "nothing" || visit.outcome === "other") return { kind: visit.outcome };
  if (visit.outcome === "refused") return { kind: "mqtt", letsUsIn: false, reason: visit.reason };
  const { client } = visit;
  let allowed = false;
  try {
    const answered = client.subscribeAsync(originalTopic, { qos: 1 }).then(
      () => {
        allowed = true;
      },
      () => {
        // A refusal and a connection that the broker ends at the request come to the same: not allowed.
      },
    );
    await within(patienceMs, answered);
  } finally {
    if (!(await within(patienceMs, client.endAsync()))) client.stream.destroy();
  }
  if (allowed) return { kind: "mqtt", letsUsIn: true, protocolVersion };
  return { kind: "mqtt", letsUsIn: false, reason: `it refuses the subscription to ${originalTopic}` };
}
