import { originalTopic, parseDeviceTopic } from "../contract/mqtt/topics.ts";
import { readNative } from "./native/read-native.ts";
import { readOriginal } from "./original/read-original.ts";
import type { Reading, SourceMessage, SourceSettings } from "./source.ts";

/**
 * Turns one MQTT message into what it says, by its topic. Pure, and total: whatever bytes arrive, the answer
 * is a reading or a refusal with a code.
 */
export function readMessage(message: SourceMessage, settings: SourceSettings): Reading {
  const address = parseDeviceTopic(message.topic);
  // A retained event is a copy of something past that a broker hands to each new subscriber. Only a status is
  // meant to be kept.
  if (message.retain && address?.channel !== "status") {
    const detail = "the message was retained; publish events without the retain flag";
    return { kind: "refused", sender: null, refusal: { code: "retained", detail }, receipt: null };
  }
  if (address !== null) return readNative(message, address, settings);
  if (message.topic === originalTopic) return readOriginal(message, settings);
  const detail = `${message.topic.slice(0, 200)}: no sender known here speaks on this topic`;
  return { kind: "refused", sender: null, refusal: { code: "unknown_topic", detail }, receipt: null };
}
