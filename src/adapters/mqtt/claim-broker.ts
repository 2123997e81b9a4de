import type { RetainedState } from "./read-retained-states.ts";

/** Whether this instance may use a broker. `why` says what is wrong and what to do, for the operator. */
export type BrokerClaim = { readonly claimed: true } | { readonly claimed: false; readonly why: string };

/**
 * Keeps two servers from sharing one broker by accident. Both would take in the cameras' topic and both would send
 * receipts, so that a device deletes a scan which one of them has not stored.
 *
 * - On a broker the operator named, only our own site's state counts: another instance that is online keeps it, one
 *   that has left (its last will says so) is succeeded, and what cannot be read as a state holds nobody up.
 * - A broker that was merely found on this machine is used only when no other Muster ever left a state there.
 *
 * @param read every retained server state on the broker, of any site
 * @param topic where this instance keeps its own
 * @param reach the options with which Mosquitto's own client reaches that broker; null where it cannot
 * @param explicit the operator named this broker (`MQTT_URL`); otherwise it was found
 */
export function claimBroker(facts: {
  read: readonly RetainedState[];
  topic: string;
  instanceId: string;
  explicit: boolean;
  reach: string | null;
}): BrokerClaim {
  const { read, topic, instanceId, explicit, reach } = facts;
  const others = read.filter(({ state }) => state?.instance !== instanceId);
  if (!explicit) {
    const other = others[0];
    return other === undefined ? { claimed: true } : { claimed: false, why: notBorrowed(other) };
  }
  const holder = others.find((other) => other.topic === topic && other.state?.state === "online");
  return holder === undefined ? { claimed: true } : { claimed: false, why: held(holder, reach) };
}

function notBorrowed({ topic, state }: RetainedState): string {
  return (
    `The MQTT broker on this machine holds the state of another Muster (${who(state)}, retained at ${topic}), ` +
    "and a broker that another Muster uses is not borrowed. Set MQTT_URL to say which broker to use, or another port " +
    "for the embedded one."
  );
}

function held({ topic, state }: RetainedState, reach: string | null): string {
  return (
    `Another Muster (${who(state)}) is online at ${topic} on this MQTT broker. Stop it, or give this one another ` +
    "site or broker. If it no longer exists, clear what it left: " +
    (reach === null
      ? `publish an empty retained message to ${topic}`
      : `mosquitto_pub ${reach} -r -n -t '${topic}'`)
  );
}

function who(state: RetainedState["state"]): string {
  return state === null ? "unreadable" : `instance ${state.instance}, ${state.state} since ${state.at}`;
}
