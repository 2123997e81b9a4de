import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import { takeTime } from "../../src/domain/attendance/take-time.ts";
import { nativeAdapter } from "../../src/sources/native/native-adapter.ts";
import { readPlainScan } from "../../src/sources/native/read-plain-scan.ts";
import type { Reading } from "../../src/sources/source.ts";
import { runsHere } from "../support/runs-here.ts";

const receivedAt = Temporal.Instant.from("2026-11-09T09:00:00Z");
const settings = { timeZone: "Europe/London", maxSkewSeconds: 120 };

const read = (body: unknown): Reading =>
  nativeAdapter.read(
    {
      topic: "muster/v1/main/door-1/scan",
      payload: new TextEncoder().encode(JSON.stringify(body)),
      qos: 1,
      retain: false,
      receivedAt,
    },
    settings,
  );

const oddText = fc.constantFrom(
  "",
  " ",
  "a",
  " S1",
  "S1 ",
  "a\u0000b",
  "\ud800",
  "😀",
  "x".repeat(129),
  "x".repeat(501),
);
const odd: fc.Arbitrary<unknown> = fc.oneof(
  oddText,
  fc.constantFrom(null, true, 0, -1, 1.5, 2 ** 53, [], {}, [1]),
);
const usuallyOr = <T>(usual: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 40, arbitrary: usual }, { weight: 1, arbitrary: odd });

const id = fc.string({ minLength: 1, maxLength: 8 });
const subject = fc.record(
  {
    scheme: usuallyOr(fc.constantFrom("student_id", "card_uid", "face_subject")),
    value: usuallyOr(id),
  },
  { requiredKeys: ["scheme", "value"] },
);
const eventId = fc.constantFrom(
  ...Array.from({ length: 6 }, (_, n) => `0197f3c2-8a7e-7abc-9def-0123456789a${n}`),
  "0197F3C2-8A7E-7ABC-9DEF-0123456789AB",
  "0197f3c2-8a7e-4abc-9def-0123456789ab",
);
const instant = fc.constantFrom(
  "2026-11-09T08:59:30Z",
  "2026-11-09T08:59:30.25Z",
  "2026-11-09T08:59:30.123456Z",
  "2026-11-09T08:59:60Z",
  "2026-11-31T08:59:00Z",
  "2026-11-08T24:00:00Z",
  "1970-01-01T00:00:12Z",
  "0000-00-00T00:00:00Z",
  "2026-11-09T08:59:30+00:00",
  "2026-11-09 08:59",
  "08:59 AM",
  "1793955570",
  "never",
);
const message = fc.record(
  {
    v: usuallyOr(fc.constant(1)),
    event_id: usuallyOr(eventId),
    occurred_at: usuallyOr(instant),
    boot_id: usuallyOr(id),
    seq: usuallyOr(fc.nat()),
    clock: usuallyOr(fc.constantFrom("ntp", "rtc", "unsynced")),
    subject: usuallyOr(fc.option(subject)),
    decision: usuallyOr(fc.constantFrom("granted", "denied", "late", "unknown")),
    reason: usuallyOr(fc.option(fc.string({ maxLength: 20 }))),
    method: usuallyOr(fc.constantFrom("face", "card")),
    confidence: usuallyOr(fc.double({ min: 0, max: 1, noNaN: true })),
    liveness: usuallyOr(fc.constantFrom("passed", "failed", "not_asked")),
    model: usuallyOr(id),
    direction: usuallyOr(fc.constantFrom("in", "out")),
    location: usuallyOr(id),
    live: usuallyOr(fc.boolean()),
  },
  { requiredKeys: ["v", "event_id", "occurred_at"] },
);

describe("a scan that is written plainly", () => {
  test("is read as the schema reads it, whatever it says", () => {
    let plain = 0;
    fc.assert(
      fc.property(message, (body) => {
        if (readPlainScan(JSON.parse(JSON.stringify(body))) !== null) plain += 1;
        // A field that nobody knows says nothing, and makes a message unusual.
        expect(read(body)).toEqual(read({ ...body, nobody_knows: 1 }));
      }),
      { numRuns: runsHere(20_000) },
    );
    expect(plain).toBeGreaterThan(runsHere(4_000));
  });

  test("is taken at the instant that Temporal reads", () => {
    const two = (least: number, most: number) =>
      fc.integer({ min: least, max: most }).map((n) => String(n).padStart(2, "0"));
    const text = fc
      .tuple(
        fc.constantFrom("1970", "2000", "2019", "2024", "2026", "2100"),
        two(0, 13),
        two(0, 32),
        two(0, 25),
        two(0, 61),
        two(0, 61),
        fc.constantFrom("", ".5", ".25", ".125", ".1256"),
      )
      .map(([year, month, day, h, m, s, fraction]) => `${year}-${month}-${day}T${h}:${m}:${s}${fraction}Z`);
    const wide = { receivedAt, timeZone: "UTC", maxSkewSeconds: 1e10, replays: true };
    fc.assert(
      fc.property(text, (written) => {
        // A blank at the end makes it unusual, and says nothing.
        const [usual, unusual] = [takeTime(written, wide), takeTime(`${written} `, wide)];
        if ("refused" in usual || "refused" in unusual) {
          expect("refused" in usual && usual.refused.code).toBe("refused" in unusual && unusual.refused.code);
          return;
        }
        expect(usual.taken.occurredAt.epochMilliseconds).toBe(unusual.taken.occurredAt.epochMilliseconds);
        expect(usual.taken.basis).toBe(unusual.taken.basis);
      }),
      { numRuns: runsHere(20_000) },
    );
  });
});
