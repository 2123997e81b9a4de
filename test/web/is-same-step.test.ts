import { describe, expect, test } from "vitest";
import { isSameStep } from "../../web/app/is-same-step.ts";

describe("what an address asks for", () => {
  test.each([
    ["is a step of its own with each choice", {}, { class: "A" }, false],
    ["also where a choice is taken back", { class: "A" }, { class: undefined }, false],
    ["and with the first letter of a search", { class: "A" }, { class: "A", search: "a" }, false],
    ["but not with each further letter", { search: "a" }, { search: "ab" }, true],
    ["nor of a number that is typed", { below: 8 }, { below: 80 }, true],
    ["but where a search is cleared", { search: "ab" }, { search: undefined }, false],
    ["and where a choice comes with a letter", { search: "a" }, { search: "ab", class: "A" }, false],
    ["not where something is only opened", { class: "A" }, { class: "A", mark: "1" }, true],
    ["nor where nothing changes", { class: "A", sort: undefined }, { class: "A" }, true],
  ])("%s", (_name, before, next, same) => {
    expect(isSameStep(before, next)).toBe(same);
  });
});
