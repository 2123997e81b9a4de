import { describe, expect, test } from "vitest";
import { faultOf } from "../../web/app/api/call-api.ts";
import { sayProblem } from "../../web/app/api/say-problem.ts";

const said = (field: string, message: string): string =>
  sayProblem({ title: "The request is not valid", detail: "raw", errors: [{ field, message }] });

describe("what a refusal says to a person", () => {
  test.each([
    ["to.minutesLate", "not a whole number; give one", "Minutes late: not a whole number; give one."],
    ["times.0.start", "missing; give a text", "Start: missing; give a text."],
    ["to", "is before the first day, 2026-09-21", "To: is before the first day, Mon 21 Sept 2026."],
    [
      "to.status",
      "only absent_authorised and not_possible can be known",
      "Mark: only “Authorised absence” and “Not counted” can be known.",
    ],
    [
      "beside",
      "2026-11-24T09:00:00Z begins before another has ended",
      "Times: Tue 24 Nov 2026 09:00 UTC begins before another has ended.",
    ],
    ["id", "2026-13-40: no such session", "Id: 2026-13-40: no such session."],
  ])("%s: %s", (field, message, expected) => {
    expect(said(field, message)).toBe(expected);
  });

  test("without fields the detail is the sentence, and without that the title", () => {
    expect(sayProblem({ title: "The store is away", detail: "wait until 2026-11-25" })).toBe(
      "Wait until Wed 25 Nov 2026.",
    );
    expect(sayProblem({ title: "The store is away" })).toBe("The store is away.");
  });

  test("what is said of a field beside it has its days written too", () => {
    const fault = faultOf(400, {
      type: "about:blank",
      title: "The change is not made",
      status: 400,
      errors: [{ field: "to", message: "is before the first day, 2026-09-21" }],
    });
    expect(fault.errors).toEqual([{ field: "to", message: "Is before the first day, Mon 21 Sept 2026" }]);
  });
});
