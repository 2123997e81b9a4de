import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { foreignAdapters } from "../../src/sources/adapters.ts";
import { runsHere } from "../support/runs-here.ts";
import { codeOf, detailOf, scanOf, told } from "./told.ts";

const original = "access/result";
const native = "muster/v1/main/door-1/scan";
const granted = { student_id: "S001", location: "BSB214", timestamp: "09:15 AM", decision: "granted" };

/** A valid message of exactly so many bytes. */
function messageOf(bytes: number): string {
  const text = JSON.stringify({ ...granted, padding: "" });
  return text.replace('"padding":""', `"padding":"${"x".repeat(bytes - text.length)}"`);
}

describe("a payload", () => {
  test("of 16384 bytes is read, and of 16385 is refused", () => {
    expect(new TextEncoder().encode(messageOf(16_384))).toHaveLength(16_384);
    expect(scanOf(told(original, messageOf(16_384))).decision).toBe("granted");
    expect(codeOf(told(original, messageOf(16_385)))).toBe("too_large");
  });

  test("is measured in bytes, not characters", () => {
    expect(codeOf(told(original, `"${"é".repeat(8192)}"`))).toBe("too_large");
  });

  test.each([
    ["a lone continuation byte", [0x22, 0x80, 0x22]],
    ["an overlong slash", [0x22, 0xc0, 0xaf, 0x22]],
    ["a surrogate written in UTF-8", [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ["UTF-16", [0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]],
  ])("that holds %s is not UTF-8", (_what, bytes) => {
    expect(codeOf(told(original, Uint8Array.from(bytes)))).toBe("not_utf8");
  });

  test.each([
    ["nothing", ""],
    ["half of an object", '{"student_id":'],
    ["a byte order mark", `\ufeff${JSON.stringify(granted)}`],
    ["a NUL", "\u0000{}"],
    ["two objects", "{}{}"],
    ["a comment", "{} // later"],
    ["NaN", '{"timestamp":NaN}'],
    ["brackets that never close", "[".repeat(16_384)],
  ])("that holds %s is not JSON", (_what, text) => {
    expect(codeOf(told(original, text))).toBe("not_json");
  });

  test.each(["[", '{"a":'])("nested as deep as it can be by %s is refused like any other", (open) => {
    const depth = Math.floor(8000 / open.length);
    const nested = `${open.repeat(depth)}1${(open === "[" ? "]" : "}").repeat(depth)}`;
    expect(codeOf(told(original, nested))).toBe("invalid");
    expect(codeOf(told(original, `{"student_id":${nested}}`))).toBe("invalid");
    expect(codeOf(told(native, `{"subject":${nested}}`))).toBe("invalid");
    expect(detailOf(told(original, `{"student_id":${nested}}`)).length).toBeLessThan(1000);
  });

  test("nested deep where nothing is read is a scan", () => {
    const text = `{"extra":${"[".repeat(7000)}${"]".repeat(7000)},${JSON.stringify(granted).slice(1)}`;
    expect(scanOf(told(original, text)).decision).toBe("granted");
  });
});

describe("a topic", () => {
  test.each([
    "access/results",
    "access/result/",
    "ACCESS/RESULT",
    "",
    "muster/v1/main/door-1",
    "muster/v1/main/door-1/scan/x",
    "muster/v2/main/door-1/scan",
    "muster/v1/Main/door-1/scan",
    "muster/v1/main/-door/scan",
    "muster/v1/main/door-1/picture",
  ])("'%s' is unknown", (topic) => {
    expect(codeOf(told(topic, granted))).toBe("unknown_topic");
  });

  test("that is very long is named by its beginning", () => {
    expect(detailOf(told("x".repeat(60_000), granted)).length).toBeLessThan(300);
  });
});

test.each([original, native, "elsewhere"])(
  "a retained message on %s is refused, unless it is a status",
  (topic) => {
    expect(codeOf(told(topic, granted, { retain: true }))).toBe("retained");
  },
);

test("whatever bytes arrive on whatever topic, the answer is a reading", () => {
  const topics = fc.oneof(
    fc.constantFrom(original, native, "muster/v1/main/door-1/status", "muster/v1/main/door-1/heartbeat"),
    fc.constantFrom(...foreignAdapters.flatMap(({ filters }) => filters)),
    fc.string(),
  );
  const field = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom("granted", "S001", "09:15 AM", "2026-01-15T09:15:00Z"),
  );
  const keys = [
    "student_id",
    "location",
    "timestamp",
    "decision",
    "reason",
    "v",
    "event_id",
    "subject",
    "state",
    "__proto__",
    "operator",
    "info",
    "type",
    "name",
    "uid",
    "access",
    "hostname",
    "after",
    "match",
    "RC522",
  ];
  const payloads = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.string({ unit: "binary" }),
    fc.json(),
    fc
      .array(fc.tuple(fc.constantFrom(...keys), field), { maxLength: 8 })
      .map(
        (entries) =>
          `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join()}}`,
      ),
  );
  fc.assert(
    fc.property(topics, payloads, fc.boolean(), (topic, payload, retain) => {
      const reading = told(topic, payload, { retain });
      expect(["scan", "status", "heartbeat", "ignored", "refused"]).toContain(reading.kind);
      if (reading.kind === "refused") expect(reading.refusal.detail).not.toBe("");
    }),
    { numRuns: runsHere(1000) },
  );
});
