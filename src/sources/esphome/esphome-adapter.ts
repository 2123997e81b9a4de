import { identifierText } from "../../contract/mqtt/text.ts";
import { cardUid, decimalCardUid } from "../../domain/kernel/card-uid.ts";
import type { SourceAdapter } from "../adapter.ts";
import { foreignScan, levelOf, refused } from "../foreign-reading.ts";
import { decodePayload } from "../read-json.ts";

/**
 * Card readers of ESPHome. It publishes what its owner writes into `on_tag`: the topics are those of ESPHome's own
 * examples, and `esphome/{name}/tag`, which tells readers apart. Told to do
 * something it is by buttons that its owner gives it, called `identify` and `restart`.
 */
export const esphomeAdapter: SourceAdapter = {
  name: "esphome",
  filters: ["rc522/tag", "rdm6300/tag", "pn532/tag", "esphome/+/tag"],
  retained: [],
  ours: [],
  commands: {
    can: ["identify", "reload"],
    answers: false,
    doneOnce: false,
    topics: ["esphome/+/button/+/command"],
    say(device, { name }) {
      // Those that publish on a topic that all share have no name to be spoken to by.
      if (shared.has(device)) return null;
      const button = name === "identify" ? "identify" : name === "reload" ? "restart" : null;
      return button && { topic: `esphome/${device}/button/${button}/command`, payload: "PRESS" };
    },
  },
  read(message, settings) {
    const own = levelOf(message.topic, 0) === "esphome";
    const device = identifierText.safeParse(levelOf(message.topic, own ? 1 : 0));
    if (!device.success) {
      const detail = "the topic names no reader; publish to esphome/{name}/tag";
      return refused({ code: "invalid", detail });
    }
    const sender = `esphome:${device.data}`;
    const read = decodePayload(message.payload);
    if ("refusal" in read) return refused(read.refusal, sender);
    const text = read.text.trim();
    // The readers of 13.56 MHz write bytes apart, `74-10-37-94`; the one of 125 kHz writes one number.
    const card = /^\d+$/.test(text) ? decimalCardUid(text) : cardUid(text);
    if (card === null) {
      const detail = `the message: ${JSON.stringify(text.slice(0, 64))} is no card's number; publish x, as on_tag gives it`;
      return refused({ code: "invalid", detail }, sender);
    }
    return foreignScan(
      "esphome",
      {
        sender,
        subject: { scheme: "card_uid", value: card },
        location: device.data,
        decision: "granted",
        method: "card",
      },
      null,
      message,
      settings,
    );
  },
};

const shared: ReadonlySet<string> = new Set(["rc522", "rdm6300", "pn532"]);
