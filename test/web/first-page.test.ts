import { expect, test } from "vitest";
import type { MeView } from "../../src/contract/http/me.ts";
import { pagePaths } from "../../src/contract/http/page-paths.ts";
import { deeds, isDeed, rowOf } from "../../src/domain/rights/deeds.ts";
import { type Role, roles } from "../../src/domain/rights/role.ts";
import { firstPage, mayGo } from "../../web/app/me/first-page.ts";
import { destinations } from "../../web/app/shell/destinations.ts";

/** What the server says of somebody who has one role. */
const meAs = (role: Role): MeView => ({
  kind: "account",
  name: "ada",
  roles: [role],
  student: role === "student" ? "S 1" : null,
  deeds: Object.keys(deeds)
    .filter(isDeed)
    .flatMap((deed) => {
      const reach = rowOf(deed).may[role];
      return reach === undefined ? [] : [{ deed, reach: reach === "all" ? "everything" : "own" }];
    }),
});

test("each role begins at its own work", () => {
  expect(Object.fromEntries(roles.map((role) => [role, firstPage(meAs(role))]))).toEqual({
    administrator: "/",
    registrar: pagePaths.registersToReview,
    lecturer: pagePaths.registers,
    tutor: pagePaths.tutees,
    technician: pagePaths.devices,
    data_protection_officer: "/privacy",
    auditor: "/audit",
    student: "/students/S%201",
  });
  const everybody: MeView = { ...meAs("registrar"), kind: "everybody", roles: [] };
  expect(firstPage(everybody)).toBe("/");
});

test("each role is led to the pages that have something for it", () => {
  const ways = (role: Role): string[] =>
    destinations.filter(({ to }) => mayGo(meAs(role), to)).map(({ word }) => word);
  expect(ways("lecturer")).toEqual(["Registers", "Classes", "Disputes", "Policy"]);
  expect(ways("student")).toEqual(["Students", "Absences", "Disputes"]);
  expect(ways("tutor")).toEqual(["Tutees", "Students", "Absences", "Disputes", "Policy"]);
  expect(ways("technician")).toEqual(["Devices", "Kiosks"]);
  expect(ways("registrar")).toEqual(
    destinations
      .map(({ word }) => word)
      .filter((word) => !["Tutees", "Notifications", "Accounts", "Audit log"].includes(word)),
  );
});
