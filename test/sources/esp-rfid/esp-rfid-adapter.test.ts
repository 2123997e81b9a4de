import { expect, test } from "vitest";
import { codeOf, detailOf, receivedAt, scanOf, told } from "../told.ts";

const time = receivedAt.epochMilliseconds / 1000 - 5;
const access = {
  cmd: "log",
  type: "access",
  time,
  isKnown: "true",
  access: "Always",
  username: "Ines",
  uid: "4b5c6d",
  hostname: "east-door",
  doorName: "East",
};

test("an access of version 2 is a scan of the card, upper case, at the door", () => {
  const scan = scanOf(told("/rfid/send", access));
  expect(scan).toMatchObject({
    source: "esp-rfid",
    sender: "esp-rfid:east-door",
    externalId: null,
    subject: { scheme: "card_uid", value: "4B5C6D" },
    location: "East",
    decision: "granted",
    identified: true,
    method: "card",
  });
  expect(scan.time.occurredAt.epochMilliseconds).toBe(time * 1000);
});

test.each([
  ["Always", "granted", null],
  ["Admin", "granted", null],
  ["Disabled", "denied", "Disabled"],
  ["Expired", "denied", "Expired"],
  ["Denied", "denied", "Denied"],
])("access %s is %s", (word, decision, reason) => {
  expect(scanOf(told("/rfid/send", { ...access, access: word }))).toMatchObject({ decision, reason });
});

test("of a board with several doors, the one that opened counts", () => {
  const several = { ...access, access: ["Denied", "Always"], doorName: ["North", "South"] };
  expect(scanOf(told("/rfid/send", several))).toMatchObject({ decision: "granted", location: "South" });
  const none = { ...access, access: ["Disabled", "Denied"], doorName: ["North", "South"] };
  expect(scanOf(told("/rfid/send", none))).toMatchObject({
    decision: "denied",
    location: "North",
    reason: "Disabled",
  });
});

test("a word that nobody knows is refused, with the words that are known", () => {
  expect(codeOf(told("/rfid/send", { ...access, access: "Perhaps" }))).toBe("invalid");
});

test.each([
  ["/rfid", "rfid"],
  ["rfid/send", "rfid"],
  ["esp-rfid/lab-3/send", "lab-3"],
  ["esp-rfid/lab-3", "lab-3"],
])("version 1 names no board: on %s it is %s", (topic, board) => {
  const { hostname: _h, doorName: _d, ...told1 } = access;
  expect(scanOf(told(topic, told1))).toMatchObject({ sender: `esp-rfid:${board}`, location: board });
});

test("the version between calls the board its door", () => {
  const { hostname: _h, doorName: _d, ...between } = access;
  expect(scanOf(told("/rfid/send", { ...between, door: "west" })).sender).toBe("esp-rfid:west");
});

test("Home Assistant's form has no type", () => {
  const tag = { uid: "4b5c6d", username: "Ines", access: "Always", time };
  expect(scanOf(told("/rfid/tag", tag)).subject?.value).toBe("4B5C6D");
});

test("a door opened from afar is nobody's scan", () => {
  const remote = { ...access, uid: " ", username: "MQTT" };
  expect(told("/rfid/send", remote)).toMatchObject({ kind: "ignored", sender: "esp-rfid:east-door" });
});

test.each(["heartbeat", "hearthbeat"])("a %s tells that the board is there", (type) => {
  const beat = { type, time, uptime: 99, ip: "192.0.2.9", hostname: "east-door" };
  expect(told("/rfid/send", beat)).toMatchObject({ kind: "heartbeat", sender: "esp-rfid:east-door" });
});

test("a board that starts is online; other events are ignored", () => {
  expect(told("/rfid/send", { type: "boot", hostname: "east-door" })).toMatchObject({ state: "online" });
  expect(told("/rfid/send", { type: "INFO", src: "wifi" })).toMatchObject({ kind: "ignored" });
});

test("a card without a number is refused, with the value and what one looks like", () => {
  expect(detailOf(told("/rfid/send", { ...access, uid: "Ines" }))).toContain('uid: "Ines"');
});

test("a clock that was never set leaves the time of receipt", () => {
  expect(scanOf(told("/rfid/send", { ...access, time: 42 })).time).toMatchObject({
    basis: "receipt",
    clockSuspect: true,
  });
});
