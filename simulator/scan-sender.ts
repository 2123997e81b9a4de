import type { DrawnScan } from "./draw-scan.ts";

/** How scans, and what faults make of them, leave the simulation. One per protocol. */
export interface ScanSender {
  /** Resolves when the scan is handed over and there is room for the next. `at` is what the camera's clock says. */
  send(scan: DrawnScan, at: Date, copies: 1 | 2): Promise<void>;
  /** Sends bytes that are no scan, from the camera that sends `beside`. */
  sendMalformed(payload: Uint8Array, beside: DrawnScan): Promise<void>;
  /** Breaks the connection of the camera that sends `scan`, and waits until it is back. */
  disconnect(scan: DrawnScan): Promise<void>;
  /** Waits until everything is confirmed, or `signal` says that it has been long enough. */
  settle(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** How long a broker may take to answer a connection, in milliseconds: one that is at work on a backlog is slow, and there. */
export const brokerPatienceMs = 30_000;

/** The simulation was not let in at the address that it was given. */
export class BrokerUnreachable extends Error {
  /** @param cause null where the other side closed the connection */
  constructor(url: string, cause: Error | null, patienceMs = brokerPatienceMs) {
    super(whyUnreachable(withoutPassword(url), cause, patienceMs), { cause });
    this.name = "BrokerUnreachable";
  }
}

function whyUnreachable(url: string, cause: Error | null, patienceMs: number): string {
  if (cause === null) {
    return `what listens at ${url} closed the connection and did not answer: it takes no more connections, or is no MQTT broker. Try again, or name another broker with --url mqtt://host:port`;
  }
  const why = cause.message || cause.name;
  if (refused(cause)) {
    return `the MQTT broker at ${url} does not let the simulator in (${why}). Put a name and a password that it knows into --url ${url.replace("://", "://NAME:PASSWORD@")}`;
  }
  // MQTT.js says it so, and in no other way.
  if (why === "connack timeout") {
    return `nothing came from ${url} within ${patienceMs / 1000} s: the MQTT broker there has much to do, or none is there. Try again, or name another broker with --url mqtt://host:port`;
  }
  return `no MQTT broker answers at ${url} (${why}). Start Muster with 'npm start', or name another broker with --url mqtt://host:port`;
}

/** "Bad user name or password" and "not authorized", by MQTT 3.1.1 and by 5. */
const refusals: readonly unknown[] = [4, 5, 134, 135];

function refused(cause: Error | null): boolean {
  return cause !== null && "code" in cause && refusals.includes(cause.code);
}

function withoutPassword(url: string): string {
  return url.replace(/\/\/[^@/]*@/, "//");
}
