import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nextPage } from "../../../web/app/accounts/next-page.ts";

const origin = "https://muster.school.example";

describe("the page after signing in", () => {
  test.each([
    ["/registers/day?on=2026-11-23", "/registers/day?on=2026-11-23"],
    ["/students/S%2F1#marks", "/students/S%2F1#marks"],
    [null, "/"],
    ["", "/"],
    ["registers", "/"],
    ["https://evil.example/", "/"],
    ["//evil.example/", "/"],
    ["/\\evil.example/", "/"],
    ["/\t/evil.example/", "/"],
    ["\\\\evil.example", "/"],
    ["/.//evil.example", "/"],
    ["/a/..//evil.example", "/"],
    ["javascript:alert(1)", "/"],
    ["/sign-in?next=/sign-in", "/"],
  ])("%j leads to %s", (asked, page) => {
    expect(nextPage(asked, origin)).toBe(page);
  });

  test("whatever is asked, a browser stays on this server", () => {
    const odd = fc.string({
      unit: fc.constantFrom("/", "\\", "\t", "\n", ":", "@", ".", "a", "evil", "%2f", "#", "?"),
    });
    fc.assert(
      fc.property(fc.oneof(odd, fc.string()), (asked) => {
        const page = nextPage(`/${asked}`, origin);
        expect(page.startsWith("/")).toBe(true);
        expect(new URL(page, origin).origin).toBe(origin);
      }),
    );
  });
});
