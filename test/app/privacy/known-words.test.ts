import { describe, expect, test } from "vitest";
import { spellingsOf, withoutWords, wordsToLookFor } from "../../../src/app/privacy/known-words.ts";

const known = { givenName: "Ada", familyName: "King-Noël", words: ["S7", "CSAI1001", "a.king@uni.example"] };
const words = wordsToLookFor(known);
const without = (text: string): string => withoutWords(text, words, "X");

describe("the words by which somebody is looked for", () => {
  test("are the whole name either way round and what nobody else is known by, not what would be anything", () => {
    expect(words).toContain("Ada King-Noël");
    expect(words).toContain("King-Noël, Ada");
    expect(words).toContain("CSAI1001");
    expect(words).not.toContain("S7");
    expect(words).not.toContain("Ada");
    expect(words).not.toContain("King-Noël");
    expect(wordsToLookFor({ givenName: "Ada", familyName: " ", words: [] })).toEqual([]);
  });

  test("are taken out wherever they stand for themselves, in capitals or not", () => {
    expect(without("sat with ADA KING-NOËL, csai1001.")).toBe("sat with X, X.");
    expect(without("to A.KING@uni.example; aXking@uni.example")).toBe("to X; aXking@uni.example");
  });

  test("are left where they are a part of another word", () => {
    for (const text of ["CSAI10015", "xCSAI1001", "Ada King-Noëlle", "Rada King-Noël"]) {
      expect(without(text)).toBe(text);
    }
  });

  test("are found as JSON writes them, by letters and by numbers", () => {
    expect(spellingsOf('Zo"ë')).toEqual(['Zo"ë', 'Zo\\"ë', 'Zo\\"\\u00eb']);
    expect(spellingsOf("plain")).toEqual(["plain"]);
  });
});
