import fc from "fast-check";
import { expect, test } from "vitest";
import { toLatinText } from "../../../src/app/exports/to-latin-text.ts";

test.each([
  ["Zoë Müller-Żak", "Zoë Müller-Zak", false],
  ["Þórdís Õun", "Þórdís Õun", true],
  ["Łukasz Đặng", "Lukasz Dang", false],
  ["Šárka Žižková", "Šárka Žižková", true],
  ["Щербаков Юрий", "Shcherbakov Yuriy".replace("Yuriy", "Iurii"), false],
  ["Αλέξης", "Alexis", false],
  ["王芳", "??", false],
  ["O’Brien – “Bo”", "O’Brien – “Bo”", true],
  ["a\u200bb\tc", "ab c", true],
  ["", "", true],
])("%s is printed as %s", (text, printed, exact) => {
  expect(toLatinText(text)).toEqual({ text: printed, exact });
});

test("whatever is printed has a place in Windows-1252, and is printed as it is", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const { text: printed } = toLatinText(text);
      expect(printed).toMatch(/^[\x20-\x7E\u00A0-\u00FF€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]*$/u);
      expect(toLatinText(printed)).toEqual({ text: printed, exact: true });
    }),
  );
});
