import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import { layBoard } from "../../web/app/today/lay-board.ts";
import { cardOf } from "./builders.ts";

/** What is written above the board of a day: wall clocks, with the share of the board at which each stands. */
function written(timeZone: string, day: string, spans: readonly (readonly [string, string])[], now: string) {
  const at = (time: string) =>
    Temporal.PlainDateTime.from(`${day}T${time}`).toZonedDateTime(timeZone).toInstant().toString();
  const cards = spans.map(([start, end], nth) => ({
    ...cardOf(String(nth), { kind: "timetabled", start: at(start), end: at(end) }),
    silent: [],
  }));
  const board = layBoard(cards, Date.parse(at(now)), timeZone);
  const clock = (ms: number) =>
    Temporal.Instant.fromEpochMilliseconds(ms)
      .toZonedDateTimeISO(timeZone)
      .toPlainTime()
      .toString()
      .slice(0, 5);
  return { from: clock(board.from), to: clock(board.to), hours: board.hours.map(clock) };
}

describe("the hours above the board are full hours of the institution", () => {
  test.each(["Australia/Adelaide", "Asia/Kolkata", "Asia/Kathmandu", "Europe/London", "Australia/Lord_Howe"])(
    "%s",
    (timeZone) => {
      expect(
        written(
          timeZone,
          "2026-11-30",
          [
            ["09:15", "10:05"],
            ["11:00", "13:30"],
          ],
          "09:40",
        ),
      ).toEqual({
        from: "09:00",
        to: "14:00",
        hours: ["09:00", "10:00", "11:00", "12:00", "13:00", "14:00"],
      });
    },
  );

  test("over a day that ends its summer time by half an hour", () => {
    const { hours } = written("Australia/Lord_Howe", "2026-04-05", [["00:30", "05:30"]], "04:00");
    expect(hours).toEqual(["00:00", "01:00", "02:00", "03:00", "04:00", "05:00", "06:00"]);
  });

  test("of a whole day so few that none runs into the next, the same way from one to the other", () => {
    const { hours } = written("Asia/Kolkata", "2026-11-30", [["00:00", "23:30"]], "12:00");
    expect(hours).toEqual(["00:00", "03:00", "06:00", "09:00", "12:00", "15:00", "18:00", "21:00", "00:00"]);
  });
});
