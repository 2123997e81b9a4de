import { expect, test } from "vitest";
import { createGenericAdapter } from "../../src/sources/generic/generic-adapter.ts";
import { genericSource } from "../../src/sources/generic/generic-source.ts";
import { readMessage } from "../../src/sources/read-message.ts";
import type { Reading, SourceSettings } from "../../src/sources/source.ts";
import { codeOf, receivedAt, scanOf } from "./told.ts";

const turnstile = createGenericAdapter(
  genericSource.parse({
    name: "turnstile",
    filter: "campus/+/turnstile",
    format: "json",
    scheme: "card_uid",
    subject: "$.card",
    time: "$.at",
  }),
);
const settings: SourceSettings = { timeZone: "Europe/London", maxSkewSeconds: 120, made: [turnstile] };

function read(topic: string, content: object | string, clockAheadSeconds: number | null = null): Reading {
  const payload = new TextEncoder().encode(typeof content === "string" ? content : JSON.stringify(content));
  const message = { topic, payload, qos: 1, retain: false, receivedAt } as const;
  return readMessage(message, clockAheadSeconds === null ? settings : { ...settings, clockAheadSeconds })
    .reading;
}

const granted = { student_id: "S1", location: "R1", decision: "granted" };
const event = {
  v: 1,
  event_id: "0199aaaa-0000-7000-8000-000000000001",
  subject: { scheme: "student_id", value: "S1" },
};
const seconds = receivedAt.epochMilliseconds / 1000;
const original = (timestamp: string | number) => ["access/result", { ...granted, timestamp }] as const;

/** What each kind of sender sends at 09:15:30 whose clock is an hour ahead. */
const hourAhead = [
  [
    "native, local time marked Z",
    ["muster/v1/main/door/scan", { ...event, occurred_at: "2026-01-15T10:15:30Z" }],
  ],
  [
    "native, unsynced",
    ["muster/v1/main/door/scan", { ...event, clock: "unsynced", occurred_at: "2026-01-15T10:15:30Z" }],
  ],
  ["the original, RFC 3339", original("2026-01-15T10:15:30Z")],
  ["the original, without a zone", original("2026-01-15 10:15:30")],
  ["the original, seconds", original(seconds + 3600)],
  ["the original, milliseconds", original((seconds + 3600) * 1e3)],
  ["the original, microseconds", original((seconds + 3600) * 1e6)],
  ["the original, nanoseconds", original(`${seconds + 3600}000000000`)],
  [
    "Frigate",
    [
      "frigate/tracked_object_update",
      { type: "face", name: "amina", score: 0.97, id: "1-a", camera: "lab", timestamp: seconds + 3600 },
    ],
  ],
  [
    "Double Take",
    [
      "double-take/matches/amina",
      {
        id: "1-a",
        timestamp: "2026-01-15T10:15:30.000Z",
        camera: "lab",
        match: { name: "amina", confidence: 91, match: true },
      },
    ],
  ],
  [
    "esp-rfid",
    [
      "/rfid/send",
      {
        type: "access",
        time: seconds + 3600,
        isKnown: "true",
        access: "Always",
        uid: "4b5c6d",
        hostname: "east",
      },
    ],
  ],
  ["Tasmota", ["tele/gate/SENSOR", { Time: "2026-01-15T10:15:30", RC522: { UID: "4B5C6D7E" } }]],
  [
    "HFSecurity",
    [
      "mqtt/face/00a1/Rec",
      {
        operator: "RecPush",
        info: {
          customId: "S1",
          personId: "17",
          RecordID: "4",
          VerifyStatus: "1",
          time: "2026-01-15 10:15:30",
          PushType: 0,
        },
      },
    ],
  ],
  ["ZKTeco over HTTP", ["$HTTP/zkteco/ZK0001/ATTLOG", "S1\t2026-01-15 10:15:30\t0\t15"]],
  ["a described sender", ["campus/north/turnstile", { card: "4b5c6d", at: "2026-01-15T10:15:30Z" }]],
] as const;

test.each(hourAhead)(
  "%s: refused by how much it is ahead, and taken with that stated",
  (_, [topic, content]) => {
    const refused = read(topic, content);
    expect(codeOf(refused)).toBe("time_in_future");
    expect(refused).toMatchObject({ refusal: { aheadSeconds: 3600 } });
    const { time } = scanOf(read(topic, content, 3600));
    expect([time.occurredAt.toString(), time.basis, time.clockSuspect]).toEqual([
      "2026-01-15T09:15:30Z",
      "device_corrected",
      false,
    ]);
    // Too little is not enough, and the refusal says how far ahead the sender is all the same.
    const still = read(topic, content, 1800);
    expect(still).toMatchObject({ kind: "refused", refusal: { code: "time_in_future", aheadSeconds: 3600 } });
  },
);

test.each(hourAhead)(
  "%s: nothing that tells one scan from another changes with the statement",
  (_, [topic, content]) => {
    const [less, more] = [scanOf(read(topic, content, 3590)), scanOf(read(topic, content, 3650))];
    expect(more.externalId).toBe(less.externalId);
    expect(more.content).toEqual(less.content);
    expect(more.subject).toEqual(less.subject);
  },
);

test("a clock that is a year behind is told by as much, where the sender keeps what it sees", () => {
  const message = { ...event, occurred_at: "2025-01-15T09:15:30Z" };
  expect(read("muster/v1/main/door/scan", message)).toMatchObject({
    refusal: { code: "time_too_old", aheadSeconds: -31_536_000 },
  });
  const { time } = scanOf(read("muster/v1/main/door/scan", message, -31_536_000));
  expect([time.occurredAt.toString(), time.basis]).toEqual(["2026-01-15T09:15:30Z", "device_corrected"]);
});

test.each([
  ["right", "2026-01-15T09:15:30.400Z", 0],
  ["an hour ahead", "2026-01-15T10:15:30Z", 3600],
  ["150 s behind", "2026-01-15T09:13:00Z", -150],
  ["a year behind", "2025-01-15T09:15:30Z", -31_536_000],
  ["local time without a zone", "2026-01-15T09:15:31", 1],
  ["never set", "1970-01-01T00:03:11Z", null],
  ["no time", "soon", null],
])("a heartbeat tells how far a clock is ahead: %s", (_, at, aheadSeconds) => {
  const beat = read("muster/v1/main/door/heartbeat", { v: 1, at, outbox: 0, clock: "ntp" });
  expect(beat).toMatchObject({ kind: "heartbeat", at: receivedAt, aheadSeconds });
});

test("a clock that tells no date is read by the hour that it shows, and put right by as much", () => {
  const message = { ...granted, timestamp: "10:15 AM" };
  expect(scanOf(read("access/result", message)).time).toMatchObject({ basis: "receipt", clockSuspect: true });
  const { time } = scanOf(read("access/result", message, 3600));
  expect([time.occurredAt.toString(), time.basis]).toEqual(["2026-01-15T09:15:00Z", "device_corrected"]);
});
