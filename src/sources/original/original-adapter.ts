import { originalMessage } from "../../contract/mqtt/original-message.ts";
import { originalTopic } from "../../contract/mqtt/topics.ts";
import { reasonSaysUnknownFace } from "../../domain/attendance/reason-says-unknown-face.ts";
import { takeTime } from "../../domain/attendance/take-time.ts";
import type { SourceAdapter } from "../adapter.ts";
import { describeTimeRefusal } from "../describe-time-refusal.ts";
import { readConfidence } from "../read-confidence.ts";
import { describeIssues, readJson } from "../read-json.ts";
import type { Reading, SourceMessage, SourceSettings } from "../source.ts";

/** The original's cameras, and every client written for them. */
export const originalAdapter: SourceAdapter = {
  name: "original",
  filters: [originalTopic],
  retained: [],
  ours: [],
  read: readOriginal,
};

/**
 * Reads a message of the original's cameras (`access/result`). They have no ids and no names: each location
 * is one virtual device, and two messages alike at QoS 0 are two scans, for their clock has only minutes.
 */
function readOriginal(message: SourceMessage, settings: SourceSettings): Reading {
  const json = readJson(message.payload);
  if ("refusal" in json) return { kind: "refused", sender: null, refusal: json.refusal, receipt: null };
  const parsed = originalMessage.safeParse(json.value);
  if (!parsed.success) {
    const detail = describeIssues(parsed.error, json.value);
    return { kind: "refused", sender: null, refusal: { code: "invalid", detail }, receipt: null };
  }
  const { student_id, location, timestamp, decision, reason = null } = parsed.data;
  const sender = `original:${location}`;
  const time = takeTime(timestamp, { ...settings, receivedAt: message.receivedAt, replays: false });
  if ("refused" in time) {
    return {
      kind: "refused",
      sender,
      refusal: describeTimeRefusal("timestamp", time.refused),
      receipt: null,
    };
  }
  const { confidence, guess } = readConfidence(parsed.data.confidence);
  return {
    kind: "scan",
    receiptTo: null,
    scan: {
      source: "original",
      sender,
      externalId: null,
      content: message.payload,
      subject: { scheme: "student_id", value: student_id },
      location,
      decision,
      identified: !(decision === "denied" && reasonSaysUnknownFace(reason)),
      reason,
      method: "face",
      confidence,
      confidenceGuess: guess,
      liveness: null,
      model: null,
      direction: null,
      live: true,
      time: time.taken,
      boot: null,
    },
  };
}
