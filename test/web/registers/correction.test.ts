import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import { toMarkView } from "../../../src/app/registers/mark-view.ts";
import { correctionRequest, sessionStates, signOffRequest } from "../../../src/contract/http/sessions.ts";
import { correctMark } from "../../../src/domain/attendance/correct-mark.ts";
import { markStatuses } from "../../../src/domain/attendance/mark.ts";
import type { RegisterMark } from "../../../src/domain/attendance/register-mark.ts";
import { creditPolicy } from "../../../src/domain/policy/policy.ts";
import { windowOf } from "../../../src/domain/timetable/session-window.ts";
import {
  correctionBack,
  correctionOf,
  correctionWords,
  quickReasons,
  releasable,
} from "../../../web/app/registers/correction.ts";
import { correctionsIn } from "../../../web/app/registers/corrections-in.ts";
import { describeFinality } from "../../../web/app/registers/describe-finality.ts";
import { guessMinutesLate } from "../../../web/app/registers/guess-minutes-late.ts";
import { previewSignOff, unansweredOf } from "../../../web/app/registers/preview-sign-off.ts";
import { markOf, registerOf, sessionRow } from "./session-row.ts";

const window = windowOf(
  {
    kind: "timetabled",
    start: Temporal.Instant.from("2026-11-23T09:00:00Z"),
    end: Temporal.Instant.from("2026-11-23T10:00:00Z"),
  },
  creditPolicy,
);

test("what takes a mark back is a request that the server takes, whatever the mark was", () => {
  for (const status of markStatuses) {
    for (const source of ["automatic", "manual", "leave", "import"] as const) {
      for (const word of source === "automatic" || source === "leave"
        ? [null]
        : (["correction", "signature"] as const)) {
        const to = correctionBack(markOf("a", { status, source, word, minutesLate: 3 }));
        expect(correctionRequest.safeParse({ to, reason: "Undone", revision: 1 }).success).toBe(true);
        // A correction over what a signer said is taken back to that, and not written as one more correction.
        if (word !== "correction") expect(to).toEqual({ status: "automatic" });
      }
    }
  }
});

test("a person's word is taken back to that word, with its minutes", () => {
  expect(
    correctionBack(markOf("a", { status: "late", source: "manual", word: "correction", minutesLate: 7 })),
  ).toEqual({
    status: "late",
    minutesLate: 7,
  });
});

test("each correction has a word and reasons at hand, and is a request that the server takes", () => {
  for (const status of correctionsIn("open")) {
    expect(correctionWords[status]).not.toBe("");
    expect(quickReasons[status].length).toBeGreaterThan(0);
    const to = correctionOf(status, 4);
    expect(correctionRequest.safeParse({ to, reason: quickReasons[status][0], revision: 0 }).success).toBe(
      true,
    );
  }
});

test("a final register and a cancelled session are corrected by nobody; ahead of time only what can be known is", () => {
  expect(sessionStates.filter((state) => correctionsIn(state).length === 0)).toEqual(["final", "cancelled"]);
  expect(correctionsIn("scheduled")).not.toContain("present");
  expect(correctionsIn("scheduled")).toContain("absent_authorised");
});

test.each([
  ["09:00:00", null],
  ["09:00:01", 1],
  ["09:07:00", 7],
  ["09:07:01", 8],
  ["10:00:00", 60],
  ["10:00:01", null],
])("somebody marked late at %s is %s minutes late", (time, minutes) => {
  const now = Date.parse(`2026-11-23T${time}Z`);
  expect(guessMinutesLate(markOf("a"), sessionRow(), now)).toBe(minutes);
});

test("the first scan tells better than now how late somebody is", () => {
  const mark = markOf("a", { firstSeen: "2026-11-23T09:12:30Z" });
  expect(guessMinutesLate(mark, sessionRow(), Date.parse("2026-11-23T09:40:00Z"))).toBe(13);
});

test("signing an open register off says who will be absent, and when it is final", () => {
  const open = registerOf(sessionRow(), [
    markOf("a", { status: "not_seen" }),
    markOf("b"),
    markOf("c", { status: "present" }),
  ]);
  expect(previewSignOff(open)).toEqual([
    "2 students not seen yet will be absent at 10:10, unless seen by then.",
    "The register becomes final when it closes, at 10:10.",
  ]);
});

