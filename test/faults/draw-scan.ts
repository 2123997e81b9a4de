import { between, pick, type Random } from "../../simulator/random.ts";
import { originalSchool } from "../../src/app/demo/original-school.ts";
import type { NativeScanInput } from "../../src/contract/mqtt/native-scan.ts";

export type DrawnScan = Required<Pick<NativeScanInput, "occurred_at" | "location" | "decision">> & {
  readonly subject: { readonly scheme: "student_id"; readonly value: string };
};

/** A scan of the original's school within the last minute, so that registers are at stake as well. */
export function drawScan(random: Random): DrawnScan {
  const { studentId, rooms } = pick(random, originalSchool);
  return {
    occurred_at: new Date(Date.now() - between(random, 0, 60_000)).toISOString(),
    subject: { scheme: "student_id", value: studentId },
    location: pick(random, rooms),
    decision: pick(random, ["granted", "granted", "late", "denied", "unknown"]),
  };
}
