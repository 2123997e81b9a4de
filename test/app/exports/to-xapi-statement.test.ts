import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import type { RegisterEntry } from "../../../src/app/exports/read-register.ts";
import { toXapiStatement } from "../../../src/app/exports/to-xapi-statement.ts";
import { xapiStatement } from "../../../src/contract/http/exports.ts";
import { type MarkStatus, markStatuses } from "../../../src/domain/attendance/mark.ts";
import type { CorrectedMark } from "../../../src/domain/attendance/register-mark.ts";

const instance = "0196f0a0-0000-7000-8000-000000000001";
const session = "0196f0a0-0000-7000-8000-000000000002";
const start = Temporal.Instant.from("2026-11-23T09:00:00Z");
const scan = "0196f0a0-0000-7000-8000-000000000003";

const head: Parameters<typeof toXapiStatement>[1] = {
  classes: [{ code: "7A", title: "Group 7A" }],
  stored: {
    plan: {
      id: session,
      kind: "timetabled",
      start,
      end: start.add({ hours: 1 }),
      timeZone: "Europe/London",
      day: "2026-11-23",
      rooms: [],
      classes: [],
      staff: [],
      required: true,
      weight: 1,
      title: "Maths",
      sort: "Lecture",
      mode: "in_person",
      source: null,
    },
    opensAt: start,
    closesAt: start,
    state: "final",
    signedOff: null,
    finalisedAt: null,
  },
};

function entryOf(status: MarkStatus, over: Partial<RegisterEntry["mark"]> = {}): RegisterEntry {
  const nothing = {
    why: { rule: "corrected", policyVersion: 1, scans: [], otherSession: null, judgedFrom: null },
    flags: [],
    lastSeen: null,
    presentMs: null,
    leave: null,
  } as const;
  return {
    dfeCode: null,
    entry: { ...nothing, source: "automatic", mark: markOf(status) },
    mark: {
      student: { id: "S1", name: "Ada Byron" },
      status,
      minutesLate: null,
      minutesPresent: null,
      firstSeen: null,
      lastSeen: null,
      source: "automatic",
      word: null,
      flags: [],
      revision: 1,
      why: "",
      ...over,
    },
  };
}

function markOf(
  status: MarkStatus,
): Extract<RegisterEntry["entry"], { source: "automatic" | "leave" }>["mark"] {
  const seen = { firstSeen: start, scan };
  switch (status) {
    case "expected":
    case "not_seen":
    case "cannot_be_known":
    case "absent":
      return { status };
    case "present":
      return { status, ...seen };
    case "late":
    case "late_after_close":
      return { status, minutesLate: 9, ...seen };
    case "absent_authorised":
    case "elsewhere":
      return { status, absence: scan };
    case "left_early":
      return { status, arrival: "late", minutesLate: 9, minutesPresent: 10, ...seen };
    case "not_possible":
      return { status, because: "clash" };
    case "needs_review":
      return { status, because: "room_blind" };
  }
}

const jisc = "http://xapi.jisc.ac.uk";
const attended = (late: 0 | 1, category: string) => ({
  completion: true,
  extensions: { [`${jisc}/attendance_late`]: late, [`${jisc}/attendance_category`]: category },
});
const missed = (category: string) => ({
  completion: false,
  extensions: { [`${jisc}/attendance_category`]: category },
});
const results: Readonly<Record<MarkStatus, unknown>> = {
  present: attended(0, "present"),
  late: attended(1, "late"),
  late_after_close: attended(1, "late_after_close"),
  left_early: attended(1, "left_early"),
  absent: missed("absent"),
  absent_authorised: missed("absent_authorised"),
  elsewhere: missed("elsewhere"),
  expected: null,
  not_seen: null,
  cannot_be_known: null,
  not_possible: null,
  needs_review: null,
};

describe("a statement of a mark", () => {
  test.each(markStatuses)("%s", (status) => {
    const statement = toXapiStatement(instance, head, entryOf(status), false);
    expect(statement?.result ?? null).toEqual(results[status]);
  });

  test("left early after an arrival on time is not late", () => {
    const entry = entryOf("left_early");
    const mark: CorrectedMark = {
      status: "left_early",
      arrival: "present",
      minutesLate: null,
      minutesPresent: 5,
    };
    const corrected = { ...entry.entry, source: "manual", correction: scan, mark } as const;
    const statement = toXapiStatement(instance, head, { ...entry, entry: corrected }, false);
    expect(statement?.result).toEqual(attended(0, "left_early"));
  });

  test("is of an account without a name, at the planned start", () => {
    const statement = toXapiStatement(instance, head, entryOf("late"), false);
    expect(xapiStatement.parse(statement)).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{14}5[0-9a-f-]{21}$/),
      actor: { objectType: "Agent", account: { homePage: `urn:uuid:${instance}`, name: "S1" } },
      verb: { id: "http://adlnet.gov/expapi/verbs/attended", display: { en: "attended" } },
      object: {
        objectType: "Activity",
        id: `urn:uuid:${session}`,
        definition: {
          type: `${jisc}/event_timetabled`,
          name: { en: "Maths" },
          extensions: {
            [`${jisc}/starttime`]: "2026-11-23T09:00:00.000Z",
            [`${jisc}/endtime`]: "2026-11-23T10:00:00.000Z",
            [`${jisc}/event_mandatory`]: 1,
            [`${jisc}/event_type_description`]: "Lecture",
          },
        },
      },
      result: attended(1, "late"),
      timestamp: "2026-11-23T09:00:00.000Z",
    });
    expect(JSON.stringify(statement)).not.toContain("Byron");
  });

  test("keeps its id for a revision, and has another for the next", () => {
    const id = (revision: number) =>
      toXapiStatement(instance, head, entryOf("present", { revision }), false)?.id;
    expect(id(1)).toBe(id(1));
    expect(id(2)).not.toBe(id(1));
  });

  test("is categorised by England's code where there is one", () => {
    const category = (dfeCode: RegisterEntry["dfeCode"]) =>
      toXapiStatement(instance, head, { ...entryOf("absent"), dfeCode }, true)?.result.extensions[
        `${jisc}/attendance_category`
      ];
    expect([category("N"), category(null)]).toEqual(["N", "absent"]);
  });
});
