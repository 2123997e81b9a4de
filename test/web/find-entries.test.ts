import { describe, expect, test } from "vitest";
import { findEntries } from "../../web/app/palette/find-entries.ts";

const entries = [
  { id: "1", word: "Locations" },
  { id: "2", word: "ECG-01" },
  { id: "3", word: "Scans" },
  { id: "4", word: "Run the demo camera", also: ["simulate"] },
  { id: "5", word: "Électronique" },
  { id: "6", word: "Begin a term", also: ["new semester", "create"] },
];
const found = (typed: string) => findEntries(typed, entries, 9).map(({ id }) => id);

describe("what was typed", () => {
  test.each([
    ["nothing: everything, as it came", "", ["1", "2", "3", "4", "5", "6"]],
    ["a beginning comes before a word, and a word before a part", "ca", ["4", "1", "3"]],
    ["a part of a room's name", "01", ["2"]],
    ["another word for it", "simul", ["4"]],
    ["without case and accents", "ELEC", ["5"]],
    ["without its hyphen", "ecg01", ["2"]],
    ["with an apostrophe too many", "sca'ns", ["3"]],
    ["spaces around it", "  scans ", ["3"]],
    ["words apart, in any order", "term begin", ["6"]],
    ["words of which one is another word for it", "create a term", ["6"]],
    ["words of which one is nowhere", "begin zz", []],
    ["nothing of that name", "zz", []],
  ])("%s", (_name, typed, ids) => {
    expect(found(typed)).toEqual(ids);
  });

  test("no more than are wanted", () => {
    expect(findEntries("", entries, 2)).toHaveLength(2);
  });
});
