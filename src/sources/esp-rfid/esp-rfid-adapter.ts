import { z } from "zod";
import { identifierText } from "../../contract/mqtt/text.ts";
import { cardUid } from "../../domain/kernel/card-uid.ts";
import type { SourceAdapter } from "../adapter.ts";
import { checkAs, foreignScan, ignored, readAs, refused, trimmedText } from "../foreign-reading.ts";
import type { Reading, SourceMessage, SourceSettings } from "../source.ts";

/**
 * esp-rfid, both versions. Its topic is set at the board: `/rfid`, with or without the slash, or one of its own below
 * `esp-rfid/`. Version 1 writes to the topic itself, later ones below it to `send`, and to `tag` for Home Assistant.
 */
export const espRfidAdapter: SourceAdapter = {
  name: "esp-rfid",
  filters: [
    "/rfid",
    "/rfid/send",
    "/rfid/tag",
    "rfid",
    "rfid/send",
    "rfid/tag",
    "esp-rfid/+",
    "esp-rfid/+/send",
    "esp-rfid/+/tag",
  ],
  retained: [],
  ours: [],
  read(message, settings) {
    const board = message.topic.replace(/^\//, "").replace(/\/(?:send|tag)$/, "");
    const read = readAs(envelope, message);
    if ("reading" in read) return read.reading;
    const { type, hostname, door } = read.told;
    const named = identifierText.safeParse(hostname ?? door ?? board.replace(/^esp-rfid\//, ""));
    if (!named.success) {
      return refused({ code: "invalid", detail: "hostname: must be 1 to 128 characters; name the board" });
    }
    const sender = `esp-rfid:${named.data}`;
    const at = message.receivedAt;
    // Home Assistant's form has no type.
    const kind = type ?? (message.topic.endsWith("/tag") ? "access" : "");
    if (kind === "access") return readAccess(read.told, named.data, sender, message, settings);
    // Version 1 spells it so.
    if (kind === "heartbeat" || kind === "hearthbeat") {
      return { kind: "heartbeat", sender, at, outbox: null, clock: null, bootId: null, lastSeq: null };
    }
    if (kind === "boot") return { kind: "status", sender, at, bootId: null, state: "online" };
    return ignored(`an event that is no access${kind === "" ? "" : `: ${kind.slice(0, 64)}`}`, sender);
  },
};

const envelope = z.looseObject({
  type: z.string().optional(),
  hostname: z.string().max(128).optional(),
  door: z.string().max(128).optional(),
});

const accessWord = z.enum(["Always", "Admin", "Disabled", "Expired", "Denied"]);
const several = <Schema extends z.ZodType>(schema: Schema) =>
  z.union([schema.transform((one) => [one]), z.array(schema).min(1).max(16)]);

const access = z.object({
  uid: z.union([z.string().max(128), z.number()]).transform(trimmedText),
  username: z.string().max(256).optional(),
  /** One word, or one for each door of the board. */
  access: several(accessWord),
  doorName: several(identifierText).optional(),
  time: z.union([z.number(), z.string().max(64)]),
});

const opens: ReadonlySet<string> = new Set(["Always", "Admin"]);

function readAccess(
  value: unknown,
  board: string,
  sender: string,
  message: SourceMessage,
  settings: SourceSettings,
): Reading {
  const checked = checkAs(access, value);
  if ("reading" in checked) return checked.reading;
  const { uid, username, access: words, doorName: doors = [], time } = checked.told;
  if (uid === "" && username === "MQTT")
    return ignored("the door was opened from afar, by nobody's card", sender);
  const card = cardUid(uid);
  if (card === null) {
    const detail = `uid: ${JSON.stringify(uid.slice(0, 64))} is no card's number; hex digits are, such as 3a2f11`;
    return refused({ code: "invalid", detail }, sender);
  }
  const opened = words.findIndex((word) => opens.has(word));
  return foreignScan(
    "esp-rfid",
    {
      sender,
      subject: { scheme: "card_uid", value: card },
      location: doors[Math.max(opened, 0)] ?? doors[0] ?? board,
      decision: opened === -1 ? "denied" : "granted",
      reason: opened === -1 ? (words[0] ?? null) : null,
      method: "card",
    },
    { field: "time", written: time },
    message,
    settings,
  );
}
