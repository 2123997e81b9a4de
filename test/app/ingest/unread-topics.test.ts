import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import { createUnreadTopics, meantTopic } from "../../../src/app/ingest/create-unread-topics.ts";

const at = Temporal.Instant.from("2026-11-23T09:00:00Z");

test.each([
  ["access/results", "access/result"],
  ["acces/result", "access/result"],
  ["Access/Result", "access/result"],
  ["/access/result/", "access/result"],
  ["school/access/result", "access/result"],
  ["accessresult", "access/result"],
  ["access/result/1", "access/result"],
  ["school/access/results/door/1", "access/result"],
  ["muster/v1/main/door/scan/7", "muster/v1/main/door/scan"],
  ["/muster/v1/main/door/scan", "muster/v1/main/door/scan"],
  ["Muster/V1/main/door/scan", "muster/v1/main/door/scan"],
  ["muster/v1/Main/Door/Scan", "muster/v1/Main/Door/scan"],
  ["Frigate/event", "frigate/events"],
  ["house/tele/door/sensor", "tele/door/SENSOR"],
  ["mqtt/faces/1/rec", "mqtt/face/1/Rec"],
  ["zigbee2mqtt/lamp", null],
  ["door/tag", null],
  ["access/log", null],
  ["", null],
])("%j was probably meant as %j", (topic, meant) => {
  expect(meantTopic(topic)).toBe(meant);
});

test("topics are counted with their last message, within bounds, and each is told in the log once", () => {
  const said: unknown[] = [];
  const log = { info: () => undefined, error: () => undefined, warn: (fields: unknown) => said.push(fields) };
  const unread = createUnreadTopics({ clock: { now: () => at }, log, made: [] });
  const note = (topic: string, text: string, seconds: number): void =>
    unread.note({
      topic,
      payload: new TextEncoder().encode(text),
      qos: 1,
      retain: false,
      client: "camera",
      receivedAt: at.add({ seconds }),
    });
  note("access/results", "one", 1);
  note("door/tag", "A1B2", 2);
  note("access/results", "x".repeat(5_000), 3);
  expect(unread.view()).toMatchObject({
    messages: 3,
    forgotten: 0,
    topics: [
      {
        topic: "access/results",
        messages: 2,
        firstAt: at.add({ seconds: 1 }),
        lastAt: at.add({ seconds: 3 }),
        payloadBytes: 5_000,
        meant: "access/result",
      },
      { topic: "door/tag", messages: 1, meant: null },
    ],
  });
  expect(unread.view().topics[0]?.payload).toHaveLength(1_024);
  expect(said).toEqual([
    { topic: "access/results", client: "camera", meant: "access/result" },
    { topic: "door/tag", client: "camera" },
  ]);

  for (let n = 0; n < 1_000; n += 1) note(`made/up/${n}`, "x", 10 + n);
  const { messages, forgotten, topics } = unread.view();
  expect([messages, forgotten, topics.length, topics[0]?.topic]).toEqual([1_003, 902, 100, "made/up/999"]);
  expect(said).toHaveLength(100);
});
