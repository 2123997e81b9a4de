import type { Temporal } from "temporal-polyfill";
import { z } from "zod";
import { type CommandMessage, commandNames, deviceResponse } from "../../contract/mqtt/command.ts";
import { deviceHeartbeat, deviceStatus } from "../../contract/mqtt/device-health.ts";
import { nativeScan } from "../../contract/mqtt/native-scan.ts";
import { type DeviceChannel, parseDeviceTopic } from "../../contract/mqtt/topics.ts";
import { reasonSaysUnknownFace } from "../../domain/attendance/reason-says-unknown-face.ts";
import type { Decision } from "../../domain/attendance/scan.ts";
import { takeTime } from "../../domain/attendance/take-time.ts";
import { withCardInOneForm } from "../../domain/kernel/normal-identifier.ts";
import type { SourceAdapter } from "../adapter.ts";
import { describeTimeRefusal } from "../describe-time-refusal.ts";
import { readClockAhead } from "../read-clock-ahead.ts";
import { readConfidence } from "../read-confidence.ts";
import { describeIssues, readJson } from "../read-json.ts";
import type { Reading, ReceiptAddress, Refusal, SourceMessage, SourceSettings } from "../source.ts";
import { readPlainScan } from "./read-plain-scan.ts";

/** Muster's own protocol, version 1. All below `muster/` is its own, so that a slip in a topic is told as one. */
export const nativeAdapter: SourceAdapter = {
  name: "native",
  filters: ["muster/#"],
  subscribe: [
    "muster/v1/+/+/scan",
    "muster/v1/+/+/status",
    "muster/v1/+/+/heartbeat",
    "muster/v1/+/+/response",
  ],
  retained: ["muster/v1/+/+/status"],
  // Receipts and commands are the server's to send: a forged receipt would make a device forget a scan.
  ours: ["muster/v1/+/events", "muster/v1/+/state", "muster/v1/+/+/receipt", "muster/v1/+/+/command"],
  commands: {
    can: commandNames,
    answers: true,
    doneOnce: true,
    topics: ["muster/v1/+/+/command"],
    say(address, { id, name, expiresAt, now }) {
      const topic = `muster/v1/${address}/command`;
      if (parseDeviceTopic(topic) === null) return null;
      const payload: CommandMessage = {
        v: 1,
        id,
        name,
        expires_at: tell(expiresAt),
        args: name === "set_clock" ? { now: tell(now) } : {},
      };
      return { topic, payload: JSON.stringify(payload) };
    },
  },
  read(message, settings) {
    const address = parseDeviceTopic(message.topic);
    if (address !== null) return readNative(message, address, settings);
    const detail = `${message.topic.slice(0, 200)}: devices write to muster/v1/{site}/{device}/scan, status, heartbeat or response, in lower case`;
    return { kind: "refused", sender: null, refusal: { code: "unknown_topic", detail }, receipt: null };
  },
};

/** Reads a message below `muster/v1/{site}/{device}/`. */
function readNative(
  message: SourceMessage,
  address: ReceiptAddress & { readonly channel: DeviceChannel },
  settings: SourceSettings,
): Reading {
  const to: ReceiptAddress = { site: address.site, device: address.device };
  const sender = `${to.site}/${to.device}`;
  const refuse = (refusal: Refusal, id: string | null = null): Reading => ({
    kind: "refused",
    sender,
    refusal,
    receipt: id === null ? null : { to, id },
  });
  const json = readJson(message.payload);
  if ("refusal" in json) return refuse(json.refusal);

  switch (address.channel) {
    case "scan":
      return readScan(json.value, message, sender, to, settings, refuse);
    case "status": {
      const parsed = deviceStatus.safeParse(json.value);
      if (!parsed.success)
        return refuse({ code: "invalid", detail: describeIssues(parsed.error, json.value) });
      const { state, at, boot_id: bootId = null, firmware = null } = parsed.data;
      const status = { kind: "status", sender, at: message.receivedAt, bootId, firmware } as const;
      // A will is written when the connection begins, so it cannot tell when the device left; a goodbye does.
      if (state === "offline") return { ...status, state, by: at === undefined ? "will" : "itself" };
      return { ...status, state };
    }
    case "heartbeat": {
      const parsed = deviceHeartbeat.safeParse(json.value);
      if (!parsed.success)
        return refuse({ code: "invalid", detail: describeIssues(parsed.error, json.value) });
      const { outbox, clock, boot_id: bootId = null, seq: lastSeq = null } = parsed.data;
      const aheadSeconds = readClockAhead(parsed.data.at, message, settings);
      return {
        kind: "heartbeat",
        sender,
        at: message.receivedAt,
        outbox,
        clock,
        aheadSeconds,
        bootId,
        lastSeq,
      };
    }
    case "response": {
      const parsed = deviceResponse.safeParse(json.value);
      if (!parsed.success)
        return refuse({ code: "invalid", detail: describeIssues(parsed.error, json.value) });
      const { id, outcome, detail = null } = parsed.data;
      return {
        kind: "answer",
        sender,
        at: message.receivedAt,
        command: { id, name: null },
        outcome,
        detail: detail?.trim() || null,
      };
    }
    case "receipt":
    case "command":
      return refuse({ code: "unknown_topic", detail: `${message.topic}: nothing is taken on this topic` });
  }
}

