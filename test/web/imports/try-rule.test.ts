import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defaultCalendarRule } from "../../../src/app/imports/calendar/calendar-rule.ts";
import { invalidCalendarRule } from "../../../src/app/imports/calendar/invalid-calendar-rule.ts";
import { placesOfLocation } from "../../../src/domain/timetable/places-of-location.ts";
import { ruleTrouble, usualRules } from "../../../web/app/imports/calendar-rules.ts";
import { tryRule } from "../../../web/app/imports/try-rule.ts";

const rule = defaultCalendarRule;
const tried = (summary: string, location = "", by = rule) => tryRule(by, [{ summary, location }])[0];

describe("a rule that is tried", () => {
  test("reads the class and the sort, and cuts out of the place what is no room", () => {
    expect(tried("CS-150_A:Lecture", "Room 12 [cap.20], Room 14")).toMatchObject({
      class: "CS-150_A",
      sort: "Lecture",
      places: ["Room 12", "Room 14"],
    });
  });

  test("leaves out what it finds no class in", () => {
    expect(tried(":Lecture")?.class).toBeNull();
    expect(tried("")?.class).toBeNull();
  });

  test("each usual way reads its own sample, and the first is the server's usual rule", () => {
    const read = usualRules.map(({ summary, sample }) => {
      const one = tried(sample, "", { ...rule, summary });
      return [one?.class, one?.sort];
    });
    expect(read).toEqual([
      ["CS-150_A", "Lecture"],
      ["MATH 201", "Seminar"],
      ["BIO-7", "Laboratory"],
      ["HIS101", ""],
      ["Year 7 Music", ""],
    ]);
    expect(usualRules[0].summary).toBe(rule.summary);
  });

  test("splits places as the server does", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Ca-c ,;\n]{0,20}$/), (location) => {
        const { rooms } = placesOfLocation(location, "guess");
        const fold = (names: readonly string[]) => new Set(names.map((name) => name.toLowerCase()));
        expect(fold(tried("X", location)?.places ?? [])).toEqual(fold(rooms));
      }),
    );
  });

  test.each([
    ["(?<class>.+)", ""],
    ["(?<class>", ""],
    [".+", ""],
    ["^(?<sort>.+)$", "\\["],
    ["(?<class>x)", "["],
  ])("is invalid where the server refuses it: %s, %s", (summary, locationNoise) => {
    const trouble = ruleTrouble({ ...rule, summary, locationNoise });
    const refused = invalidCalendarRule({ ...rule, summary, locationNoise }).map(({ field }) => field);
    expect(trouble.summary !== null).toBe(refused.includes("summary"));
    expect(trouble.locationNoise !== null).toBe(refused.includes("locationNoise"));
  });
});
