import { expect, test } from "vitest";
import { daysBesideRate, daysOfAlerts, titleOfWindow } from "../../web/app/students/title-of-window.ts";

const term = { title: "Autumn", from: "2026-09-01", to: "2026-12-18" };
const today = { title: null, from: "2026-11-30", to: "2026-11-30" };
const weeks = { title: null, from: "2026-06-01", to: "2026-11-30" };

test("a rate says its days beside it where those of pages and of alerts are not the same", () => {
  expect([term, today, weeks].map(daysBesideRate)).toEqual([null, "today", "since Mon 1 Jun 2026"]);
  expect([term, today, weeks].map(titleOfWindow)).toEqual([
    "Autumn",
    "today, since no term has begun",
    "Monday 1 June 2026 to Monday 30 November 2026",
  ]);
  expect(daysOfAlerts(term)).toBeNull();
  expect(daysOfAlerts(today)).toContain("the last half a year");
});
