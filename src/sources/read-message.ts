import { matchesFilter } from "../contract/mqtt/topic-filter.ts";
import type { SourceName } from "../domain/attendance/source-names.ts";
import { adapterOf } from "./adapters.ts";
import type { Reading, SourceMessage, SourceSettings } from "./source.ts";

/** What a message says, and which adapter read it; null where none reads its topic. */
export interface ReadMessage {
  readonly source: SourceName | null;
  readonly reading: Reading;
}

/**
 * Turns one MQTT message into what it says, by its topic. Pure, and total: whatever bytes arrive, the answer
 * is a reading or a refusal with a code.
 */
export function readMessage(message: SourceMessage, settings: SourceSettings): ReadMessage {
  const adapter = adapterOf(message.topic, settings.made);
  const source = adapter?.name ?? null;
  // A retained event is a copy of something past that a broker hands to each new subscriber. Only a status is
  // meant to be kept.
  if (message.retain && adapter?.retained.some((filter) => matchesFilter(filter, message.topic)) !== true) {
    const detail = "the message was retained; publish events without the retain flag";
    return {
      source,
      reading: { kind: "refused", sender: null, refusal: { code: "retained", detail }, receipt: null },
    };
  }
  if (adapter !== null) return { source, reading: adapter.read(message, settings) };
  const detail = `${message.topic.slice(0, 200)}: no sender known here speaks on this topic`;
  return {
    source,
    reading: { kind: "refused", sender: null, refusal: { code: "unknown_topic", detail }, receipt: null },
  };
}

/** Of which sender a message tells; null where it tells of none, or cannot be read. */
export function senderOfMessage(message: SourceMessage, settings: SourceSettings): string | null {
  const { reading } = readMessage(message, settings);
  return reading.kind === "scan" ? reading.scan.sender : reading.sender;
}
