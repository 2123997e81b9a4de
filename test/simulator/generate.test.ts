import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { drawScan, rooms } from "../../simulator/draw-scan.ts";
import {
  drawFaults,
  type FaultKind,
  faultKinds,
  malformedPayloads,
  parseFaults,
} from "../../simulator/faults.ts";
import { clockReading, originalPayload } from "../../simulator/original-payload.ts";
import { between, createRandom, pick } from "../../simulator/random.ts";
import { nativeScan } from "../../src/contract/mqtt/native-scan.ts";
import { originalMessage } from "../../src/contract/mqtt/original-message.ts";
import { spoiltScans } from "../../web/app/quarantine/spoilt-scans.ts";

describe("random numbers", () => {
  test("are those of sfc32", () => {
    const random = createRandom(42);
    expect(Array.from({ length: 3 }, () => random() * 2 ** 32)).toEqual(referenceSfc32(42, 0, 3));
    const other = createRandom(7, 9);
    expect(Array.from({ length: 3 }, () => other() * 2 ** 32)).toEqual(referenceSfc32(7, 9, 3));
  });

  test("repeat with the seed, and differ by seed and by stream", () => {
    const first = (seed: number, stream = 0) => {
      const random = createRandom(seed, stream);
      return Array.from({ length: 20 }, random);
    };
    expect(first(1)).toEqual(first(1));
    expect(first(1)).not.toEqual(first(2));
    expect(first(1)).not.toEqual(first(1, 1));
  });

  test("lie in their bounds", () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const random = createRandom(seed);
        for (let count = 0; count < 20; count += 1) {
          const value = between(random, 3, 8);
          expect(value).toBeGreaterThanOrEqual(3);
          expect(value).toBeLessThan(8);
          expect(["a", "b"]).toContain(pick(random, ["a", "b"]));
        }
      }),
    );
    expect(() => pick(createRandom(1), [])).toThrow(RangeError);
  });
});

/** sfc32 in 64-bit arithmetic, to hold the 32-bit one against. */
function referenceSfc32(seed: number, stream: number, length: number): number[] {
  const word = (value: bigint) => BigInt.asUintN(32, value);
  let [a, b, c, counter] = [0n, BigInt(seed), BigInt(stream), 1n];
  const numbers = [];
  for (let drawn = 0; drawn < 12 + length; drawn += 1) {
    const sum = word(a + b + counter);
    counter += 1n;
    a = b ^ (b >> 9n);
    b = word(c + (c << 3n));
    c = word(word(c << 21n) + (c >> 11n) + sum);
    if (drawn >= 12) numbers.push(Number(sum));
  }
  return numbers;
}

describe("scans", () => {
  const draw = (seed: number, count: number) => {
    const random = createRandom(seed);
    return Array.from({ length: count }, () => drawScan(random));
  };

  test("are granted, denied and late at 0.7, 0.2 and 0.1", () => {
    const scans = draw(1, 20_000);
    const share = (decision: string) =>
      scans.filter((scan) => scan.decision === decision).length / scans.length;
    // Five standard deviations of 20,000 draws.
    expect(share("granted")).toBeCloseTo(0.7, 1.5);
    expect(Math.abs(share("granted") - 0.7)).toBeLessThan(0.0163);
    expect(Math.abs(share("denied") - 0.2)).toBeLessThan(0.0142);
    expect(Math.abs(share("late") - 0.1)).toBeLessThan(0.0107);
  });

  test("show each student in that student's rooms, and every reason with its decision", () => {
    const seen = new Set(draw(1, 5_000).map(({ student, room }) => `${student} ${room}`));
    expect([...seen].sort()).toEqual([
      "CSAI1001 ASG-13",
      "CSAI1001 BSB214",
      "CSAI1001 ECG-01",
      "ITM3006 ASG-13",
      "ITM3006 ECG-01",
      "SE2001 ASG-13",
      "SE2001 BSB214",
    ]);
    expect([...rooms].sort()).toEqual(["ASG-13", "BSB214", "ECG-01"]);
    const said = new Set(draw(1, 5_000).map(({ decision, reason }) => `${decision}: ${reason}`));
    expect([...said].sort()).toEqual([
      "denied: Access denied for this location",
      "denied: Face not in database",
      "granted: Face recognized successfully",
      "late: Late entry",
    ]);
  });

  test("all become payloads that the contract of the original takes", () => {
    const at = new Date(2026, 10, 23, 9, 15);
    for (const scan of draw(3, 1_000)) {
      const payload: unknown = JSON.parse(originalPayload(scan, at));
      expect(originalMessage.parse(payload)).toEqual(payload);
      expect(payload).toEqual({
        student_id: scan.student,
        location: scan.room,
        timestamp: "09:15 AM",
        decision: scan.decision,
        reason: scan.reason,
      });
    }
  });
});

test.each([
  [0, 5, "12:05 AM"],
  [1, 0, "01:00 AM"],
  [11, 59, "11:59 AM"],
  [12, 0, "12:00 PM"],
  [13, 7, "01:07 PM"],
  [23, 59, "11:59 PM"],
])("%i:%i reads %s", (hour, minute, reading) => {
  expect(clockReading(new Date(2026, 10, 23, hour, minute))).toBe(reading);
});

describe("faults", () => {
  test("strike only as asked, and asking for one leaves the others as they were", () => {
    const all = new Set(faultKinds);
    const draw = (asked: ReadonlySet<FaultKind>) => {
      const random = createRandom(5, 1);
      return Array.from({ length: 2_000 }, () => drawFaults(random, asked));
    };
    const withAll = draw(all);
    const quiet = { duplicate: false, held: false, skewMs: 0, malformed: null, disconnect: false };
    for (const each of draw(new Set())) expect(each).toEqual(quiet);
    expect(draw(new Set(["duplicates"]))).toEqual(withAll.map(({ duplicate }) => ({ ...quiet, duplicate })));
    expect(draw(new Set(["skew"]))).toEqual(withAll.map(({ skewMs }) => ({ ...quiet, skewMs })));
    for (const name of ["duplicate", "held", "skewMs", "malformed", "disconnect"] as const) {
      const struck = withAll.filter((each) => each[name] !== quiet[name]).length;
      expect(struck).toBeGreaterThan(5);
      expect(struck).toBeLessThan(200);
    }
  });

  test("every malformed payload is refused by both contracts", () => {
    for (const payload of malformedPayloads) {
      const read = () => JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload));
      expect(() => originalMessage.parse(read())).toThrow();
      expect(() => nativeScan.parse(read())).toThrow();
    }
  });

  test("are read from a list, and a word that is none is named", () => {
    expect(parseFaults("skew, duplicates")).toEqual(new Set(["skew", "duplicates"]));
    expect(() => parseFaults("skew,typo")).toThrow(
      /'typo' is no kind of fault; choose from duplicates, reorder/,
    );
  });
});

test("the line that the quarantine's page prints sends broken messages each time", () => {
  const [, count = "", seed = ""] = /--count (\d+) --seed (\d+)$/.exec(spoiltScans) ?? [];
  const random = createRandom(Number(seed), 1);
  const asked = new Set<FaultKind>(["malformed"]);
  const struck = Array.from({ length: Number(count) }, () => drawFaults(random, asked));
  expect(struck.filter(({ malformed }) => malformed !== null)).toHaveLength(6);
});
