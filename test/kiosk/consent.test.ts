import { describe, expect, test } from "vitest";
import { type ConsentAnswers, consentText, decideConsent } from "../../web/kiosk/people/consent.ts";

const at = "2026-09-03T08:00:00.000Z";
const adult: ConsentAnswers = { under18: false, studentAgrees: true, guardian: null, recordedBy: "Ada" };
const child: ConsentAnswers = { ...adult, under18: true, guardian: { name: "Byron", how: "form signed" } };

describe("consent", () => {
  test("an adult's is recorded with text, version, time and who wrote it down", () => {
    expect(decideConsent(adult, at)).toEqual({
      given: true,
      record: {
        at,
        version: consentText.version,
        text: consentText.paragraphs,
        recordedBy: "Ada",
        studentAgreed: true,
        guardian: null,
      },
    });
  });

  test("a child's needs a guardian's, who is named with the way they consented", () => {
    const decision = decideConsent(child, at);
    expect(decision.given && decision.record.guardian).toEqual({ name: "Byron", how: "form signed" });
  });

  test.each<[string, ConsentAnswers, string]>([
    ["the refusal of a child wins over a guardian", { ...child, studentAgrees: false }, "student_refused"],
    ["an adult who does not agree", { ...adult, studentAgrees: false }, "student_refused"],
    ["a child without a guardian", { ...child, guardian: null }, "guardian_missing"],
    ["a guardian without a name", { ...child, guardian: { name: " ", how: "form" } }, "guardian_missing"],
    [
      "a guardian who consented nobody knows how",
      { ...child, guardian: { name: "Byron", how: "" } },
      "guardian_missing",
    ],
    ["nobody who wrote it down", { ...adult, recordedBy: " " }, "recorder_missing"],
  ])("%s: no consent", (_, answers, code) => {
    expect(decideConsent(answers, at)).toEqual({ given: false, code });
  });

  test("an adult's guardian is not kept: nobody needs to know", () => {
    const decision = decideConsent({ ...adult, guardian: { name: "Byron", how: "form" } }, at);
    expect(decision.given && decision.record.guardian).toBeNull();
  });
});
