import { expect, test } from "vitest";
import { detailOf, receivedAt, scanOf, told } from "../told.ts";

test.each([
  ["rc522/tag", "1A-2B-3C-4D", "esphome:rc522", "1A2B3C4D"],
  ["pn532/tag", "04-a1-b2-c3-d4-e5-f6", "esphome:pn532", "04A1B2C3D4E5F6"],
  ["rdm6300/tag", "7616525", "esphome:rdm6300", "0074380D"],
  ["esphome/lab-2/tag", "1A-2B-3C-4D\n", "esphome:lab-2", "1A2B3C4D"],
])("on %s, %j is a scan", (topic, payload, sender, value) => {
  expect(scanOf(told(topic, payload))).toMatchObject({
    source: "esphome",
    sender,
    subject: { scheme: "card_uid", value },
    location: sender.slice("esphome:".length),
    decision: "granted",
    method: "card",
  });
});

test("it has no clock: the time of receipt is its time, and nothing is wrong with that", () => {
  const { time } = scanOf(told("rc522/tag", "1A-2B-3C-4D"));
  expect(time).toEqual({ occurredAt: receivedAt, basis: "receipt", clockSuspect: false, deviceText: "" });
});

test.each(["", "nobody", "4294967296", "{}"])("%j is no card's number", (payload) => {
  expect(detailOf(told("rc522/tag", payload))).toContain("no card's number");
});
