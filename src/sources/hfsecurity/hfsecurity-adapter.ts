import { z } from "zod";
import { maxPictureBytes } from "../../contract/mqtt/limits.ts";
import { identifierText } from "../../contract/mqtt/text.ts";
import type { Decision } from "../../domain/attendance/scan.ts";
import type { SourceAdapter } from "../adapter.ts";
import { checkAs, foreignScan, ignored, levelOf, readAs, refused, trimmedText } from "../foreign-reading.ts";
import type { Reading, Reply, SourceMessage, SourceSettings } from "../source.ts";

/**
 * Face terminals of the HFSecurity family, "MQTT protocol of intelligent network camera" 1.2x. A terminal sends a record
 * every ten seconds until a `PushAck` names it.
 */
export const hfsecurityAdapter: SourceAdapter = {
  name: "hfsecurity",
  filters: [
    "mqtt/face/basic",
    "mqtt/face/heartbeat",
    "mqtt/face/+/Rec",
    "mqtt/face/+/Snap",
    "mqtt/face/+/Ack",
  ],
  subscribe: ["mqtt/face/basic", "mqtt/face/heartbeat", "mqtt/face/+/Rec", "mqtt/face/+/Snap"],
  retained: ["mqtt/face/basic"],
  ours: ["mqtt/face/+"],
  read(message, settings) {
    const channel = levelOf(message.topic, 3);
    if (channel === "Ack") return ignored("a terminal's answer to a command");
    if (channel === "") return readLife(message, levelOf(message.topic, 2));
    const device = deviceId.safeParse(levelOf(message.topic, 2));
    if (!device.success) {
      const detail = `${message.topic.slice(0, 200)}: the terminal's id in the topic must be 1 to 64 letters, digits, '.', '_', '@', ':' or '-'`;
      return refused({ code: "invalid", detail });
    }
    return channel === "Rec"
      ? readRecord(message, device.data, settings)
      : readSnapshot(message, device.data, settings);
  },
};

/** It becomes a level of the topic on which the terminal is answered, so it may hold nothing that means more there. */
const deviceId = z.string().regex(/^[A-Za-z0-9._@:-]{1,64}$/, "must be 1 to 64 letters, digits or ._@:-");

/** Numbers come as text as often as not, and a blank field is one space. */
const loose = z.union([z.string().max(256), z.number()]).transform(trimmedText);
const looseNumber = loose.refine((text) => /^\d{1,15}$/.test(text), "must be a number");

const envelope = z.object({ operator: z.string(), info: z.looseObject({}) });

const life = z.object({
  operator: z.string(),
  info: z.object({ facesluiceId: deviceId }),
});

const record = z.object({
  customId: loose.optional(),
  personId: loose.optional(),
  RecordID: looseNumber,
  VerifyStatus: z
    .union([z.string(), z.number()])
    .transform(trimmedText)
    .pipe(z.enum(["0", "1", "2", "3"])),
  similarity1: loose.optional(),
  time: z.string().max(64),
  PushType: loose.optional(),
  direction: loose.optional(),
});

const snapshot = z.object({ SnapID: looseNumber, time: z.string().max(64), PushType: loose.optional() });

const name = (device: string): string => `hfsecurity:${device}`;

/** `mqtt/face/basic` tells of a terminal's coming and going, `mqtt/face/heartbeat` that it is there. */
function readLife(message: SourceMessage, channel: string): Reading {
  const read = readAs(life, message);
  if ("reading" in read) return read.reading;
  const { operator, info } = read.told;
  const sender = name(info.facesluiceId);
  const at = message.receivedAt;
  if (channel === "heartbeat") {
    return { kind: "heartbeat", sender, at, outbox: null, clock: null, bootId: null, lastSeq: null };
  }
  if (operator === "Offline") {
    return { kind: "status", sender, at, bootId: null, state: "offline", by: "will" };
  }
  if (operator === "Online") {
    // A retained one is of a connection that may be long gone, and waits for no answer.
    const reply = message.retain ? {} : { reply: onlineAck(info.facesluiceId) };
    return { kind: "status", sender, at, bootId: null, state: "online", ...reply };
  }
  return ignored(`the operator ${operator.slice(0, 64)} tells nothing of attendance`, sender);
}

