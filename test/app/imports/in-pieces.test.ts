import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import { nothingTold, type SessionItem } from "../../../src/app/imports/import-content.ts";
import type { StoredWorld } from "../../../src/app/imports/import-plan.ts";
import { runInPieces } from "../../../src/app/imports/in-pieces.ts";
import { planImport, planInPieces } from "../../../src/app/imports/plan-import.ts";

const at = { file: "plan.ics", line: 1 };
const start = Temporal.Instant.from("2026-12-01T09:00:00Z");
const meetings = 400;
const sessions = Array.from({ length: meetings }, (_, n): SessionItem => {
  const begins = start.add({ hours: n });
  const day = begins.toString().slice(0, 10);
  const [classes, rooms] = [[`C-${n % 20}`], [`R ${n % 9}`]];
  const end = begins.add({ minutes: 50 });
  return {
    key: `u${n}`,
    at,
    classes,
    rooms,
    start: begins,
    end,
    timeZone: "UTC",
    day,
    cancelled: false,
    sequence: null,
  };
});
const content = {
  ...nothingTold,
  kind: "icalendar" as const,
  source: "calendar plan",
  scope: { ...nothingTold.scope, class: "additions" as const, session: "complete" as const },
  classes: Array.from({ length: 20 }, (_, n) => ({ key: `C-${n}`, code: `C-${n}`, at })),
  sessions,
};
const world: StoredWorld = {
  roster: {
    terms: [],
    nonTeachingDays: [],
    rooms: [],
    courses: [],
    classes: [],
    people: [],
    identifiers: [],
    formerIds: [],
    formerLogins: [],
    enrolments: [],
    keys: [],
  },
  sessions: [],
  said: new Map(),
  takenBack: new Map(),
  onDays: [],
  standing: [],
};
const context = () => {
  const ids = Array.from(
    { length: 1_000 },
    (_, n) => `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`,
  );
  const mint = () => ids.shift() ?? "";
  return { now: Temporal.Instant.from("2026-11-22T12:00:00Z"), today: "2026-11-22", timeZone: "UTC", mint };
};

test("a plan stops after each meeting at every step of it, and is the same plan", () => {
  const pieces = planInPieces(content, world, context());
  let stops = 0;
  let step = pieces.next();
  for (; step.done !== true; step = pieces.next()) stops += 1;
  // Recognised, resolved, given its rooms, placed, ordered, matched and planned.
  expect(stops).toBeGreaterThan(7 * meetings);
  expect(step.value).toEqual(planImport(content, world, context()));
  expect(step.value.sessions).toHaveLength(meetings);
});

test("between pieces others have their turn, and what went wrong in one comes out", async () => {
  let turns = 0;
  function* work() {
    for (let n = 0; n < 4; n += 1) {
      const until = performance.now() + 20;
      while (performance.now() < until);
      yield;
    }
    return "done";
  }
  expect(
    await runInPieces(work(), async () => {
      turns += 1;
    }),
  ).toBe("done");
  expect(turns).toBe(4);
  function* failing(): Generator<undefined, string> {
    yield;
    throw new Error("broken");
  }
  await expect(runInPieces(failing())).rejects.toThrow("broken");
});
