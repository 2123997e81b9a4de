import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ChangesFrame } from "../../src/contract/live/frames.ts";
import { foldChanges, foldSystem, initialLiveState, keptScans } from "../../web/app/live/fold-changes.ts";
import { frame, scanAt, systemAt, today } from "./builders.ts";

type Change = (seq: number) => Partial<ChangesFrame>;

const decisions = ["granted", "late", "denied", "unknown"] as const;
const days = [today, "2026-11-22"] as const;

const aScan: fc.Arbitrary<Change> = fc
  .record({
    student: fc.constantFrom("CSAI1001", "SE2001", null),
    known: fc.boolean(),
    identified: fc.boolean(),
    location: fc.constantFrom("BSB214", "ECG-01", null),
    decision: fc.constantFrom(...decisions),
    day: fc.constantFrom(...days),
    repeats: fc.integer({ min: 0, max: 2 }),
  })
  .map(({ day, ...scan }) => (seq) => ({
    scans: [scanAt(seq, { ...scan, occurredAt: `${day}T10:00:00Z` })],
  }));

const aRefusal: fc.Arbitrary<Change> = fc.constant((seq) => ({
  quarantined: [
    {
      id: `q-${seq}`,
      seq,
      receivedAt: `${today}T10:00:00Z`,
      topic: "access/result",
      source: "original",
      sender: null,
      code: "not_json",
      detail: "",
      qos: 0,
      retained: false,
      replayedAt: null,
      replayOutcome: null,
      dismissed: null,
    },
  ],
}));

const history = fc
  .array(fc.tuple(fc.oneof(aScan, aRefusal), fc.integer({ min: 1, max: 3 })), { maxLength: 40 })
  .map((changes) => {
    let seq = 100;
    return changes.map(([change, step]) => {
      seq += step;
      return frame({ seq, ...change(seq) });
    });
  });

/** The same changes cut into frames: `cuts[i]` says whether a frame ends after change i. */
function cutInto(changes: readonly ChangesFrame[], cuts: readonly boolean[]): ChangesFrame[] {
  const frames: ChangesFrame[] = [];
  let open: ChangesFrame[] = [];
  changes.forEach((change, index) => {
    open.push(change);
    if (cuts[index] !== true && index < changes.length - 1) return;
    frames.push(
      frame({
        scans: open.flatMap((one) => one.scans),
        quarantined: open.flatMap((one) => one.quarantined),
      }),
    );
    open = [];
  });
  return frames;
}

const start = initialLiveState(systemAt(100, { granted: 7 }), [scanAt(99), scanAt(100)]);
const cutsFor = fc.array(fc.boolean(), { minLength: 40, maxLength: 40 });

describe("folding changes", () => {
  test("gives the same state however the changes are cut into frames", () => {
    fc.assert(
      fc.property(history, cutsFor, cutsFor, (changes, cuts, otherCuts) => {
        const one = cutInto(changes, cuts).reduce(foldChanges, start);
        const other = cutInto(changes, otherCuts).reduce(foldChanges, start);
        expect(other).toEqual(one);
      }),
    );
  });

  test("is indifferent to frames that come again, whole or overlapping", () => {
    fc.assert(
      fc.property(history, cutsFor, cutsFor, (changes, cuts, otherCuts) => {
        const once = cutInto(changes, cuts).reduce(foldChanges, start);
        for (const again of cutInto(changes, otherCuts)) expect(foldChanges(once, again)).toBe(once);
      }),
    );
  });

  test("leaves no gap between a reading and the stream: frames heard before the answer are folded after it", () => {
    fc.assert(
      fc.property(history, cutsFor, fc.nat(40), (changes, cuts, n) => {
        const known = changes.slice(0, n);
        const frames = cutInto(changes, cuts);
        const folded = cutInto(known, cuts).reduce(foldChanges, start);
        const answer = initialLiveState({ ...systemAt(folded.seq), totals: folded.totals }, folded.scans);
        const read = frames.reduce(foldChanges, answer);
        const heard = frames.reduce(foldChanges, start);
        expect(read.totals).toEqual(heard.totals);
        expect(read.scans).toEqual(heard.scans);
        expect(read.seq).toBe(heard.seq);
      }),
    );
  });

  test("never changes the state it began from", () => {
    fc.assert(
      fc.property(history, cutsFor, (changes, cuts) => {
        const before = structuredClone(start);
        cutInto(changes, cuts).reduce(foldChanges, start);
        expect(start).toEqual(before);
      }),
    );
  });

  test("counts scans that were read newer than the totals", () => {
    const read = initialLiveState(systemAt(10, { granted: 4 }), [scanAt(12), scanAt(11), scanAt(10)]);
    const state = foldChanges(read, frame({ scans: [scanAt(11), scanAt(12)] }));
    expect(state.totals.granted).toBe(6);
    expect(state.scans.map((scan) => scan.seq)).toEqual([12, 11, 10]);
  });

  test("counts today only: a scan of yesterday that a device sends late is shown, not counted", () => {
    const state = foldChanges(start, frame({ scans: [scanAt(101, { occurredAt: "2026-11-22T23:59:59Z" })] }));
    expect(state.totals).toEqual(start.totals);
    expect(state.scans[0]?.seq).toBe(101);
  });

  test("a repeat raises the count of its scan once, and moves nothing", () => {
    const repeated = frame({ seq: 101, scans: [scanAt(99, { repeats: 2 })] });
    const state = foldChanges(start, repeated);
    expect(state.scans.map((scan) => [scan.seq, scan.repeats])).toEqual([
      [100, 0],
      [99, 2],
    ]);
    expect(state.totals.repeats).toBe(2);
    expect(foldChanges(state, repeated)).toBe(state);
  });

  test.each([
    [keptScans - 1, keptScans],
    [keptScans, keptScans],
    [keptScans + 1, keptScans],
  ])("%i scans and one more keep %i, the newest", (held, kept) => {
    const full = initialLiveState(
      systemAt(held),
      Array.from({ length: held }, (_, index) => scanAt(index + 1)),
    );
    const state = foldChanges(full, frame({ scans: [scanAt(held + 1)] }));
    expect(state.scans).toHaveLength(kept);
    expect(state.scans[0]?.seq).toBe(held + 1);
  });

  test("the system's totals replace ours when they count further, and nothing is counted twice after", () => {
    const ahead = foldSystem(start, systemAt(103, { granted: 9 }));
    const state = foldChanges(ahead, frame({ scans: [scanAt(102), scanAt(103), scanAt(104)] }));
    expect(state.totals.granted).toBe(10);
    const behind = foldSystem(state, systemAt(101, { granted: 8 }));
    expect(behind.totals.granted).toBe(10);
  });
});
