import { expect, test } from "vitest";
import { nextRow } from "../../web/ui/use-row-keys.ts";

const page = { inside: false, writing: false };
const list = { inside: true, writing: false };
const field = { inside: false, writing: true };

test.each([
  ["j", -1, page, 0],
  ["j", 4, page, 5],
  ["j", 99, page, 99],
  ["k", -1, page, 0],
  ["k", 0, page, 0],
  ["k", 5, page, 4],
  ["ArrowDown", 5, list, 6],
  ["ArrowDown", 5, page, null],
  ["ArrowUp", 0, list, 0],
  ["PageDown", 95, list, 99],
  ["PageUp", 5, list, 0],
  ["Home", 50, list, 0],
  ["End", 0, list, 99],
  ["End", 0, page, null],
  // From the search field the list is one key away; letters belong to the field.
  ["ArrowDown", -1, field, 0],
  ["j", 4, field, null],
  ["Enter", 4, list, null],
] as const)("%s at row %i of 100 (%j) leads to %s", (key, active, where, row) => {
  expect(nextRow(key, active, 100, where)).toBe(row);
});

test("without rows no key leads anywhere", () => {
  expect(nextRow("j", -1, 0, page)).toBeNull();
});
