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

/** Nobody answers at the address that the simulation was given. */
export class BrokerUnreachable extends Error {
  constructor(url: string, cause: Error | null) {
    const why = cause === null ? "it closed the connection" : cause.message || cause.name;
    const shown = withoutPassword(url);
    super(
      refused(cause)
        ? `the MQTT broker at ${shown} does not let the simulator in (${why}). Put a name and a password that it knows into --url ${shown.replace("://", "://NAME:PASSWORD@")}`
        : `no MQTT broker answers at ${shown} (${why}). Start Muster with 'npm start', or name another broker with --url mqtt://host:port`,
      { cause },
    );
    this.name = "BrokerUnreachable";
  }
}

/** "Bad user name or password" and "not authorized", by MQTT 3.1.1 and by 5. */
const refusals: readonly unknown[] = [4, 5, 134, 135];

function refused(cause: Error | null): boolean {
  return cause !== null && "code" in cause && refusals.includes(cause.code);
}

function withoutPassword(url: string): string {
  return url.replace(/\/\/[^@/]*@/, "//");
}
