import { z } from "zod";
import { identifierText } from "../../contract/mqtt/text.ts";
import { cardUid } from "../../domain/kernel/card-uid.ts";
import type { SourceAdapter } from "../adapter.ts";
import { foreignScan, ignored, levelOf, readAs, refused } from "../foreign-reading.ts";
import { readOnline } from "../read-online.ts";
import type { Reading, SourceMessage } from "../source.ts";

/**
 * Tasmota with a card reader: RDM6300, PN532 or MFRC522. Its time is local, and it decides nothing. It can beep, where a
 * buzzer or an LED is set up as one, and start anew; its clock it takes from a time server, and its `Time` would end that.
 */
export const tasmotaAdapter: SourceAdapter = {
  name: "tasmota",
  filters: ["tele/+/SENSOR", "tele/+/LWT", "stat/+/RESULT"],
  retained: ["tele/+/LWT"],
  ours: [],
  commands: {
    can: ["identify", "reload"],
    answers: true,
    doneOnce: false,
    topics: ["cmnd/+/Buzzer", "cmnd/+/Restart"],
    say(device, { name }) {
      if (name === "identify") return { topic: `cmnd/${device}/Buzzer`, payload: "5,2,2" };
      return name === "reload" ? { topic: `cmnd/${device}/Restart`, payload: "1" } : null;
    },
  },
  read(message, settings) {
    const device = identifierText.safeParse(levelOf(message.topic, 1));
    if (!device.success) {
      const detail = "the topic names no device; set Topic at the device, such as gate for tele/gate/SENSOR";
      return refused({ code: "invalid", detail });
    }
    const sender = `tasmota:${device.data}`;
    if (message.topic.endsWith("/LWT")) return readOnline(message, sender);
    if (message.topic.endsWith("/RESULT")) return readResult(message, sender);
    const read = readAs(sensors, message);
    if ("reading" in read) return read.reading;
    const { Time: time, RDM6300, PN532, RC522 } = read.told;
    const reader = RDM6300 ?? PN532 ?? RC522;
    if (reader === undefined) return ignored("a sensor that reads no cards");
    const card = cardUid(reader.UID);
    if (card === null) {
      const detail = `UID: ${JSON.stringify(reader.UID.slice(0, 64))} is no card's number; hex digits are, such as 008EC793`;
      return refused({ code: "invalid", detail }, sender);
    }
    return foreignScan(
      "tasmota",
      {
        sender,
        subject: { scheme: "card_uid", value: card },
        location: device.data,
        decision: "granted",
        method: "card",
      },
      time === undefined ? null : { field: "Time", written: time },
      message,
      settings,
    );
  },
};

/** `stat/NAME/RESULT`: what became of any command, whoever gave it, by the command's own name. */
function readResult(message: SourceMessage, sender: string): Reading {
  const read = readAs(result, message);
  if ("reading" in read) return ignored("an answer that is not Muster's", sender);
  const answer = { kind: "answer", sender, at: message.receivedAt } as const;
  const { Buzzer, Restart, Command } = read.told;
  if (Buzzer !== undefined) {
    return { ...answer, command: { id: null, name: "identify" }, outcome: "done", detail: null };
  }
  if (Restart !== undefined) {
    return { ...answer, command: { id: null, name: "reload" }, outcome: "done", detail: null };
  }
  if (Command !== undefined) {
    const detail = `it answers ${JSON.stringify({ Command })}; set a buzzer up for it to beep`;
    return { ...answer, command: { id: null, name: null }, outcome: "unable", detail };
  }
  return ignored("an answer that is not Muster's", sender);
}

const result = z.object({
  Buzzer: z.unknown().optional(),
  Restart: z.unknown().optional(),
  Command: z.string().max(64).optional(),
});

const reader = z.object({ UID: z.string().max(128) }).optional();
const sensors = z.object({
  Time: z.string().max(64).optional(),
  RDM6300: reader,
  PN532: reader,
  RC522: reader,
});
