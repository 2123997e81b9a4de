import { expect, test } from "vitest";
import { codeOf, detailOf, receivedAt, scanOf, told } from "../told.ts";

const terminal = "00a1b2c3d4e5f607";
const topic = (channel: string): string => `mqtt/face/${terminal}/${channel}`;
const seen = {
  customId: "MA2031",
  personId: "17",
  RecordID: "4021",
  VerifyStatus: "1",
  PersonType: "0",
  similarity1: "91.500000",
  Sendintime: 1,
  personName: "Noor Example",
  facesluiceId: terminal,
  idCard: " ",
  telnum: " ",
  time: "2026-01-15 09:15:07",
  isNoMask: "0",
  PushType: 0,
  targetPosInScene: [11, 12, 513, 514],
  pic: "data:image/jpeg;base64,/9j/4AAQSkZJRg==",
};
const record = (info: object = {}) => ({ operator: "RecPush", info: { ...seen, ...info } });
const replyOf = (reading: { reply?: { topic: string; payload: string } }) =>
  reading.reply && { topic: reading.reply.topic, payload: JSON.parse(reading.reply.payload) };

test("a person whom the terminal lets in is granted, by the id that the institution gave", () => {
  expect(scanOf(told(topic("Rec"), record()))).toMatchObject({
    source: "hfsecurity",
    sender: `hfsecurity:${terminal}`,
    externalId: "2:4021:2026-01-15 09:15:07",
    subject: { scheme: "student_id", value: "MA2031" },
    location: terminal,
    decision: "granted",
    identified: true,
    method: "face",
    confidence: 0.915,
    live: true,
  });
});

test("its time is the zone's, with and without seconds", () => {
  const at = (time: string) => scanOf(told(topic("Rec"), record({ time }))).time.occurredAt.toString();
  expect(at("2026-01-15 09:15:07")).toBe("2026-01-15T09:15:07Z");
  expect(at("2026-01-15 09:15")).toBe("2026-01-15T09:15:00Z");
});

test("the terminal is answered by the record's number, on its own topic", () => {
  expect(replyOf(told(topic("Rec"), record()))).toEqual({
    topic: `mqtt/face/${terminal}`,
    payload: {
      operator: "PushAck",
      messageId: "muster-2-4021",
      info: { PushAckType: 2, SnapOrRecordID: 4021 },
    },
  });
});

test.each([
  ["a time that cannot be read", { time: "yesterday" }, "time_unreadable"],
  ["a status that nobody knows", { VerifyStatus: "9" }, "invalid"],
  ["nobody let in", { customId: " ", personId: " " }, "invalid"],
  ["an id that is too long", { customId: "x".repeat(129) }, "invalid"],
])("a record with %s is refused and answered, so that it is not sent for ever", (_what, info, code) => {
  const reading = told(topic("Rec"), record(info));
  expect(codeOf(reading)).toBe(code);
  expect(replyOf(reading)?.payload.info.SnapOrRecordID).toBe(4021);
});

test("a record without a number cannot be answered, and says why", () => {
  const reading = told(topic("Rec"), record({ RecordID: "none" }));
  expect(detailOf(reading)).toContain('RecordID: must be a number (got "none")');
  expect(reading.reply).toBeUndefined();
});

test.each([
  ["2", "denied", true, "Refused by the terminal"],
  ["3", "unknown", false, "Not registered at the terminal"],
  ["0", "unknown", false, "The terminal verified nothing"],
])("VerifyStatus %s is %s", (VerifyStatus, decision, identified, reason) => {
  expect(scanOf(told(topic("Rec"), record({ VerifyStatus })))).toMatchObject({
    decision,
    identified,
    reason,
  });
});

test("numbers may come as numbers", () => {
  const info = {
    customId: 2031,
    personId: 17,
    RecordID: 4021,
    VerifyStatus: 1,
    similarity1: 91.5,
    PushType: 2,
  };
  const scan = scanOf(told(topic("Rec"), record(info)));
  expect(scan).toMatchObject({ subject: { value: "2031" }, confidence: 0.915, live: false });
});