const tell = (at: Temporal.Instant): string => at.toString({ fractionalSecondDigits: 3 });

/** What a device is to write its confidence as is one thing, and what is understood another. */
const readableScan = nativeScan.extend({ confidence: z.unknown().optional() });

function readScan(
  value: unknown,
  message: SourceMessage,
  sender: string,
  to: ReceiptAddress,
  settings: SourceSettings,
  refuse: (refusal: Refusal, id: string | null) => Reading,
): Reading {
  const plain = readPlainScan(value);
  const parsed = plain === null ? readableScan.safeParse(value) : { success: true as const, data: plain };
  if (!parsed.success) {
    return refuse({ code: "invalid", detail: describeIssues(parsed.error, value) }, eventIdOf(value));
  }
  const told = parsed.data;
  const subject = told.subject ?? null;
  const decision: Decision = told.decision ?? (subject === null ? "unknown" : "granted");
  if (subject === null && decision !== "unknown" && decision !== "denied") {
    const detail = `subject: missing, but decision is ${decision}; name whom the device saw, or send decision unknown`;
    return refuse({ code: "invalid", detail }, told.event_id);
  }
  const time = takeTime(told.occurred_at, {
    ...settings,
    receivedAt: message.receivedAt,
    replays: told.clock !== "unsynced",
  });
  if ("refused" in time) {
    return refuse(describeTimeRefusal("occurred_at", time.refused), told.event_id);
  }
  const reason = told.reason ?? null;
  const { confidence, guess } = readConfidence(told.confidence);
  return {
    kind: "scan",
    receiptTo: to,
    scan: {
      source: "native",
      sender,
      externalId: told.event_id,
      // `live`, `seq` and the boot may differ when a device sends an event again; what it saw may not.
      content: JSON.stringify([
        told.occurred_at,
        subject?.scheme ?? null,
        subject?.value ?? null,
        decision,
        reason,
        told.method ?? null,
        told.direction ?? null,
        told.location ?? null,
      ]),
      subject: subject === null ? null : withCardInOneForm(subject),
      location: told.location ?? null,
      decision,
      identified:
        subject !== null &&
        decision !== "unknown" &&
        !(decision === "denied" && reasonSaysUnknownFace(reason)),
      reason,
      method: told.method ?? null,
      confidence,
      confidenceGuess: guess,
      liveness: told.liveness ?? null,
      model: told.model ?? null,
      direction: told.direction ?? null,
      live: told.live ?? true,
      time: time.taken,
      boot: told.boot_id === undefined || told.seq === undefined ? null : { id: told.boot_id, seq: told.seq },
    },
  };
}

/** The id of a message that is otherwise invalid, so that its device can be told which one was refused. */
function eventIdOf(value: unknown): string | null {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, "event_id")) return null;
  const parsed = nativeScan.shape.event_id.safeParse(Reflect.get(value, "event_id"));
  return parsed.success ? parsed.data : null;
}
