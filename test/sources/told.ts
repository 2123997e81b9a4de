import { Temporal } from "temporal-polyfill";
import { readMessage } from "../../src/sources/read-message.ts";
import type { Reading, ReadScan, SourceMessage } from "../../src/sources/source.ts";

export const receivedAt = Temporal.Instant.from("2026-01-15T09:15:30Z");
const settings = { timeZone: "Europe/London", maxSkewSeconds: 120 };
const encoder = new TextEncoder();

/** What a message says that arrives at `receivedAt`; an object is sent as JSON, text and bytes as they are. */
export function told(
  topic: string,
  content: object | string | Uint8Array,
  packet: Partial<SourceMessage> = {},
): Reading {
  const payload =
    content instanceof Uint8Array
      ? content
      : encoder.encode(typeof content === "string" ? content : JSON.stringify(content));
  return readMessage({ topic, payload, qos: 0, retain: false, receivedAt, ...packet }, settings).reading;
}

/** The scan of a reading; throws when it is none. */
export function scanOf(reading: Reading): ReadScan {
  if (reading.kind !== "scan") throw new Error(`no scan but ${JSON.stringify(reading)}`);
  return reading.scan;
}

/** The code of a refusal; throws when a reading is none. */
export function codeOf(reading: Reading): string {
  if (reading.kind !== "refused") throw new Error(`no refusal but a ${reading.kind}`);
  return reading.refusal.code;
}

/** The detail of a refusal; throws when a reading is none. */
export function detailOf(reading: Reading): string {
  if (reading.kind !== "refused") throw new Error(`no refusal but a ${reading.kind}`);
  return reading.refusal.detail;
}
