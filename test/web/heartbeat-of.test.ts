import { describe, expect, test } from "vitest";
import { heartbeatOf } from "../../web/app/today/heartbeat-of.ts";

const monitor = {
  lastRoundAt: "2026-11-23T09:00:00Z",
  nextRoundAt: "2026-11-23T09:00:05Z",
  everySeconds: 5,
};
const at = (seconds: number): number => Date.parse("2026-11-23T09:00:00Z") + seconds * 1000;

describe("the monitor's heartbeat", () => {
  test.each([
    [0, { kind: "beating", agoSeconds: 0, inSeconds: 5 }],
    [3, { kind: "beating", agoSeconds: 3, inSeconds: 2 }],
    [5, { kind: "beating", agoSeconds: 5, inSeconds: 0 }],
    [10, { kind: "beating", agoSeconds: 10, inSeconds: 0 }],
    [10.001, { kind: "late", agoSeconds: 10, overdueSeconds: 5 }],
    [65, { kind: "late", agoSeconds: 65, overdueSeconds: 60 }],
  ])("%d seconds after a round", (seconds, heartbeat) => {
    expect(heartbeatOf(monitor, at(seconds), true)).toEqual(heartbeat);
  });

  test("a lost connection says nothing of the monitor", () => {
    expect(heartbeatOf(monitor, at(65), false)).toEqual({ kind: "unheard" });
  });

  test("before the first round it starts, and is late when that never comes", () => {
    const first = { ...monitor, lastRoundAt: null };
    expect(heartbeatOf(first, at(2), true)).toEqual({ kind: "starting" });
    expect(heartbeatOf(first, at(11), true).kind).toBe("late");
  });
});
