import { expect, test } from "vitest";
import type { RegisterView } from "../../../src/contract/http/sessions.ts";
import { foldRegister } from "../../../web/app/registers/fold-register.ts";
import { unansweredOf } from "../../../web/app/registers/preview-sign-off.ts";
import { frame } from "../builders.ts";
import { markOf, registerOf, sessionRow } from "./session-row.ts";

const register = registerOf(sessionRow({ expected: 2, counts: { not_seen: 2 } }), [
  markOf("A", { status: "not_seen" }),
  markOf("B", { status: "not_seen" }),
]);
const seen = markOf("B", { status: "present", revision: 1, firstSeen: "2026-11-23T09:01:00Z" });

test("a row that changed takes its place, the others stay the very same, and the counts follow", () => {
  const frames = frame({
    seq: 5,
    registers: [{ session: "s1", marks: [seen], visitors: null, sharedBrowsers: [] }],
  });
  const after = foldRegister(register, frames);
  expect(after?.marks).toEqual([register.marks[0], seen]);
  expect(after?.marks[0]).toBe(register.marks[0]);
  expect(after?.session).toMatchObject({ counts: { not_seen: 1, present: 1 }, expected: 2, toLookAt: 0 });
});

test("somebody who was not expected, and visitors, come in; another session's rows do not", () => {
  const visitor = { student: { id: "Z", name: null }, at: "2026-11-23T09:02:00Z", scan: "scan" };
  const change = {
    session: "s1",
    marks: [markOf("C", { status: "needs_review", revision: 1 })],
    visitors: [visitor],
    sharedBrowsers: [[visitor.student, { id: "C", name: null }]],
  };
  const after = foldRegister(register, frame({ seq: 5, registers: [change] }));
  expect(after?.marks.map(({ student }) => student.id)).toEqual(["A", "B", "C"]);
  expect(after).toMatchObject({
    visitors: [visitor],
    sharedBrowsers: change.sharedBrowsers,
    session: { expected: 3, toLookAt: 1 },
  });
  const other = foldRegister(register, frame({ seq: 5, registers: [{ ...change, session: "s2" }] }));
  expect(other?.marks).toBe(register.marks);
});

test("of whom it cannot be known any more is in question until the register is read, which decides", () => {
  const unknown = markOf("B", { status: "cannot_be_known", revision: 1 });
  const frames = frame({
    seq: 5,
    registers: [{ session: "s1", marks: [unknown], visitors: null, sharedBrowsers: [] }],
  });
  const inQuestion = (held: RegisterView | null) =>
    held && unansweredOf(held).map(({ student }) => student.id);
  expect(inQuestion(foldRegister({ ...register, unanswered: ["A"] }, frames))).toEqual(["A", "B"]);
  expect(inQuestion({ ...register, marks: [unknown] })).toEqual([]);
});

test("attempts are counted on, the newest told, and one that was in already is not counted again", () => {
  const tried = {
    session: "s1",
    student: "A",
    scan: "scan",
    decision: "denied" as const,
    reason: "face not in database",
    first: true,
  };
  const held = { ...register, seq: 4 };
  const after = foldRegister(
    held,
    frame({
      seq: 7,
      attempts: [
        { ...tried, seq: 4, at: "2026-11-23T08:59:00Z" },
        { ...tried, seq: 6, at: "2026-11-23T09:03:00Z" },
        { ...tried, seq: 7, at: "2026-11-23T09:01:00Z", reason: "earlier" },
        { ...tried, seq: 7, at: "2026-11-23T09:05:00Z", session: "s2" },
      ],
    }),
  );
  expect(after?.attempts).toEqual([
    {
      student: "A",
      times: 2,
      at: "2026-11-23T09:03:00Z",
      decision: "denied",
      reason: "face not in database",
    },
  ]);
  expect(after?.marks).toBe(register.marks);
});

test("a frame that was made before what is held takes nothing back, and a changed plan asks for a reading", () => {
  const held = foldRegister(
    register,
    frame({ registers: [{ session: "s1", marks: [seen], visitors: null, sharedBrowsers: [] }] }),
  );
  const older = markOf("B", { status: "not_seen" });
  const after = foldRegister(
    held ?? register,
    frame({ registers: [{ session: "s1", marks: [older], visitors: null, sharedBrowsers: [] }] }),
  );
  expect(after?.marks[1]).toEqual(seen);
  expect(foldRegister(register, frame({ sessions: [{ session: "s1", seq: 7 }] }))).toBeNull();
  expect(foldRegister(register, frame({ sessions: [{ session: "s2", seq: 7 }] }))).not.toBeNull();
});
