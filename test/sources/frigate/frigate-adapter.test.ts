import { expect, test } from "vitest";
import { codeOf, detailOf, receivedAt, scanOf, told } from "../told.ts";

const at = receivedAt.epochMilliseconds / 1000 - 1.25;
const face = {
  type: "face",
  name: "amina",
  score: 0.97,
  id: "1768468530.101010-abc123",
  camera: "lab_door",
  timestamp: at,
};
const update = (fields: object = {}) => told("frigate/tracked_object_update", { ...face, ...fields });
const event = (after: object = {}, type = "update") =>
  told("frigate/events", {
    type,
    before: {},
    after: {
      id: face.id,
      camera: face.camera,
      label: "person",
      sub_label: ["amina", 0.97],
      frame_time: at,
      thumbnail: null,
      ...after,
    },
  });

test("a face that Frigate is sure of is a scan at its camera", () => {
  expect(scanOf(update())).toMatchObject({
    source: "frigate",
    sender: "frigate:lab_door",
    externalId: "1768468530.101010-abc123:amina",
    subject: { scheme: "face_subject", value: "amina" },
    location: "lab_door",
    decision: "granted",
    identified: true,
    confidence: 0.97,
  });
  expect(scanOf(update()).time.occurredAt.toString()).toBe("2026-01-15T09:15:28.75Z");
});

test("each further attempt, and the event's sub label, are the same scan", () => {
  const first = scanOf(update());
  for (const again of [update({ score: 0.99, timestamp: at + 1 }), event(), event({}, "end")]) {
    expect(scanOf(again).externalId).toBe(first.externalId);
    expect(scanOf(again).content).toBe(first.content);
  }
});

test("another person in the same track is another scan", () => {
  expect(scanOf(update({ name: "bela" })).externalId).not.toBe(scanOf(update()).externalId);
});

test.each([
  ["not sure yet", { name: null, score: 0 }],
  ["unsure", { score: 0.89 }],
  ["a stranger", { name: "unknown", score: 0.95 }],
  ["a description", { type: "description", name: undefined }],
  ["a number plate", { type: "lpr", plate: "AB12 CDE" }],
])("what is %s is ignored", (_what, fields) => {
  expect(update(fields)).toMatchObject({ kind: "ignored" });
});

test("a score of exactly 0.9 is sure", () => {
  expect(scanOf(update({ score: 0.9 })).confidence).toBe(0.9);
});

test.each([
  ["nobody's face", { sub_label: null }],
  ["a car with a name", { label: "car", sub_label: ["amina", 0.97] }],
  ["a label that somebody typed", { sub_label: "amina" }],
])("an event with %s is ignored", (_what, after) => {
  expect(event(after)).toMatchObject({ kind: "ignored" });
});

test("what is no message of Frigate's is refused, with the field", () => {
  expect(codeOf(told("frigate/tracked_object_update", "hello"))).toBe("not_json");
  expect(detailOf(update({ camera: 7 }))).toContain("camera:");
  expect(detailOf(update({ score: 81 }))).toContain("score:");
});

test("it says itself whether it is there, retained", () => {
  const online = told("frigate/available", "online", { retain: true });
  expect(online).toMatchObject({ kind: "status", sender: "frigate", state: "online" });
  expect(told("frigate/available", "offline")).toMatchObject({ state: "offline", by: "will" });
  expect(detailOf(told("frigate/available", "maybe"))).toContain("online or offline");
});
