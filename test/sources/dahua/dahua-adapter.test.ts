import { expect, test } from "vitest";
import { codeOf, detailOf, receivedAt, scanOf, told } from "../told.ts";

const topic = "$HTTP/dahua/gate-2/event";
const at = receivedAt.epochMilliseconds / 1000 - 20;
/** An event as such terminals post it. */
const event = (inside: object, outside: object = {}) => ({
  Action: "Pulse",
  Code: "AccessControl",
  Data: {
    CardName: "Somebody",
    CardNo: "",
    CardType: 0,
    CreateTime: at,
    Door: 0,
    ErrorCode: 0,
    Method: 15,
    ReaderID: "1",
    RealUTC: at,
    SN: "SERIAL",
    Status: 1,
    Type: "Entry",
    UTC: at,
    UserID: "2031",
    ...inside,
  },
  Index: 0,
  ...outside,
});

test("a face that was let in is a scan by the person's number, at the terminal", () => {
  const scan = scanOf(told(topic, event({})));
  expect(scan).toMatchObject({
    source: "dahua",
    sender: "dahua:gate-2",
    subject: { scheme: "student_id", value: "2031" },
    location: "gate-2",
    decision: "granted",
    method: "face",
    direction: "in",
    live: true,
  });
  expect(scan.time.occurredAt.epochMilliseconds / 1000).toBe(at);
});

test("sent live and sent again as kept is one scan", () => {
  const live = scanOf(told(topic, event({})));
  const kept = scanOf(told(topic, event({ BlockId: 7 }, { DataSource: "Offline" })));
  expect(kept).toMatchObject({ externalId: live.externalId, content: live.content, live: false });
});

test.each([
  [
    { Status: 0, ErrorCode: 16 },
    { decision: "denied", method: "face" },
  ],
  [
    { Method: 1, UserID: "", CardNo: "04a1b2c3" },
    { subject: { scheme: "card_uid", value: "04A1B2C3" }, method: "card" },
  ],
  [
    { Method: 6, Type: "Exit" },
    { method: "fingerprint", direction: "out" },
  ],
  [{ UserID: 2031 }, { subject: { scheme: "student_id", value: "2031" } }],
])("%j is %j", (inside, expected) => {
  expect(scanOf(told(topic, event(inside)))).toMatchObject(expected);
});

test.each([
  ["a door opened from afar", event({ Method: 4, UserID: "" })],
  ["a button", event({ Method: 5, UserID: "" })],
  ["a door's state", { Code: "DoorStatus", Data: { Status: "Open" } }],
])("%s is ignored", (_name, content) => {
  expect(told(topic, content).kind).toBe("ignored");
});

test("what cannot be is refused, as the terminal's, with the field", () => {
  expect(codeOf(told(topic, "Code=AccessControl"))).toBe("not_json");
  expect(detailOf(told(topic, event({ RealUTC: "yesterday" })))).toContain("Data.RealUTC");
  expect(told(topic, event({ RealUTC: -1 }))).toMatchObject({ kind: "refused", sender: "dahua:gate-2" });
});
