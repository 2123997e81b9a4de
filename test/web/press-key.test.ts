import { describe, expect, test } from "vitest";
import { destinations } from "../../web/app/shell/destinations.ts";
import { pressKey } from "../../web/app/shell/press-key.ts";

const key = (name: string, at = 0, more: { command?: boolean; writing?: boolean } = {}) => ({
  key: name,
  command: false,
  writing: false,
  at,
  ...more,
});

describe("keys that every page knows", () => {
  test.each(destinations.map(({ key: letter, to }) => [letter, to]))("g then %s goes to %s", (letter, to) => {
    const { begunAt } = pressKey(null, key("g", 1_000));
    expect(pressKey(begunAt, key(letter, 1_400)).shortcut).toEqual({ kind: "go", to });
  });

  test("no two pages share a letter, and none takes the g that begins", () => {
    const letters = destinations.map((destination) => destination.key);
    expect(new Set(letters).size).toBe(letters.length);
    expect(letters).not.toContain("g");
  });

  test.each([
    [1_500, { kind: "go", to: "/students" }],
    [1_501, null],
  ])("the letter counts for %i ms after g", (after, shortcut) => {
    const { begunAt } = pressKey(null, key("g", 100));
    expect(pressKey(begunAt, key("s", 100 + after)).shortcut).toEqual(shortcut);
  });

  test.each([
    ["a letter alone", key("s"), null],
    ["a letter in a field", key("?", 0, { writing: true }), null],
    ["a slash", key("/"), { kind: "search" }],
    ["a question mark", key("?"), { kind: "help" }],
    ["Ctrl+K", key("k", 0, { command: true }), { kind: "palette" }],
    ["Ctrl+K in a field", key("k", 0, { command: true, writing: true }), { kind: "palette" }],
    ["Ctrl+S is the browser's", key("s", 0, { command: true }), null],
  ])("%s", (_name, pressed, shortcut) => {
    expect(pressKey(null, pressed).shortcut).toEqual(shortcut);
  });

  test("another key forgets the g", () => {
    const { begunAt } = pressKey(pressKey(null, key("g", 0)).begunAt, key("x", 100));
    expect(pressKey(begunAt, key("s", 200)).shortcut).toBeNull();
  });
});
