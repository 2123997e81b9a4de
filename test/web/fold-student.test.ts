import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { foldChanges, initialLiveState } from "../../web/app/live/fold-changes.ts";
import { foldStudent } from "../../web/app/students/fold-student.ts";
import { frame, freshStudent, markAt, scanAt, systemAt, today } from "./builders.ts";

const rooms = ["BSB214", "ECG-01", "ASG-13"];
const fresh = freshStudent("CSAI1001", rooms);
const empty = initialLiveState(systemAt(0), []);

const inRoom = (room: string, seq: number, status: "present" | "late") =>
  markAt(seq, {
    class: room,
    location: room,
    session: room,
    status,
    decision: status === "late" ? "late" : "granted",
  });

function factsAfter(parts: Parameters<typeof frame>[0]) {
  return foldChanges(empty, frame(parts)).facts.get("CSAI1001") ?? [];
}

describe("a student brought up to date", () => {
  test("granted, late and denied in three rooms is 1.5 of 3, 50.0 %, fair", () => {
    const student = foldStudent(
      fresh,
      0,
      factsAfter({
        places: [inRoom("BSB214", 2, "present"), inRoom("ECG-01", 4, "late")],
        scans: [
          scanAt(5, { location: "ASG-13", decision: "denied", reason: "Access denied for this location" }),
        ],
      }),
    );
    expect(student.rate).toMatchObject({ earned: 1.5, possible: 3, percent: 50, band: "fair" });
    expect(student.locations.map(({ status, decision, credit }) => [status, decision, credit])).toEqual([
      ["present", "granted", 1],
      ["late", "late", 0.5],
      ["expected", "denied", 0],
    ]);
    expect(student.locations[2]?.reason).toBe("Access denied for this location");
  });

  test.each([
    ["late, late, late", ["late", "late", "late"], 50, "fair"],
    ["present, late, nothing", ["present", "late"], 50, "fair"],
    ["present, nothing, nothing", ["present"], 33.3, "poor"],
    ["all present", ["present", "present", "present"], 100, "good"],
  ] as const)("%s", (_name, statuses, percent, band) => {
    const marks = statuses.map((status, index) => inRoom(rooms[index] ?? "", index + 1, status));
    expect(foldStudent(fresh, 0, factsAfter({ places: marks })).rate).toMatchObject({ percent, band });
  });

  test.each([
    [6, "present"],
    [7, "expected"],
  ] as const)("an answer complete up to %i leaves the mark of change 7 %s", (since, status) => {
    const student = foldStudent(fresh, since, factsAfter({ places: [inRoom("BSB214", 7, "present")] }));
    expect(student.locations[0]?.status).toBe(status);
    if (status === "expected") expect(student).toBe(fresh);
  });

  test("a claim is no identification: it is shown and counts nothing", () => {
    const claim = scanAt(3, { identified: false, decision: "denied", reason: "Face not in database" });
    const student = foldStudent(fresh, 0, factsAfter({ scans: [claim] }));
    expect(student.rate.percent).toBe(0);
    expect(student.locations[0]).toMatchObject({ status: "expected", reason: "Face not in database" });
  });

  test("a denial after a mark takes nothing from it, in whatever order the two are heard", () => {
    const mark = inRoom("BSB214", 3, "present");
    for (const seq of [2, 4]) {
      const denied = scanAt(seq, { decision: "denied" });
      const student = foldStudent(fresh, 0, factsAfter({ places: [mark], scans: [denied] }));
      expect(student.locations[0]).toMatchObject({ status: "present", decision: "granted", credit: 1 });
    }
  });

  test("another student's, room's or day's event changes nothing", () => {
    const state = foldChanges(
      empty,
      frame({
        places: [
          markAt(1, { student: "SE2001" }),
          markAt(2, { class: "LIB-1", location: "LIB-1", session: "x" }),
          markAt(3, { day: "2026-11-22", session: "y" }),
        ],
        scans: [scanAt(4, { location: "ASG-13", decision: "denied", occurredAt: "2026-11-22T10:00:00Z" })],
      }),
    );
    expect(foldStudent(fresh, 0, state.facts.get("CSAI1001") ?? [])).toBe(fresh);
  });

  test("a policy whose numbers only the server knows keeps the server's figure", () => {
    const theirs = { ...fresh, rate: { ...fresh.rate, policy: { version: 4, name: "our own" } } };
    const student = foldStudent(theirs, 0, factsAfter({ places: [inRoom("BSB214", 7, "present")] }));
    expect(student.rate).toBe(theirs.rate);
    expect(student.locations[0]?.status).toBe("present");
  });

  test("the rate is within 0 and 100 and shows its sum, whatever is heard", () => {
    const marks = fc.array(
      fc.record({
        room: fc.constantFrom(...rooms),
        status: fc.constantFrom("present" as const, "late" as const),
      }),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(marks, (heard) => {
        const facts = factsAfter({ places: heard.map(({ room, status }, i) => inRoom(room, i + 1, status)) });
        const { rate, locations } = foldStudent(fresh, 0, facts);
        expect(rate.possible).toBe(3);
        expect(rate.earned).toBe(locations.reduce((sum, location) => sum + (location.credit ?? 0), 0));
        expect(rate.percent).toBeCloseTo((100 * rate.earned) / 3, 0);
        expect(rate.asOf >= `${today}T00:00:00Z`).toBe(true);
      }),
    );
  });
});
