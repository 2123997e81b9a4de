import { describe, expect, test } from "vitest";
import { codeOf, detailOf, receivedAt, scanOf, told } from "./told.ts";

const topic = "muster/v1/main/door-1/scan";
const id = "0198c0de-0000-7000-8000-000000000001";
const event = {
  v: 1,
  event_id: id,
  occurred_at: "2026-01-15T09:15:00Z",
  clock: "ntp",
  subject: { scheme: "card_uid", value: "04A1" },
};
const receipt = { to: { site: "main", device: "door-1" }, id };

describe("a native scan", () => {
  test("brings its own id, and whom to send the receipt", () => {
    const reading = told(topic, {
      ...event,
      boot_id: "b1",
      seq: 7,
      location: "BSB214",
      confidence: 0.9,
      live: false,
    });
    expect(reading).toMatchObject({ kind: "scan", receiptTo: { site: "main", device: "door-1" } });
    expect(scanOf(reading)).toMatchObject({
      source: "native",
      sender: "main/door-1",
      externalId: id,
      subject: event.subject,
      location: "BSB214",
      decision: "granted",
      identified: true,
      confidence: 0.9,
      live: false,
      boot: { id: "b1", seq: 7 },
    });
  });

  test("a card's number has one form, however a device writes it", () => {
    const spelt = { ...event, subject: { scheme: "card_uid", value: "04:a1" } };
    expect(scanOf(told(topic, spelt)).subject).toEqual(event.subject);
  });

  test.each([
    ["a subject", event.subject, undefined, "granted", true],
    ["no subject", null, undefined, "unknown", false],
    ["no subject", undefined, "denied", "denied", false],
    ["a subject", event.subject, "unknown", "unknown", false],
    ["a subject", event.subject, "late", "late", true],
    ["a subject", event.subject, "denied", "denied", true],
  ])(
    "with %s (%j) and the decision %s is %s, identified %s",
    (_what, subject, decision, taken, identified) => {
      expect(scanOf(told(topic, { ...event, subject, decision }))).toMatchObject({
        decision: taken,
        identified,
      });
    },
  );

  test("denied for an unknown face keeps whom it names as a claim", () => {
    const scan = scanOf(told(topic, { ...event, decision: "denied", reason: "Unknown face" }));
    expect(scan).toMatchObject({ identified: false, subject: event.subject });
  });

  test.each(["granted", "late"])("%s of nobody is refused, and its device is told", (decision) => {
    const reading = told(topic, { ...event, subject: null, decision });
    expect(codeOf(reading)).toBe("invalid");
    expect(reading).toMatchObject({ receipt });
  });

  test.each([
    [81.22, 0.8122, "percentage"],
    [1e300, null, "unreadable"],
    ["high", null, "unreadable"],
  ])("keeps the person whatever it wrote as its confidence: %j", (confidence, share, guess) => {
    const read = scanOf(told(topic, { ...event, confidence }));
    expect(read).toMatchObject({ confidence: share, confidenceGuess: guess });
    expect(read.subject).toEqual(scanOf(told(topic, event)).subject);
  });

  test("is the same event when only how it was delivered differs", () => {
    const once = scanOf(told(topic, { ...event, live: true, seq: 1, boot_id: "a" }));
    const again = scanOf(told(topic, { ...event, live: false, seq: 9, boot_id: "b", confidence: 0.5 }));
    expect(again.content).toBe(once.content);
  });

  test.each([
    ["time", { occurred_at: "2026-01-15T09:15:01Z" }],
    ["subject", { subject: { scheme: "card_uid", value: "04A2" } }],
    ["scheme", { subject: { scheme: "student_id", value: "04A1" } }],
    ["decision", { decision: "late" }],
    ["reason", { reason: "x" }],
    ["method", { method: "face" }],
    ["direction", { direction: "in" }],
    ["location", { location: "B" }],
  ])("is another event when its %s differs", (_what, difference) => {
    expect(scanOf(told(topic, { ...event, ...difference })).content).not.toBe(
      scanOf(told(topic, event)).content,
    );
  });

  const tenDaysAgo = receivedAt.subtract({ hours: 240 }).toString();
  test.each([
    ["ntp", "device"],
    ["rtc", "device"],
    [undefined, "device"],
    ["unsynced", "receipt"],
  ])("ten days old, by a clock that is %s, is taken by %s", (clock, basis) => {
    expect(scanOf(told(topic, { ...event, clock, occurred_at: tenDaysAgo })).time.basis).toBe(basis);
  });

  test.each([
    ["time_unreadable", "yesterday"],
    ["time_in_future", "2026-01-15T09:17:31Z"],
    ["time_too_old", "2025-12-01T09:15:00Z"],
  ])("is refused as %s, and its device is told which", (code, occurred_at) => {
    const reading = told(topic, { ...event, occurred_at });
    expect(codeOf(reading)).toBe(code);
    expect(reading).toMatchObject({ sender: "main/door-1", receipt });
  });

  test.each([
    ["another version", { v: 2 }],
    ["a version in quotes", { v: "1" }],
    ["a subject without a scheme", { subject: { value: "04A1" } }],
    ["a scheme unknown here", { subject: { scheme: "passport", value: "1" } }],
    ["a number as a subject", { subject: { scheme: "card_uid", value: 4 } }],
    ["a negative seq", { seq: -1 }],
    ["a seq that is no whole number", { seq: 1.5 }],
    ["a direction unknown here", { direction: "up" }],
    ["a time as a number", { occurred_at: 1_768_468_500 }],
    ["a location with half of a surrogate pair", { location: "\udc00" }],
  ])("with %s is refused, and its device is told", (_what, fault) => {
    const reading = told(topic, { ...event, ...fault });
    expect(codeOf(reading)).toBe("invalid");
    expect(reading).toMatchObject({ receipt });
  });

  test.each([undefined, 12, "", "not-a-uuid", "7f0c9a52-6f4a-4d7e-9c1a-3b2f1e0d4c5b"])(
    "whose id is %s is refused, and nobody can be told",
    (event_id) => {
      const reading = told(topic, { ...event, event_id });
      expect(detailOf(reading)).toContain("event_id");
      expect(reading).toMatchObject({ receipt: null });
    },
  );
});

