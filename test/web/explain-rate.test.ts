import { expect, test } from "vitest";
import { foldChanges, initialLiveState } from "../../web/app/live/fold-changes.ts";
import { explainRate } from "../../web/app/student/explain-rate.ts";
import { foldStudent } from "../../web/app/students/fold-student.ts";
import { frame, freshStudent, markAt, systemAt } from "./builders.ts";

const rooms = ["BSB214", "ECG-01", "ASG-13"];

function studentAfter(...marks: Parameters<typeof markAt>[1][]) {
  const state = foldChanges(
    initialLiveState(systemAt(0), []),
    frame({ places: marks.map((more, index) => markAt(index + 1, more)) }),
  );
  return foldStudent(freshStudent("CSAI1001", rooms), 0, state.facts.get("CSAI1001") ?? []);
}

test("present, late and not seen is written as the sum that it is", () => {
  const { locations, rate } = studentAfter(
    { class: "BSB214", location: "BSB214", session: "1", status: "present" },
    { class: "ECG-01", location: "ECG-01", session: "2", status: "late" },
    { class: "ASG-13", location: "ASG-13", session: "3", status: "not_seen", decision: null, at: null },
  );
  const told = explainRate(locations, rate);
  expect(told.line).toBe(
    "1 (Present, BSB214) + 0.5 (Late, ECG-01) + 0 (Not seen, ASG-13) = 1.5 of 3 = 50.0 %",
  );
  expect(told.policy).toBe("Policy “credit”, version 1: present is 1, late 0.5, not seen 0.");
});

test("a class in a room of another name is told with both", () => {
  const { locations, rate } = studentAfter({
    class: "BSB214",
    location: "BSB214",
    session: "1",
    status: "present",
  });
  const [first, ...others] = locations;
  if (first === undefined) throw new Error("there is no place");
  const told = explainRate([{ ...first, class: "Algebra" }, ...others], rate);
  expect(told.terms[0]).toEqual({ credit: "1", because: "Present, Algebra in BSB214" });
});

test("nothing to count is no sum, and what was left out is told", () => {
  const { locations, rate } = freshStudent("CSAI1001", rooms);
  const told = explainRate(
    locations.map((place) => ({ ...place, credit: null })),
    { ...rate, percent: null, band: null, excluded: [{ reason: "undecided", sessions: 3 }] },
  );
  expect([told.line, told.sum, told.percent]).toEqual(["Nothing to count yet.", null, null]);
  expect(told.excluded).toEqual(["3 sessions left out: not begun"]);
});

test("numbers of a policy that only the server knows are not made up", () => {
  const { locations, rate } = freshStudent("CSAI1001", rooms);
  const told = explainRate(locations, { ...rate, policy: { name: "our own", version: 4 } });
  expect([told.policy, told.bands]).toEqual(["Policy “our own”, version 4.", null]);
});