function readRecord(message: SourceMessage, device: string, settings: SourceSettings): Reading {
  const sender = name(device);
  const read = readAs(envelope, message, maxPictureBytes);
  if ("reading" in read) return read.reading;
  const { operator, info } = read.told;
  if (operator !== "RecPush") {
    const detail = `operator: ${JSON.stringify(operator.slice(0, 64))} is not read on this topic; a terminal sends RecPush here`;
    return refused({ code: "invalid", detail }, sender);
  }
  // Told of what is in quarantine as well: sent again, it would be refused again.
  const id = looseNumber.safeParse(info.RecordID);
  const reply = id.success ? { reply: pushAck(device, 2, id.data) } : {};
  const checked = checkAs(record, info);
  if ("reading" in checked) return { ...checked.reading, ...reply };
  const told = checked.told;
  const subject = subjectOf(told, device);
  if (subject === "too_long") {
    const detail = "customId: must be at most 128 characters and hold no NUL; give the person a shorter id";
    return { ...refused({ code: "invalid", detail }, sender), ...reply };
  }
  const { decision, reason } = verified[told.VerifyStatus];
  if (decision === "granted" && subject === null) {
    const detail =
      "customId: missing, and so is personId, but VerifyStatus is 1; give each person an id at the terminal";
    return { ...refused({ code: "invalid", detail }, sender), ...reply };
  }
  const similarity = Number(told.similarity1 || Number.NaN);
  const reading = foreignScan(
    "hfsecurity",
    {
      sender,
      externalId: `2:${told.RecordID}:${told.time}`,
      content: JSON.stringify([told.customId, told.personId, told.VerifyStatus, told.RecordID, told.time]),
      subject,
      location: device,
      decision,
      reason,
      method: "face",
      confidence: similarity >= 0 && similarity <= 100 ? similarity / 100 : null,
      direction: directions.get(told.direction?.toLowerCase() ?? "") ?? null,
      live: told.PushType !== "2",
    },
    { field: "time", written: told.time },
    message,
    settings,
    true,
  );
  return { ...reading, ...reply };
}

/** A face that the terminal does not know (`StrSnapPush`). Its alarms come on the same topic and are not ours. */
function readSnapshot(message: SourceMessage, device: string, settings: SourceSettings): Reading {
  const sender = name(device);
  const read = readAs(envelope, message, maxPictureBytes);
  if ("reading" in read) return read.reading;
  const { operator, info } = read.told;
  if (operator !== "StrSnapPush") {
    return ignored(`the alarm ${operator.slice(0, 64)} tells nothing of attendance`, sender);
  }
  const id = looseNumber.safeParse(info.SnapID);
  const reply = id.success ? { reply: pushAck(device, 1, id.data) } : {};
  const checked = checkAs(snapshot, info);
  if ("reading" in checked) return { ...checked.reading, ...reply };
  const { SnapID, time, PushType } = checked.told;
  const reading = foreignScan(
    "hfsecurity",
    {
      sender,
      externalId: `1:${SnapID}:${time}`,
      content: JSON.stringify([SnapID, time]),
      subject: null,
      location: device,
      decision: "unknown",
      method: "face",
      live: PushType !== "2",
    },
    { field: "time", written: time },
    message,
    settings,
    true,
  );
  return { ...reading, ...reply };
}

const verified: Readonly<Record<"0" | "1" | "2" | "3", { decision: Decision; reason: string | null }>> = {
  "0": { decision: "unknown", reason: "The terminal verified nothing" },
  "1": { decision: "granted", reason: null },
  "2": { decision: "denied", reason: "Refused by the terminal" },
  "3": { decision: "unknown", reason: "Not registered at the terminal" },
};

const directions: ReadonlyMap<string, "in" | "out"> = new Map([
  ["entr", "in"],
  ["entry", "in"],
  ["in", "in"],
  ["exit", "out"],
  ["out", "out"],
]);

/** Whom the terminal names: by the id that the institution gave, else by its own number, which is this terminal's alone. */
function subjectOf(
  {
    customId = "",
    personId = "",
  }: { readonly customId?: string | undefined; readonly personId?: string | undefined },
  device: string,
) {
  const [scheme, value] =
    customId !== ""
      ? (["student_id", customId] as const)
      : (["device_person", `${device}/${personId}`] as const);
  if (customId === "" && personId === "") return null;
  const checked = identifierText.safeParse(value);
  return checked.success ? { scheme, value: checked.data } : "too_long";
}

function pushAck(device: string, type: 1 | 2, id: string): Reply {
  const payload = {
    operator: "PushAck",
    messageId: `muster-${type}-${id}`,
    info: { PushAckType: type, SnapOrRecordID: Number(id) },
  };
  return { topic: `mqtt/face/${device}`, payload: JSON.stringify(payload) };
}

function onlineAck(device: string): Reply {
  const payload = {
    operator: "Online-Ack",
    messageId: "muster-online",
    info: { facesluiceId: device, result: "ok" },
  };
  return { topic: `mqtt/face/${device}`, payload: JSON.stringify(payload) };
}
