import { expect, test } from "vitest";
import { writeGrant } from "../../../web/app/accounts/write-grant.ts";

const now = new Date("2026-11-23T12:00:00Z");
const grant = (since: string, until: string | null) => ({
  ...{ id: "1", role: "tutor" as const, provider: null },
  ...{ since, until },
});

test.each([
  ["2026-11-01T00:00:00Z", null, "Tutor"],
  ["2026-11-23T12:01:00Z", null, "Tutor"],
  ["2026-12-01T00:00:00Z", null, "Tutor from Tue 1 Dec 2026"],
  // The last day is the one that ends at this moment, in the institution's zone.
  ["2026-11-01T00:00:00Z", "2027-07-31T23:00:00Z", "Tutor until Sat 31 Jul 2027"],
  ["2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z", "Tutor from Tue 1 Dec 2026 until Thu 31 Dec 2026"],
])("since %s, until %s: %s", (since, until, words) => {
  expect(writeGrant(grant(since, until), "Europe/London", now)).toBe(words);
});

test("who gives it is said where that is an identity provider", () => {
  const given = { ...grant("2026-11-01T00:00:00Z", "2026-12-23T12:00:00Z"), provider: "University login" };
  expect(writeGrant(given, "Europe/London", now)).toBe("Tutor by University login until Wed 23 Dec 2026");
});
