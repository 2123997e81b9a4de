import { z } from "zod";
import { identifierText } from "../../contract/mqtt/text.ts";
import { cardUid } from "../../domain/kernel/card-uid.ts";
import type { SourceAdapter } from "../adapter.ts";
import { foreignScan, ignored, levelOf, readAs, refused } from "../foreign-reading.ts";
import { readOnline } from "../read-online.ts";

/** Tasmota with a card reader: RDM6300, PN532 or MFRC522. Its time is local, and it decides nothing. */
export const tasmotaAdapter: SourceAdapter = {
  name: "tasmota",
  filters: ["tele/+/SENSOR", "tele/+/LWT"],
  retained: ["tele/+/LWT"],
  ours: [],
  read(message, settings) {
    const device = identifierText.safeParse(levelOf(message.topic, 1));
    if (!device.success) {
      const detail = "the topic names no device; set Topic at the device, such as gate for tele/gate/SENSOR";
      return refused({ code: "invalid", detail });
    }
    const sender = `tasmota:${device.data}`;
    if (message.topic.endsWith("/LWT")) return readOnline(message, sender);
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

const reader = z.object({ UID: z.string().max(128) }).optional();
const sensors = z.object({
  Time: z.string().max(64).optional(),
  RDM6300: reader,
  PN532: reader,
  RC522: reader,
});
