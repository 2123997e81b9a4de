import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import { followWatches } from "../../../src/app/health/follow-watches.ts";
import type { OpenWatch } from "../../../src/app/health/health-transaction.ts";

const at = (time: string) => Temporal.Instant.from(`2026-01-12T${time}:00Z`);
const clock = (instant: Temporal.Instant | null) => instant?.toString().slice(11, 16) ?? "";

function told(
  open: OpenWatch | null,
  scans: readonly (readonly [string, string])[],
  aliveFrom: string | null,
): readonly string[] {
  let minted = 0;
  const placed = scans.map(([time, room]) => ({ at: at(time), room }));
  const { told: watches } = followWatches("camera", open, placed, aliveFrom ? at(aliveFrom) : null, () => {
    minted += 1;
    return `w${minted}`;
  });
  return watches.map(
    ({ watch, room, from, to, health }) =>
      `${watch} ${room} ${clock(from)}-${clock(to)} ${health ? "health" : "no health"}`,
  );
}

const inR1: OpenWatch = { reader: "camera", watch: "w0", room: "R1", from: at("08:00"), health: true };

test("a room relies on a reader from its first scan there", () => {
  expect(
    told(
      null,
      [
        ["09:05", "R1"],
        ["09:02", "R1"],
      ],
      "08:00",
    ),
  ).toEqual(["w1 R1 09:02- health"]);
  expect(told(null, [["09:02", "R1"]], null)).toEqual(["w1 R1 09:02- no health"]);
});

test("a reader that is where it was says nothing new", () => {
  expect(told(inR1, [["09:02", "R1"]], "07:00")).toEqual([]);
});

test("a reader that moves leaves the one room and begins to watch the other", () => {
  expect(
    told(
      inR1,
      [
        ["09:02", "R2"],
        ["09:04", "R1"],
      ],
      "07:00",
    ),
  ).toEqual([
    "w0 R1 08:00-09:02 health",
    "w1 R2 09:02- health",
    "w1 R2 09:02-09:04 health",
    "w2 R1 09:04- health",
  ]);
});

test("a backlog from before it came moves it nowhere", () => {
  expect(told(inR1, [["07:59", "R2"]], "07:00")).toEqual([]);
});

test("health counts from when it was first told", () => {
  expect(told({ ...inR1, health: false }, [], "08:30")).toEqual([
    "w0 R1 08:00-08:30 no health",
    "w1 R1 08:30- health",
  ]);
  expect(told({ ...inR1, health: false }, [], "07:30")).toEqual(["w0 R1 08:00- health"]);
});
