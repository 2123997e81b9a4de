import { expect, test } from "vitest";
import { normalIdentifier } from "../../../src/domain/kernel/normal-identifier.ts";

test.each([
  ["card_uid", "3a:2f:11", "3A2F11"],
  ["card_uid", "3A-2F-11", "3A2F11"],
  ["card_uid", " 0x3a2f11 ", "3A2F11"],
  ["card_uid", "3A2F11", "3A2F11"],
  ["card_uid", "0012345678", "0012345678"],
  // A number of the school's own.
  ["card_uid", "library  7", "library 7"],
  ["card_uid", "C1", "C1"],
  ["student_id", "3a:2f:11", "3a:2f:11"],
  ["student_id", "Salle E\u03011", "Salle \u00c91"],
  ["student_id", "S\u00a0E\u03019", "S \u00c99"],
  ["student_id", "S\u200b7", "S7"],
  ["device_person", "\u202eR1", "R1"],
  ["username", " a\u00adnn  lee ", "ann lee"],
])("%s %j is kept as %j", (scheme, text, kept) => {
  expect(normalIdentifier(scheme, text)).toBe(kept);
});
