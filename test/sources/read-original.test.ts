import { describe, expect, test } from "vitest";
import { codeOf, detailOf, receivedAt, scanOf, told } from "./told.ts";

const topic = "access/result";
const granted = { student_id: "S001", location: "BSB214", timestamp: "09:15 AM", decision: "granted" };

describe("a message of the original's cameras", () => {
  test("is a scan of one virtual device per location", () => {
    const scan = scanOf(told(topic, { ...granted, reason: "Face matched" }));
    expect(scan).toMatchObject({
      source: "original",
      sender: "original:BSB214",
      externalId: null,
      subject: { scheme: "student_id", value: "S001" },
      location: "BSB214",
      decision: "granted",
      identified: true,
      reason: "Face matched",
      time: { basis: "device_clock_reading", clockSuspect: false, deviceText: "09:15 AM" },
    });
    expect(scan.time.occurredAt.toString()).toBe("2026-01-15T09:15:00Z");
  });

  test.each([
    ["granted", null, true],
    ["late", null, true],
    ["denied", null, true],
    ["denied", "Not enrolled in this class", true],
    ["denied", "Face not in database", false],
    ["granted", "Face not in database", true],
  ])("%s with the reason %s identifies: %s", (decision, reason, identified) => {
    expect(scanOf(told(topic, { ...granted, decision, reason })).identified).toBe(identified);
  });

  test("keeps a denied student id as a claim", () => {
    const scan = scanOf(told(topic, { ...granted, decision: "denied", reason: "Face not in database" }));
    expect(scan.subject).toEqual({ scheme: "student_id", value: "S001" });
  });

  test("may hold more than is read, and is trimmed", () => {
    const scan = scanOf(
      told(topic, { ...granted, student_id: "  S001 ", location: "\tBSB214", camera: { fw: 3 } }),
    );
    expect(scan.subject?.value).toBe("S001");
    expect(scan.sender).toBe("original:BSB214");
  });

  test("with a clock that is wrong is taken at its receipt, flagged", () => {
    const { time } = scanOf(told(topic, { ...granted, timestamp: "08:00 AM" }));
    expect(time).toMatchObject({ basis: "receipt", clockSuspect: true });
    expect(time.occurredAt.equals(receivedAt)).toBe(true);
  });
});

describe("is refused with its field and value", () => {
  const long = "x".repeat(129);
  test.each([
    ["a number as an id", { ...granted, student_id: 12 }, "student_id"],
    ["a blank id", { ...granted, student_id: "  " }, "student_id"],
    ["an id of 129 characters", { ...granted, student_id: long }, "student_id"],
    ["an id with a NUL", { ...granted, student_id: "S\u0000" }, "student_id"],
    ["an id with half of a surrogate pair", { ...granted, student_id: "S\ud800" }, "student_id"],
    ["a list as an id", { ...granted, student_id: ["S001"] }, "student_id"],
    ["no location", { ...granted, location: undefined }, "location"],
    ["a location that is null", { ...granted, location: null }, "location"],
    ["no timestamp", { ...granted, timestamp: undefined }, "timestamp"],
    ["a timestamp of 65 characters", { ...granted, timestamp: "9".repeat(65) }, "timestamp"],
    ["another decision", { ...granted, decision: "unknown" }, "decision"],
    ["a decision in capitals", { ...granted, decision: "GRANTED" }, "decision"],
    ["a reason of 501 characters", { ...granted, reason: "x".repeat(501) }, "reason"],
    ["a reason with a NUL", { ...granted, reason: "\u0000" }, "reason"],
  ])("%s", (_what, message, field) => {
    const reading = told(topic, message);
    expect(codeOf(reading)).toBe("invalid");
    expect(detailOf(reading)).toMatch(new RegExp(`(^|; )${field}: `));
  });

  test("all of its fields at once", () => {
    expect(detailOf(told(topic, { ...granted, student_id: 12, decision: "maybe" }))).toMatch(
      /student_id: .*\(got 12\); decision: .*\(got "maybe"\)/,
    );
  });

  test.each([
    ["time_unreadable", "12:60 PM", "timestamp"],
    ["time_in_future", "2026-01-15T09:17:31Z", "timestamp"],
  ])("%s for %s", (code, timestamp, field) => {
    const reading = told(topic, { ...granted, timestamp });
    expect(codeOf(reading)).toBe(code);
    expect(detailOf(reading)).toContain(`${field}: "${timestamp}"`);
  });

  test.each(["null", "true", "12", '"text"', "[]", "[{}]"])("JSON that is no object: %s", (text) => {
    expect(codeOf(told(topic, text))).toBe("invalid");
  });

  test("keys of every object's prototype, which then name nobody and harm nothing", () => {
    const text =
      '{"__proto__":{"student_id":"S001"},"constructor":1,"location":"B","timestamp":"09:15","decision":"granted"}';
    const reading = told(topic, text);
    expect(codeOf(reading)).toBe("invalid");
    expect(detailOf(reading)).toContain("student_id");
    expect(Object.hasOwn(Object.prototype, "student_id")).toBe(false);
  });

  test("but beside what is needed such keys are ignored like any other", () => {
    const text = `{"__proto__":{"decision":"late"},"toString":1,${JSON.stringify(granted).slice(1)}`;
    expect(scanOf(told(topic, text)).decision).toBe("granted");
  });
});
