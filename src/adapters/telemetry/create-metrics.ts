import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";

/** What is measured, read at the moment that it is asked for. */
export interface Measured {
  readonly ingest: () => {
    readonly waiting: number;
    readonly overflowed: number;
    readonly batches: number;
    readonly stored: number;
    readonly repeats: number;
    readonly quarantined: number;
  };
  readonly pages: () => number;
  readonly mqttClients: () => number | null;
  /** Messages on topics that nobody reads, of the embedded broker. */
  readonly unreadMessages: () => number;
  readonly storeAvailable: () => boolean;
  /** What the server knows of now by heart. */
  readonly present: () => {
    readonly sessions: number;
    readonly marks: number;
    readonly scans: number;
    readonly enrolments: number;
    readonly identifiers: number;
  };
}

/** Prometheus metrics of this process, as text. */
export function createMetrics(
  measured: Measured,
): () => Promise<{ readonly type: string; readonly text: string }> {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const gauges: readonly (readonly [string, string, () => number])[] = [
    ["muster_ingest_waiting", "Messages that wait for a transaction", () => measured.ingest().waiting],
    ["muster_live_pages", "Pages that follow the live feed", measured.pages],
    ["muster_mqtt_clients", "Clients of the embedded broker", () => measured.mqttClients() ?? 0],
    ["muster_store_available", "1 when the store can be written", () => (measured.storeAvailable() ? 1 : 0)],
    ["muster_present_sessions", "Sessions known by heart", () => measured.present().sessions],
    ["muster_present_marks", "Marks known by heart", () => measured.present().marks],
    ["muster_present_scans", "Scans known by heart", () => measured.present().scans],
    ["muster_present_enrolments", "Enrolments known by heart", () => measured.present().enrolments],
    ["muster_present_identifiers", "Identifiers known by heart", () => measured.present().identifiers],
  ];
  for (const [name, help, value] of gauges) {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(value());
      },
    });
  }
  const counters: readonly (readonly [string, string, () => number])[] = [
    ["muster_scans_stored_total", "Scans stored", () => measured.ingest().stored],
    ["muster_scans_repeated_total", "Scans that arrived again", () => measured.ingest().repeats],
    [
      "muster_messages_quarantined_total",
      "Messages put into quarantine",
      () => measured.ingest().quarantined,
    ],
    [
      "muster_messages_overflowed_total",
      "QoS 0 messages dropped for want of room",
      () => measured.ingest().overflowed,
    ],
    ["muster_messages_unread_total", "Messages on topics that nobody reads", measured.unreadMessages],
    ["muster_ingest_batches_total", "Transactions of ingest", () => measured.ingest().batches],
  ];
  for (const [name, help, value] of counters) {
    new Counter({
      name,
      help,
      registers: [registry],
      collect() {
        this.reset();
        this.inc(value());
      },
    });
  }
  return async () => ({ type: registry.contentType, text: await registry.metrics() });
}
