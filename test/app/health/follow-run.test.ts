import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import { followRun, type RunNews } from "../../../src/app/health/follow-run.ts";
import type { CoveredSpan, DeviceRun } from "../../../src/app/health/health-transaction.ts";

const at = (time: string) => Temporal.Instant.from(`2026-01-12T${time}:00Z`);
const nothing: RunNews = { birth: null, heartbeat: null, scans: null };
const beat = (time: string, lastSeq: number | null, outbox: number): RunNews => ({
  ...nothing,
  heartbeat: { at: at(time), lastSeq, outbox },
});

/** A run whose scans 1 to `lastSeq` are stored, but for `missing`. */
function stored(
  tally: { lastSeq: number; missing: number },
  proved: DeviceRun["proved"],
  spans: readonly (readonly [string, string, number])[] = [],
  told: DeviceRun["told"] = null,
) {
  const names = { device: "main/camera", bootId: "boot" };
  const covered = spans.map(
    ([from, to, missing]): CoveredSpan => ({
      ...names,
      id: `${from} ${missing}`,
      from: at(from),
      to: at(to),
      missing,
    }),
  );
  return { run: { ...names, told, proved }, tally: { ...names, ...tally }, covered };
}

function coverage(before: ReturnType<typeof stored>, news: RunNews): string | null {
  const { covered } = followRun(before, news, () => "new");
  const clock = (instant: Temporal.Instant) => instant.toString().slice(11, 16);
  return covered && `${covered.id}: ${clock(covered.from)}-${clock(covered.to)}`;
}

describe("a run is covered", () => {
  test("from its first proof on", () => {
    expect(coverage(stored({ lastSeq: 0, missing: 0 }, null), beat("09:00", 0, 0))).toBe("new: 09:00-09:00");
  });

  const away = [["08:00", "08:56", 0]] as const;

  test("over a time without a network, once everything recorded in it has come", () => {
    const waiting = stored({ lastSeq: 4, missing: 0 }, { lastSeq: 4, missing: 0 }, away);
    expect(coverage(waiting, beat("09:30", 7, 3))).toBeNull();
    const come = stored({ lastSeq: 7, missing: 0 }, { lastSeq: 4, missing: 0 }, away, {
      at: at("09:30"),
      lastSeq: 7,
    });
    expect(coverage(come, { ...nothing, scans: { first: at("08:58"), last: at("09:20") } })).toBe(
      "08:00 0: 08:00-09:30",
    );
  });

  test("no further than to its last scan when it never came back", () => {
    const come = stored({ lastSeq: 6, missing: 0 }, { lastSeq: 4, missing: 0 }, away, {
      at: at("08:56"),
      lastSeq: 4,
    });
    expect(coverage(come, { ...nothing, scans: { first: at("08:58"), last: at("09:20") } })).toBe(
      "08:00 0: 08:00-09:20",
    );
  });

  test("anew, when something was lost in between", () => {
    const gap = stored({ lastSeq: 7, missing: 1 }, { lastSeq: 4, missing: 0 }, away);
    expect(coverage(gap, beat("09:30", 7, 0))).toBe("new: 09:30-09:30");
  });

  test("as before, once what was lost has come after all", () => {
    const spans = [...away, ["09:30", "10:00", 1]] as const;
    const filled = stored({ lastSeq: 7, missing: 0 }, { lastSeq: 7, missing: 1 }, spans);
    expect(coverage(filled, beat("10:01", 7, 0))).toBe("08:00 0: 08:00-10:01");
  });

  test.each([
    ["08:57", "08:00 0: 08:00-08:57"],
    ["09:30", "new: 09:30-09:30"],
  ])("at %s, after a silence in which it recorded nothing, as %s", (time, covered) => {
    const hung = stored({ lastSeq: 4, missing: 0 }, { lastSeq: 4, missing: 0 }, away);
    expect(coverage(hung, beat(time, 4, 0))).toBe(covered);
  });

  test("while no more is missing than was before it began", () => {
    const spans = [["08:00", "08:56", 3]] as const;
    const known = stored({ lastSeq: 12, missing: 3 }, { lastSeq: 10, missing: 3 }, spans);
    expect(coverage(known, beat("09:30", 12, 0))).toBe("08:00 3: 08:00-09:30");
  });

  test("by the outbox alone where a device tells no numbers", () => {
    const silent = stored({ lastSeq: 5, missing: 0 }, { lastSeq: 4, missing: 0 }, away);
    expect(coverage(silent, beat("09:30", null, 2))).toBeNull();
    expect(coverage(silent, beat("09:30", null, 0))).toBe("08:00 0: 08:00-09:30");
  });
});