test("signing a closed register off says what becomes of those to review", () => {
  const closed = registerOf(sessionRow({ state: "closed" }), [
    markOf("a", { status: "needs_review" }),
    markOf("b", { status: "absent", flags: ["conflict"] }),
  ]);
  expect(previewSignOff(closed)).toEqual([
    "One student to review will be absent.",
    "The register becomes final at once.",
    "One student in conflict with a later scan keeps what a person said.",
  ]);
});

test("a closed register says when it becomes final by itself, in the session's own time, or what keeps it from that", () => {
  const closed = sessionRow({ state: "closed", timeZone: "Asia/Singapore" });
  const told = (obstacles: string[], signedOff: typeof closed.signedOff = null) =>
    describeFinality(
      registerOf({ ...closed, signedOff }, [], { finality: { at: "2026-11-30T16:30:00Z", obstacles } }),
    );
  // Whether a comma follows the weekday is the runtime's own business.
  expect(told([])).toMatch(
    /^Closed\. Becomes final by itself on Tuesday,? 1 December 2026 at 00:30, or when it is signed off\.$/,
  );
  expect(told(["3 marks need review."])).toBe(
    "Closed. Does not become final by itself as long as this holds: 3 marks need review. Becomes final when it is signed off.",
  );
  // What a signature left for review is reviewed first.
  expect(told(["1 mark needs review."], { at: "2026-11-30T16:20:00Z", by: "Ada" })).toMatch(
    /^Closed\. Does not become final by itself as long as this holds: 1 mark needs review\. Signed off by Ada /,
  );
});

test("a signer's “absent” alone goes with the signature; a correction is released, and the server says the same", () => {
  const before = (rule: "corrected" | "absent_by_word"): RegisterMark => ({
    source: "manual",
    mark: { status: "absent" },
    correction: "word",
    why: { rule, policyVersion: 1, scans: [], otherSession: null, judgedFrom: null },
    flags: [],
    lastSeen: null,
    presentMs: null,
    leave: null,
  });
  for (const rule of ["corrected", "absent_by_word"] as const) {
    const verdict = correctMark(
      {
        to: "released",
        actor: "a",
        role: "lecturer",
        source: "manual",
        reason: "Mistake",
        at: Temporal.Now.instant(),
      },
      { session: "s", student: "S1", state: "closed", before: before(rule) },
    );
    const scene = {
      window,
      policy: { minimumStay: null },
      timeZone: "Europe/London",
      rooms: ["B12"],
      blind: [],
    };
    const shown = toMarkView({ id: "S1", name: null }, before(rule), 1, {
      ...scene,
      sightings: new Map(),
      otherSessions: new Map(),
      absences: new Map(),
      tells: true,
      lateFacts: false,
      by: null,
      attempt: null,
      turnedAway: 0,
      signed: null,
    });
    expect("refused" in verdict).toBe(releasable([shown]).length === 0);
    expect(shown.word).toBe(rule === "corrected" ? "correction" : "signature");
  }
});

test("a signature is asked of those who are in question, but for those of whom a word waits on the device", () => {
  const register = registerOf(
    sessionRow(),
    [markOf("a", { status: "cannot_be_known" }), markOf("b", { status: "cannot_be_known" })],
    { unanswered: ["a", "b"] },
  );
  const named = (waiting?: ReadonlyMap<string, unknown>) =>
    unansweredOf(register, waiting).map(({ student }) => student.id);
  expect(named()).toEqual(["a", "b"]);
  expect(named(new Map([["a", "present"]]))).toEqual(["b"]);
});

test("a signature that says what became of some names them", () => {
  expect(signOffRequest.safeParse({}).success).toBe(true);
  expect(signOffRequest.safeParse({ unseen: "absent", of: [] }).success).toBe(true);
  expect(signOffRequest.safeParse({ unseen: "absent" }).error?.issues).toMatchObject([{ path: ["of"] }]);
});
