import { expect, test } from "vitest";
import { filterFault, matchesFilter } from "../../src/contract/mqtt/topic-filter.ts";

test.each([
  ["a/b", "a/b", true],
  ["a/b", "a/b/c", false],
  ["a/b/c", "a/b", false],
  ["a/+", "a/b", true],
  ["a/+", "a", false],
  ["a/+", "a/", true],
  ["+/b", "/b", true],
  ["a/#", "a", true],
  ["a/#", "a/b/c", true],
  ["#", "a/b", true],
  ["#", "$SYS/x", false],
  ["+/x", "$SYS/x", false],
  ["$SYS/#", "$SYS/x", true],
  ["A/b", "a/b", false],
])("the filter %s and the topic %s: %s", (filter, topic, expected) => {
  expect(matchesFilter(filter, topic)).toBe(expected);
});

test.each(["", "a/#/b", "a#", "a/b+", "a/\u0000"])("%j is no filter", (text) => {
  expect(filterFault(text)).not.toBeNull();
});
test.each(["a", "a/+/b", "a/#", "#", "/a", "a//b"])("%j is a filter", (text) => {
  expect(filterFault(text)).toBeNull();
});
