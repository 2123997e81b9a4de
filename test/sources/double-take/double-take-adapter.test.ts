import { expect, test } from "vitest";
import { codeOf, scanOf, told } from "../told.ts";

const found = {
  id: "1768468530.202020-def456",
  duration: 1.02,
  timestamp: "2026-01-15T09:15:20.030Z",
  attempts: 2,
  camera: "foyer",
  zones: [],
  match: {
    name: "Oskar Muster",
    confidence: 72.25,
    match: true,
    box: { top: 1, left: 2, width: 3, height: 4 },
    type: "latest",
    duration: 0.2,
    detector: "compreface",
    filename: "aa11bb22.jpg",
    base64: null,
  },
};

test("a match is a scan at its camera, its confidence a share", () => {
  const scan = scanOf(told("double-take/matches/Oskar-Muster", found));
  expect(scan).toMatchObject({
    source: "double-take",
    sender: "double-take:foyer",
    externalId: "1768468530.202020-def456:Oskar Muster",
    subject: { scheme: "face_subject", value: "Oskar Muster" },
    location: "foyer",
    decision: "granted",
    confidence: 0.7225,
  });
  expect(scan.time.occurredAt.toString()).toBe("2026-01-15T09:15:20.03Z");
});

test("a picture in the match is read past", () => {
  const match = { ...found.match, base64: `data:image/jpeg;base64,${"A".repeat(500_000)}` };
  expect(scanOf(told("double-take/matches/o", { ...found, match })).confidence).toBe(0.7225);
});

test("one that Double Take itself does not count is ignored", () => {
  const match = { ...found.match, match: false };
  expect(told("double-take/matches/o", { ...found, match })).toMatchObject({ kind: "ignored" });
});

test("an unknown face is one, and no match of anybody", () => {
  const { match: _, ...base } = found;
  const scan = scanOf(told("double-take/matches/unknown", { ...base, unknown: { confidence: 12 } }));
  expect(scan).toMatchObject({ subject: null, decision: "unknown", identified: false });
});

test.each([
  ["double-take/cameras/foyer", JSON.stringify(found), false],
  ["double-take/cameras/foyer/person", "1", true],
  ["double-take/errors", "no detector", false],
])("%s is ignored", (topic, payload, retain) => {
  expect(told(topic, payload, { retain })).toMatchObject({ kind: "ignored" });
});

test("it says itself whether it is there", () => {
  expect(told("double-take/available", "online", { retain: true })).toMatchObject({ state: "online" });
});

test("a match without a name is refused", () => {
  expect(codeOf(told("double-take/matches/x", { ...found, match: { confidence: 50 } }))).toBe("invalid");
});
