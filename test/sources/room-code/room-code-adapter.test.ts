import { expect, test } from "vitest";
import { browserOf, topicOfConfirmation } from "../../../src/sources/room-code/room-code-adapter.ts";
import { codeOf, detailOf, scanOf, told } from "../told.ts";

const session = "0196f000-0000-7000-8000-000000000001";
const person = "0196f000-0000-7000-8000-000000000002";
const topic = topicOfConfirmation(session);
const said = {
  v: 1,
  person,
  student: "CSAI1001",
  room: "BSB214",
  seen_at: "2026-01-15T09:15:07.250Z",
  browser: "b1",
};
const scanOfSaid = (more: object = {}) => scanOf(told(topic, JSON.stringify({ ...said, ...more })));

test("a confirmation is a scan of the student in the room in which the code was shown, as of when it was seen", () => {
  const scan = scanOfSaid();
  expect(scan).toMatchObject({
    source: "room-code",
    sender: "room-code",
    externalId: `${session}:${person}`,
    subject: { scheme: "student_id", value: "CSAI1001" },
    location: "BSB214",
    decision: "granted",
    identified: true,
    method: "code",
    direction: null,
  });
  expect(scan.time).toMatchObject({ basis: "device", clockSuspect: false });
  expect(scan.time.occurredAt.toString()).toBe("2026-01-15T09:15:07.25Z");
});

test("the same person in the same session is the same scan, however and whenever they confirm again", () => {
  const again = scanOfSaid({ seen_at: "2026-01-15T09:15:20Z", browser: null, student: "CSAI1001B" });
  expect([again.externalId, again.content]).toEqual([scanOfSaid().externalId, scanOfSaid().content]);
  const other = scanOfSaid({ person: "0196f000-0000-7000-8000-000000000003" });
  expect(other.externalId).not.toBe(scanOfSaid().externalId);
});

test.each([
  [{ student: "" }, "student"],
  [{ person: "CSAI1001" }, "person"],
  [{ room: undefined }, "room"],
  [{ v: 2 }, "v"],
  [{ browser: 7 }, "browser"],
])("with %o it is refused, and the field is named", (more, field) => {
  const reading = told(topic, JSON.stringify({ ...said, ...more }));
  expect(codeOf(reading)).toBe("invalid");
  expect(detailOf(reading)).toContain(field);
});

test("the browser is found again in what is stored, and in nothing else", () => {
  expect(browserOf(Buffer.from(JSON.stringify(said)))).toBe("b1");
  expect(browserOf(Buffer.from(JSON.stringify({ ...said, browser: null })))).toBeNull();
  for (const gone of ["", "{}", "[picture cut]"]) expect(browserOf(Buffer.from(gone))).toBeNull();
});
