import { describe, expect, test } from "vitest";
import { findEntries } from "../../web/app/palette/find-entries.ts";

const entries = [
  { id: "1", word: "Locations" },
  { id: "2", word: "ECG-01" },
  { id: "3", word: "Scans" },
  { id: "4", word: "Run the demo camera", also: ["simulate"] },
  { id: "5", word: "Électronique" },
];
const found = (typed: string) => findEntries(typed, entries, 9).map(({ id }) => id);

describe("what was typed", () => {
  test.each([
    ["nothing: everything, as it came", "", ["1", "2", "3", "4", "5"]],
    ["a beginning comes before a word, and a word before a part", "ca", ["4", "1", "3"]],
    ["a part of a room's name", "01", ["2"]],
    ["another word for it", "simul", ["4"]],
    ["without case and accents", "ELEC", ["5"]],
    ["without its hyphen", "ecg01", ["2"]],
    ["with an apostrophe too many", "sca'ns", ["3"]],
    ["spaces around it", "  scans ", ["3"]],
    ["nothing of that name", "zz", []],
  ])("%s", (_name, typed, ids) => {
    expect(found(typed)).toEqual(ids);
  });

  test("no more than are wanted", () => {
    expect(findEntries("", entries, 2)).toHaveLength(2);
  });
});
