import { between, pick, type Random } from "../../simulator/random.ts";
import type { Span } from "../../simulator/university/university.ts";
import { originalSchool } from "../../src/app/demo/original-school.ts";
import type { NativeScanInput } from "../../src/contract/mqtt/native-scan.ts";

export type DrawnScan = Required<Pick<NativeScanInput, "occurred_at" | "location" | "decision">> & {
  readonly subject: { readonly scheme: "student_id"; readonly value: string };
};

/** Where a student may be seen, and when: null for within the last minute. */
export interface Place {
  readonly student: string;
  readonly room: string;
  readonly span: Span | null;
}

export const originalPlaces: readonly Place[] = originalSchool.flatMap(({ studentId, rooms }) =>
  rooms.map((room) => ({ student: studentId, room, span: null })),
);

/** A scan that registers are at stake by, by default those of the original's school. */
export function drawScan(random: Random, places: readonly Place[] = originalPlaces): DrawnScan {
  const { student, room, span } = pick(random, places);
  const now = Date.now();
  const { from, to } = span ?? { from: now - 60_000, to: now };
  return {
    occurred_at: new Date(between(random, from, Math.min(to, now))).toISOString(),
    subject: { scheme: "student_id", value: student },
    location: room,
    decision: pick(random, ["granted", "granted", "late", "denied", "unknown"]),
  };
}
