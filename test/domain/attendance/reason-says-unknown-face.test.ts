import { describe, expect, test } from "vitest";
import { reasonSaysUnknownFace } from "../../../src/domain/attendance/reason-says-unknown-face.ts";

describe("a reason", () => {
  test.each([
    "Face not in database",
    "FACE NOT IN DATABASE",
    "Not found in the database",
    "unknown face",
    "Unrecognised face",
    "unrecognized person",
    "unregistered person at the door",
    "face is unknown",
    "Face not recognized",
    "Face not identified",
    "Person not known",
    "stranger",
    "Stranger detected",
  ])("'%s' says that nobody was recognised", (reason) => {
    expect(reasonSaysUnknownFace(reason)).toBe(true);
  });

  test.each([
    null,
    "",
    "Not enrolled in this class",
    "Access denied",
    "Outside of the permitted hours",
    "Card expired",
    "The student's database record is locked",
    "Face matched, room closed",
    "estranger",
  ])("'%s' says nothing of the kind", (reason) => {
    expect(reasonSaysUnknownFace(reason)).toBe(false);
  });
});