describe("a device's health", () => {
  test("is its state, which may be retained", () => {
    expect(
      told(
        "muster/v1/main/door-1/status",
        { v: 1, state: "online", firmware: "2.1", boot_id: "b7" },
        { retain: true },
      ),
    ).toEqual({
      kind: "status",
      sender: "main/door-1",
      state: "online",
      bootId: "b7",
      firmware: "2.1",
      at: receivedAt,
    });
  });

  test.each([
    ["a goodbye tells when it left", { at: "2026-01-15T09:15:00Z" }, "itself"],
    ["a will cannot", {}, "will"],
  ])("%s", (_what, told_at, by) => {
    const status = told("muster/v1/main/door-1/status", { v: 1, state: "offline", ...told_at });
    expect(status).toMatchObject({ state: "offline", by, at: receivedAt });
  });

  test("is its heartbeat, with what waits on it", () => {
    const heartbeat = { v: 1, at: "2026-01-15T09:15:00Z", outbox: 3, clock: "ntp" };
    expect(told("muster/v1/main/door-1/heartbeat", heartbeat)).toEqual({
      kind: "heartbeat",
      sender: "main/door-1",
      at: receivedAt,
      outbox: 3,
      clock: "ntp",
      aheadSeconds: -30,
      bootId: null,
      lastSeq: null,
    });
  });

  test.each([
    ["status", { v: 1, state: "asleep" }],
    ["heartbeat", { v: 1, at: "x", outbox: -1, clock: "ntp" }],
    ["heartbeat", { v: 1, at: "x", outbox: 1 }],
  ])("is refused as a %s of %j", (channel, message) => {
    expect(codeOf(told(`muster/v1/main/door-1/${channel}`, message))).toBe("invalid");
  });
});

describe("nothing is taken", () => {
  test.each(["receipt", "command"])("on the channel %s, where the server speaks", (channel) => {
    expect(codeOf(told(`muster/v1/main/door-1/${channel}`, { v: 1 }))).toBe("unknown_topic");
  });
});

describe("what became of a command", () => {
  const id = "6f7f2d6a-6c7c-4f0e-8d6e-2f4f8a1b9c01";
  test.each([
    [{ outcome: "done" }, "done", null],
    [{ outcome: "unable", detail: " no lamp " }, "unable", "no lamp"],
    [{ outcome: "expired", detail: "" }, "expired", null],
  ])("%j is an answer", (said, outcome, detail) => {
    expect(told("muster/v1/main/door-1/response", { v: 1, id, ...said })).toEqual({
      kind: "answer",
      sender: "main/door-1",
      at: receivedAt,
      command: { id, name: null },
      outcome,
      detail,
    });
  });

  test.each([
    ["no outcome", { v: 1, id }],
    ["another outcome", { v: 1, id, outcome: "constructor" }],
    ["an id that is none", { v: 1, id: "x", outcome: "done" }],
    ["a NUL in its words", { v: 1, id, outcome: "done", detail: "a\u0000" }],
    ["too many words", { v: 1, id, outcome: "done", detail: "a".repeat(501) }],
  ])("%s is refused", (_, said) => {
    expect(codeOf(told("muster/v1/main/door-1/response", said))).toBe("invalid");
  });
});
