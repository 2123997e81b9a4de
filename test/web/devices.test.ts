import { describe, expect, test } from "vitest";
import type { SenderView } from "../../src/contract/http/senders.ts";
import { senderState } from "../../src/domain/attendance/sender-state.ts";
import { explainMissing } from "../../web/app/devices/explain-missing.ts";
import { orderSenders } from "../../web/app/devices/sender-looks.ts";
import { partsOfDay, silencesOf } from "../../web/app/devices/silences-of.ts";
import { writeAgo } from "../../web/app/devices/write-ago.ts";
import { writeSilence } from "../../web/app/devices/write-silence.ts";

const now = Date.parse("2026-11-22T12:00:00Z");
const heardSecondsAgo = (seconds: number, more: Partial<SenderView> = {}): SenderView => {
  const lastAt = new Date(now - seconds * 1000).toISOString();
  return {
    name: "gate",
    source: "original",
    firstAt: lastAt,
    lastAt,
    scans: 1,
    state: null,
    stateAt: null,
    heartbeatAt: null,
    outbox: null,
    clock: null,
    clockAheadSeconds: null,
    firmware: null,
    missing: 0,
    numbersTwice: 0,
    room: null,
    title: null,
    retired: null,
    disabled: null,
    expectedSilence: null,
    silenceExpectedUntil: null,
    ...more,
  };
};
const native = { source: "native", state: "online", heartbeatAt: "2026-11-22T11:00:00Z" } as const;

describe("the state of a sender", () => {
  test.each([
    [30 * 60, "heard"],
    [30 * 60 + 1, "quiet"],
    [24 * 3600 - 1, "quiet"],
    [24 * 3600, "gone"],
  ])("without a heartbeat, %i seconds after its last scan: %s", (seconds, state) => {
    expect(senderState(heardSecondsAgo(seconds), now)).toBe(state);
  });

  test.each([
    [90, "heard"],
    [91, "silent"],
    [24 * 3600, "gone"],
  ])("with one, %i seconds after it was heard: %s", (seconds, state) => {
    expect(senderState(heardSecondsAgo(seconds, native), now)).toBe(state);
  });

  test("who says that it is offline is, however lately", () => {
    expect(senderState(heardSecondsAgo(0, { ...native, state: "offline" }), now)).toBe("offline");
  });
});

describe("the silence of a sender of whom people said something", () => {
  const retired = { at: "2026-11-22T11:00:00Z", by: "somebody", reason: "" };
  const silenceExpectedUntil = "2026-11-22T12:01:00Z";
  test.each([
    ["retired", 200, { retired }, "retired"],
    ["retired for long", 90_000, { retired }, "retired"],
    ["retired, and heard all the same", 5, { retired }, "heard"],
    ["expected to be silent", 200, { silenceExpectedUntil }, "expected"],
    ["expected to be silent, and heard", 5, { silenceExpectedUntil }, "heard"],
    [
      "expected to be silent until a moment ago",
      200,
      { silenceExpectedUntil: "2026-11-22T12:00:00Z" },
      "silent",
    ],
  ] as const)("%s", (_, seconds, more, state) => {
    expect(senderState(heardSecondsAgo(seconds, { ...native, ...more }), now)).toBe(state);
  });

  test.each([
    [[1, 2, 3, 4, 5], "18:00", "07:00", null, "Mon to Fri 18:00 to 07:00"],
    [[7, 6], "00:00", "00:00", null, "Sat and Sun all day"],
    [
      [1, 2, 3, 4, 5, 6, 7],
      "22:00",
      "06:00",
      "2027-01-03",
      "every day 22:00 to 06:00; until the end of Sun 3 Jan 2027",
    ],
    [[1, 3, 4, 5], "12:00", "13:00", null, "Mon, Wed to Fri 12:00 to 13:00"],
  ] as const)("%j %s to %s until %s is written %s", (days, from, to, until, words) => {
    expect(writeSilence({ weekly: [{ days: [...days], from, to }], until })).toBe(words);
  });
});

describe("the days of a sender’s week", () => {
  const health = [
    { from: "2026-11-20T22:00:00Z", to: "2026-11-21T06:00:00Z", state: "silent", how: "will" },
    { from: "2026-11-21T06:00:00Z", to: "2026-11-22T09:00:00Z", state: "heard", how: null },
    { from: "2026-11-22T09:00:00Z", to: "2026-11-22T12:00:00Z", state: "silent", how: null },
  ] as const;
  test("are cut at midnight", () => {
    expect(partsOfDay(health, { from: "2026-11-21T00:00:00Z", to: "2026-11-22T00:00:00Z" })).toEqual([
      { state: "silent", from: 0, to: 0.25 },
      { state: "heard", from: 0.25, to: 1 },
    ]);
  });
  test("silences are told newest first, the one that lasts without an end", () => {
    expect(silencesOf(health)).toEqual([
      { from: "2026-11-22T09:00:00Z", to: null, ms: 3 * 3_600_000, how: null },
      { from: "2026-11-20T22:00:00Z", to: "2026-11-21T06:00:00Z", ms: 8 * 3_600_000, how: "will" },
    ]);
  });
});

test("those come first that need a person, the longest silent before the others, the gone last", () => {
  const senders = [
    heardSecondsAgo(0, { name: "b heard" }),
    heardSecondsAgo(90_000, { name: "gone" }),
    heardSecondsAgo(200, { ...native, name: "silent" }),
    heardSecondsAgo(50, { name: "a heard" }),
    heardSecondsAgo(500, { ...native, name: "silent for long" }),
    heardSecondsAgo(5, { ...native, name: "offline", state: "offline" }),
    heardSecondsAgo(2_000, { name: "quiet" }),
  ];
  expect(orderSenders(senders, now).map(({ name }) => name)).toEqual([
    "offline",
    "silent for long",
    "silent",
    "quiet",
    "a heard",
    "b heard",
    "gone",
  ]);
});

describe("missing numbers", () => {
  const explain = (missing: number, outbox: number | null, state: "online" | "offline" = "online") =>
    explainMissing({ missing, outbox, state, numbersTwice: 0 });

  test("are nothing to explain when none are", () => expect(explain(0, 5)).toBeNull());
  test("will come when as many wait on a device that is there", () => {
    expect(explain(3, 3)).toContain("they will fill the gap");
    expect(explain(3, 3, "offline")).not.toContain("they will fill the gap");
  });
  test("may come in part when fewer wait", () => expect(explain(3, 2)).toContain("may fill it in part"));
  test("are lost, or refused, when none wait", () => {
    for (const outbox of [0, null]) expect(explain(1, outbox)).toContain("Look in quarantine");
  });
  test("say that numbers were used twice, beside what is missing", () => {
    const twice = { numbersTwice: 2, outbox: 0, state: "online" } as const;
    expect(explainMissing({ missing: 0, ...twice })).toMatch(/^2 scans came under numbers that another scan/);
    expect(explainMissing({ missing: 1, ...twice })).toMatch(/^1 number is missing .* 2 scans came under/);
  });
});

test.each([
  [-500, "0 s"],
  [59_999, "59 s"],
  [60_000, "1 min"],
  [3_599_999, "59 min"],
  [3_600_000, "1 h"],
  [86_399_999, "23 h"],
  [86_400_000, "1 day"],
  [172_800_000, "2 days"],
])("%i ms is %s", (ms, written) => expect(writeAgo(ms)).toBe(written));
