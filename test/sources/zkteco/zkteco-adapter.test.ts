import { expect, test } from "vitest";
import { codeOf, detailOf, scanOf, told } from "../told.ts";

const topic = "$HTTP/zkteco/ZK0001/ATTLOG";
const line = (fields: readonly string[]): string => fields.join("\t");

test("a line is a scan by the person's number, at the terminal, at local time", () => {
  const scan = scanOf(told(topic, line(["2031", "2026-01-15 09:15:07", "0", "15", "0", "0"])));
  expect(scan).toMatchObject({
    source: "zkteco",
    sender: "zkteco:ZK0001",
    externalId: "2031:2026-01-15 09:15:07:0",
    subject: { scheme: "student_id", value: "2031" },
    location: "ZK0001",
    decision: "granted",
    method: "face",
    direction: "in",
  });
  expect(scan.time.occurredAt.toString()).toBe("2026-01-15T09:15:07Z");
});

test.each([
  ["0", "in"],
  ["1", "out"],
  ["2", "out"],
  ["3", "in"],
  ["4", "in"],
  ["5", "out"],
  ["255", null],
])("status %s is %s", (status, direction) => {
  expect(scanOf(told(topic, line(["1", "2026-01-15 09:15:07", status, "1"]))).direction).toBe(direction);
});

test.each([
  ["1", "fingerprint"],
  ["3", "card"],
  ["15", "face"],
  ["25", "palm"],
  ["99", null],
])("verify %s is %s", (verify, method) => {
  expect(scanOf(told(topic, line(["1", "2026-01-15 09:15:07", "0", verify]))).method).toBe(method);
});

test("what was kept while the server was away is taken at its own time, for 35 days", () => {
  const scan = scanOf(told(topic, line(["1", "2026-01-10 08:00:00"])));
  expect(scan.time.occurredAt.toString()).toBe("2026-01-10T08:00:00Z");
  expect(codeOf(told(topic, line(["1", "2025-11-01 08:00:00"])))).toBe("time_too_old");
});

test.each(["", "2031", "\t2026-01-15 09:15:07", "2031 2026-01-15"])("%j is refused, as it came", (text) => {
  expect(detailOf(told(topic, text))).toContain("the line: must begin with the person's number");
});

test("a question for commands tells that it is there", () => {
  expect(told("$HTTP/zkteco/ZK0001/poll", "")).toMatchObject({ kind: "heartbeat", sender: "zkteco:ZK0001" });
});
