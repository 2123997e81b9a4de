import { expect, test } from "vitest";
import { detailOf, scanOf, told } from "../told.ts";

const Time = "2026-01-15T09:15:07";

test.each([
  ["RDM6300", { UID: "00AB12CD" }, "00AB12CD"],
  ["PN532", { UID: "04A1B2C3D4E5F6", DATA: "text of the card", Auth: "None" }, "04A1B2C3D4E5F6"],
  ["RC522", { UID: "ba7eba11", Data: "", Type: "MIFARE 1KB" }, "BA7EBA11"],
])("a card at a %s is a scan of nobody's decision, which counts as granted", (reader, content, value) => {
  const scan = scanOf(told("tele/lab-7/SENSOR", { Time, [reader]: content }));
  expect(scan).toMatchObject({
    source: "tasmota",
    sender: "tasmota:lab-7",
    subject: { scheme: "card_uid", value },
    location: "lab-7",
    decision: "granted",
    method: "card",
  });
  expect(scan.time.occurredAt.toString()).toBe("2026-01-15T09:15:07Z");
});

test("what measures something else is ignored", () => {
  expect(told("tele/lab-7/SENSOR", { Time, ENERGY: { Power: 3 } })).toMatchObject({ kind: "ignored" });
});

test("a card without a number is refused", () => {
  expect(detailOf(told("tele/lab-7/SENSOR", { Time, RC522: { UID: "none" } }))).toContain('UID: "none"');
});

test("its will says that it is gone, retained as it is", () => {
  expect(told("tele/lab-7/LWT", "Offline", { retain: true })).toMatchObject({
    kind: "status",
    sender: "tasmota:lab-7",
    state: "offline",
    by: "will",
  });
  expect(told("tele/lab-7/LWT", "Online", { retain: true })).toMatchObject({ state: "online" });
});

test.each([
  [{ Buzzer: "Done" }, { command: { id: null, name: "identify" }, outcome: "done" }],
  [{ Restart: "Restarting" }, { command: { id: null, name: "reload" }, outcome: "done" }],
  [{ Command: "Unknown" }, { command: { id: null, name: null }, outcome: "unable" }],
])("%j answers what it was told", (said, answer) => {
  expect(told("stat/lab-7/RESULT", said)).toMatchObject({
    kind: "answer",
    sender: "tasmota:lab-7",
    ...answer,
  });
});

test.each([[{ POWER: "ON" }], ["no JSON"]])("the answer %j to somebody else is ignored", (said) => {
  expect(told("stat/lab-7/RESULT", said)).toMatchObject({ kind: "ignored" });
});
