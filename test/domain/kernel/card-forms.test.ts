import { describe, expect, test } from "vitest";
import { otherCardForms } from "../../../src/domain/kernel/card-forms.ts";

describe("other forms of one card", () => {
  test("the bytes in the other order, and its number in decimal digits", () => {
    // 0x04A1B2C3 is 77705923, and 0xC3B2A104 is 3283263748.
    expect(otherCardForms("04A1B2C3")).toEqual(
      expect.arrayContaining(["C3B2A104", "77705923", "0077705923", "3283263748"]),
    );
  });

  test("what a list wrote in decimal digits is the card in hex as well, in both orders", () => {
    expect(otherCardForms("0077705923")).toEqual(expect.arrayContaining(["04A1B2C3", "C3B2A104"]));
    expect(otherCardForms("3283263748")).toEqual(expect.arrayContaining(["C3B2A104", "04A1B2C3"]));
  });

  test("never the form itself, and each once", () => {
    for (const uid of ["04A1B2C3", "74103794", "ABBA", "0077705923", "04A1B2C3D4E5F6"]) {
      const forms = otherCardForms(uid);
      expect(forms).not.toContain(uid);
      expect(new Set(forms).size).toBe(forms.length);
    }
  });

  test("a form of a form leads back", () => {
    for (const form of ["C3B2A104", "0077705923", "3283263748"]) {
      expect(otherCardForms(form)).toContain("04A1B2C3");
    }
  });
});
