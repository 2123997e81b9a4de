import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import { alarmingSilence } from "../../../src/app/health/alarming-silence.ts";
import { silenceAround } from "../../../src/app/health/expected-silence.ts";
import type { StoredSender } from "../../../src/app/health/sender-store.ts";
import type { ExpectedSilence } from "../../../src/contract/http/senders.ts";

const timeZone = "Europe/London";
/** Local times of a week in November, when London's clocks show UTC: the 16th is a Monday. */
const at = (day: number, time: string) => Temporal.Instant.from(`2026-11-${day}T${time}:00Z`);
const nightsAndWeekends: ExpectedSilence = {
  weekly: [
    { days: [1, 2, 3, 4, 5, 7], from: "18:00", to: "07:00" },
    { days: [6, 7], from: "00:00", to: "00:00" },
  ],
  until: null,
  reason: "",
};
const inMarch: ExpectedSilence = {
  weekly: [{ days: [6], from: "22:00", to: "06:00" }],
  until: null,
  reason: "",
};
const holidays: ExpectedSilence = { weekly: [], until: "2026-11-18", reason: "closed" };

describe("expected silence", () => {
  test.each([
    ["a working hour, after the night", nightsAndWeekends, at(18, "12:00"), null, at(18, "07:00")],
    ["in the night, before midnight", nightsAndWeekends, at(18, "18:00"), at(19, "07:00"), null],
    ["in the night, after midnight", nightsAndWeekends, at(19, "06:59"), at(19, "07:00"), null],
    ["its end is no part of it", nightsAndWeekends, at(19, "07:00"), null, at(19, "07:00")],
    // Friday's night, both free days and Sunday's night are one silence.
    ["a weekend, from Friday evening", nightsAndWeekends, at(20, "18:00"), at(23, "07:00"), null],
    ["the middle of it", nightsAndWeekends, at(22, "03:00"), at(23, "07:00"), null],
    ["until a day, which belongs to it", holidays, at(18, "23:59"), at(19, "00:00"), null],
    ["the day after", holidays, at(19, "00:00"), null, at(19, "00:00")],
    [
      "a night that has an hour less",
      inMarch,
      Temporal.Instant.from("2026-03-29T04:30:00Z"),
      Temporal.Instant.from("2026-03-29T05:00:00Z"),
      null,
    ],
    ["nobody expects any", null, at(18, "03:00"), null, null],
  ])("%s", (_, expected, now, until, over) => {
    expect(silenceAround(expected, now, timeZone)).toEqual({ until, over });
  });
});

describe("what of a silence is something to look at", () => {
  const sender = (more: Partial<StoredSender>): StoredSender => ({
    name: "main/door",
    title: null,
    source: "native",
    firstAt: at(16, "09:00").toString(),
    lastAt: at(20, "17:00").toString(),
    scans: 1,
    state: "online",
    stateAt: null,
    heartbeatAt: at(20, "17:59").toString(),
    outbox: 0,
    outboxEmptyAt: null,
    clock: "ntp",
    clockAheadSeconds: null,
    firmware: null,
    missing: 0,
    numbersTwice: 0,
    room: null,
    retired: null,
    disabled: null,
    expectedSilence: nightsAndWeekends,
    ...more,
  });
  const alarms = (more: Partial<StoredSender>, now: Temporal.Instant): boolean => {
    const { silent, excused, forgotten } = alarmingSilence(sender(more), now, timeZone);
    return silent && !excused && !forgotten;
  };

  test.each([
    ["in the hours in which it is expected", {}, at(21, "12:00"), false],
    [
      "not while a device may still be starting after them",
      {},
      Temporal.Instant.from("2026-11-23T07:01:30Z"),
      false,
    ],
    [
      "from then on, though it has been silent for days",
      {},
      Temporal.Instant.from("2026-11-23T07:01:31Z"),
      true,
    ],
    [
      "the same for one that said goodbye",
      { state: "offline" },
      Temporal.Instant.from("2026-11-23T07:01:30Z"),
      false,
    ],
    ["and then", { state: "offline" }, Temporal.Instant.from("2026-11-23T07:01:31Z"), true],
    ["for a day, as any silence", {}, at(23, "23:00"), false],
    [
      "on a working day, after three beats",
      { heartbeatAt: at(18, "12:00").toString(), lastAt: at(18, "12:00").toString() },
      at(18, "12:02"),
      true,
    ],
    [
      "never again once it is retired",
      {
        retired: { at: "", by: "", reason: "" },
        expectedSilence: null,
        heartbeatAt: at(18, "12:00").toString(),
        lastAt: at(18, "12:00").toString(),
      },
      at(18, "12:02"),
      false,
    ],
    [
      "without a heartbeat after half an hour",
      { heartbeatAt: null, lastAt: at(18, "12:00").toString(), expectedSilence: null },
      at(18, "12:30"),
      false,
    ],
    [
      "and a second",
      { heartbeatAt: null, lastAt: at(18, "12:00").toString(), expectedSilence: null },
      Temporal.Instant.from("2026-11-18T12:30:01Z"),
      true,
    ],
    [
      "at once when it says goodbye",
      { state: "offline", heartbeatAt: at(18, "12:00").toString(), lastAt: at(18, "12:00").toString() },
      at(18, "12:00"),
      true,
    ],
  ] as const)("%s: %#", (_, more, now, told) => {
    expect(alarms(more, now)).toBe(told);
  });
});