test("a person without an id is the terminal's own number, which is this terminal's alone", () => {
  const { subject } = scanOf(told(topic("Rec"), record({ customId: " " })));
  expect(subject).toEqual({ scheme: "device_person", value: `${terminal}/17` });
});

test("a record that was kept while the server was away is taken at its own time", () => {
  const scan = scanOf(told(topic("Rec"), record({ time: "2026-01-12 08:00:00", PushType: "2" })));
  expect(scan.live).toBe(false);
  expect(scan.time.occurredAt.toString()).toBe("2026-01-12T08:00:00Z");
});

test("sent again, it is the same scan, whatever picture comes with it", () => {
  const [first, again] = [record(), record({ PushType: 2, pic: "data:image/jpeg;base64,BBBB" })].map((sent) =>
    scanOf(told(topic("Rec"), sent)),
  );
  expect(again?.externalId).toBe(first?.externalId);
  expect(again?.content).toBe(first?.content);
});

test("a picture of two megabytes is read past", () => {
  const scan = scanOf(told(topic("Rec"), record({ scene: `data:image/jpeg;base64,${"A".repeat(2e6)}` })));
  expect(scan.subject?.value).toBe("MA2031");
});

test.each([
  ["entr", "in"],
  ["exit", "out"],
  ["sideways", null],
])("the direction %s is %s", (direction, expected) => {
  expect(scanOf(told(topic("Rec"), record({ direction }))).direction).toBe(expected);
});

test("a stranger is an unknown face, answered by the picture's number", () => {
  const reading = told(topic("Snap"), {
    operator: "StrSnapPush",
    info: { facesluiceId: terminal, SnapID: "77", time: "2026-01-15 09:15:30", PushType: 0, pic: "" },
  });
  expect(scanOf(reading)).toMatchObject({ subject: null, decision: "unknown", identified: false });
  expect(replyOf(reading)?.payload.info).toEqual({ PushAckType: 1, SnapOrRecordID: 77 });
});

test("an alarm of the same terminal is none of ours", () => {
  const reading = told(topic("Snap"), { operator: "FireSmokeSnapPush", info: { SnapID: "1" } });
  expect(reading).toMatchObject({ kind: "ignored", sender: `hfsecurity:${terminal}` });
  expect(reading.reply).toBeUndefined();
});

test("a terminal that comes is online and answered; one that goes is offline by its will", () => {
  const online = told("mqtt/face/basic", {
    operator: "Online",
    info: {
      facesluiceId: terminal,
      username: "admin",
      time: "2026-01-15 09:15:30",
      ip: "192.0.2.7",
      facesname: "Hall",
    },
  });
  const sender = `hfsecurity:${terminal}`;
  expect(online).toMatchObject({ kind: "status", sender, state: "online", at: receivedAt });
  expect(replyOf(online)).toEqual({
    topic: `mqtt/face/${terminal}`,
    payload: {
      operator: "Online-Ack",
      messageId: "muster-online",
      info: { facesluiceId: terminal, result: "ok" },
    },
  });
  const offline = told("mqtt/face/basic", { operator: "Offline", info: { facesluiceId: terminal } });
  expect(offline).toMatchObject({ kind: "status", sender, state: "offline", by: "will" });
});

test("its heartbeat tells that it is there and nothing else", () => {
  const heartbeat = { operator: "HeartBeat", info: { facesluiceId: terminal, time: "2026-01-15 09:15:30" } };
  expect(told("mqtt/face/heartbeat", heartbeat)).toMatchObject({
    kind: "heartbeat",
    outbox: null,
    clock: null,
  });
});

test.each(["a/Rec", "+", "#", "", "x".repeat(65)])(
  "a terminal that calls itself '%s' is not answered",
  (id) => {
    const reading = told("mqtt/face/basic", { operator: "Online", info: { facesluiceId: id } });
    expect(codeOf(reading)).toBe("invalid");
    expect(reading.reply).toBeUndefined();
  },
);
