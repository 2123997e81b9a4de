import { describe, expect, test } from "vitest";
import { codeOf, detailOf, scanOf, told } from "../told.ts";

const topic = "$HTTP/hikvision/gate-1/event";
/** An event as such terminals post it, a quarter of a minute before `receivedAt`. */
const event = (inside: object, outside: object = {}) => ({
  ipAddress: "192.0.2.17",
  portNo: 80,
  protocol: "HTTP",
  dateTime: "2026-01-15T09:15:15+00:00",
  activePostCount: 1,
  eventType: "AccessControllerEvent",
  eventState: "active",
  eventDescription: "Access Controller Event",
  AccessControllerEvent: {
    deviceName: "Access Controller",
    majorEventType: 5,
    subEventType: 75,
    name: "Somebody",
    cardReaderNo: 1,
    employeeNoString: "2031",
    serialNo: 412,
    currentVerifyMode: "cardOrFaceOrFp",
    currentEvent: true,
    attendanceStatus: "undefined",
    mask: "no",
    ...inside,
  },
  ...outside,
});

test("a face that passed is a scan by the person's number, at the terminal", () => {
  const scan = scanOf(told(topic, event({})));
  expect(scan).toMatchObject({
    source: "hikvision",
    sender: "hikvision:gate-1",
    externalId: "412:2026-01-15T09:15:15+00:00",
    subject: { scheme: "student_id", value: "2031" },
    location: "gate-1",
    decision: "granted",
    method: "face",
    direction: null,
    live: true,
  });
  expect(scan.time.occurredAt.toString()).toBe("2026-01-15T09:15:15Z");
});

test.each([
  [1, "granted", "card"],
  [9, "denied", "card"],
  [38, "granted", "fingerprint"],
  [39, "denied", "fingerprint"],
  [76, "denied", "face"],
])("minor type %i is %s by %s", (subEventType, decision, method) => {
  expect(scanOf(told(topic, event({ subEventType })))).toMatchObject({ decision, method });
});

test("a card without a person is read as the decimal number that terminals write", () => {
  const scan = scanOf(told(topic, event({ employeeNoString: "", cardNo: "0077705923", subEventType: 1 })));
  expect(scan.subject).toEqual({ scheme: "card_uid", value: "04A1B2C3" });
});

test.each([
  ["checkIn", "in"],
  ["checkOut", "out"],
  ["breakOut", "out"],
  ["overtimeIn", "in"],
])("attendance status %s is %s", (attendanceStatus, direction) => {
  expect(scanOf(told(topic, event({ attendanceStatus }))).direction).toBe(direction);
});

test("what was kept while the server was away is taken at its own time", () => {
  const kept = event({ currentEvent: false }, { dateTime: "2026-01-12T08:00:00+01:00" });
  const scan = scanOf(told(topic, kept));
  expect(scan).toMatchObject({ live: false });
  expect(scan.time.occurredAt.toString()).toBe("2026-01-12T07:00:00Z");
});

describe("of nobody's attendance", () => {
  test.each([
    ["a door that was opened", event({ subEventType: 21 })],
    ["an operation", event({ majorEventType: 3 })],
    ["an alarm of a camera", { eventType: "VMD", dateTime: "2026-01-15T09:15:15+00:00" }],
    ["a verification that names nobody", event({ employeeNoString: "", cardNo: "" })],
  ])("%s is ignored", (_name, content) => {
    expect(told(topic, content).kind).toBe("ignored");
  });

  test("a heartbeat tells that it is there", () => {
    expect(told(topic, { eventType: "heartBeat" })).toMatchObject({
      kind: "heartbeat",
      sender: "hikvision:gate-1",
    });
  });
});

test("XML and what is incomplete are refused, as the terminal's, with the field", () => {
  expect(codeOf(told(topic, "<EventNotificationAlert/>"))).toBe("not_json");
  expect(told(topic, "<EventNotificationAlert/>")).toMatchObject({ sender: "hikvision:gate-1" });
  expect(detailOf(told(topic, event({ majorEventType: "door" })))).toContain(
    "AccessControllerEvent.majorEventType",
  );
});
